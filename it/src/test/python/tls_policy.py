"""Python's ftplib behind a proxy that names where it comes from, to a server that wants TLS of some.

Arguments: host, port, user, password, an address, and what comes of it there: `clear` where a password in clear text is
taken, `secure` where it is refused and one over TLS is taken.
"""
import ftplib
import socket
import ssl
import sys

host, port, user, password, address, outcome = sys.argv[1:7]


def called(kind, **how):
    """A client whose connection begins with a PROXY header."""
    ftp = kind(**how)
    ftp.host = host
    ftp.sock = socket.create_connection((host, int(port)), timeout=60)
    ftp.sock.sendall(('PROXY TCP4 %s 127.0.0.1 40000 %s\r\n' % (address, port)).encode())
    ftp.af = ftp.sock.family
    ftp.file = ftp.sock.makefile('r', encoding=ftp.encoding)
    ftp.welcome = ftp.getresp()
    return ftp


def secure():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return called(ftplib.FTP_TLS, context=context)


with called(ftplib.FTP) as ftp:
    try:
        ftp.login(user, password)
        assert outcome == 'clear', 'a password was taken in clear text'
        print('did: login in clear text from a private network')
    except ftplib.error_perm as e:
        assert outcome == 'secure', e
        assert str(e).startswith('530 ') and 'explicit FTP over TLS' in str(e), e
        print('did: refusal of a password in clear text from afar')

with secure() as ftp:
    ftp.login(user, password)   # says AUTH TLS first
    ftp.voidcmd('PBSZ 0')
    try:
        ftp.prot_c()
        assert outcome == 'clear', 'data may go in clear text'
    except ftplib.error_perm as e:
        assert outcome == 'secure' and 'PROT P' in str(e), e
    assert ftp.pwd() == '/'
