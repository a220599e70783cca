"""Python's ftplib over TLS.

Arguments: host, port, user, password, folder, 1.2 or 1.3, a verb. `moves` sends and fetches files in one session, each
data connection resuming the TLS session of the control connection; `stock` is ftplib as it comes, which resumes nothing;
`cut` ends an upload without close_notify. `old` is there before. `stays NEW FILE` puts another certificate in place
during a session, which goes on; `host NAME FILE` says HOST before AUTH and is shown the certificate in that file.
"""
import ftplib
import hashlib
import io
import os
import socket
import ssl
import sys
import time

host, port, user, password, folder, version, verb = sys.argv[1:8]
more = sys.argv[8:]
# With TLS 1.3 more than a control connection has tickets for.
TIMES = 150 if version == '1.3' else 20


class Resuming(ftplib.FTP_TLS):
    def ntransfercmd(self, cmd, rest=None):
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        if self._prot_p:
            conn = self.context.wrap_socket(conn, server_hostname=self.host, session=self.sock.session)
        return conn, size


def context():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.minimum_version = made.maximum_version = getattr(ssl.TLSVersion, 'TLSv' + version.replace('.', '_'))
    return made


def did(task, times=1):
    print('did: %d x %s, TLS %s' % (times, task, version))


def content(number):
    return hashlib.sha256(b'%d' % number).digest() * (number * (1000 if number <= 20 else 1))


def moves(ftp):
    for i in range(TIMES):
        ftp.storbinary('STOR f%d' % i, io.BytesIO(content(i)))
        got = io.BytesIO()
        ftp.retrbinary('RETR f%d' % i, got.write)
        assert got.getvalue() == content(i), 'f%d' % i
    did('upload', TIMES)
    did('download', TIMES)


def stock(ftp):
    for command, call in ('STOR old', lambda: ftp.storbinary('STOR old', io.BytesIO(content(20)))), \
                         ('RETR old', lambda: ftp.retrbinary('RETR old', lambda piece: None)), \
                         ('NLST', ftp.nlst):
        try:
            call()
        except ftplib.error_perm as e:
            assert str(e).startswith('522 ') and 'ftp.tls-resume' in str(e), e
        else:
            raise AssertionError(command + ' was served')
    did('refusal without resumption', 3)


def cut(ftp):
    ftp.voidcmd('TYPE I')
    conn = ftp.transfercmd('STOR old')
    conn.sendall(content(20))
    socket.socket(fileno=conn.detach()).close()     # a FIN, and no word of TLS before it
    try:
        ftp.voidresp()
    except ftplib.error_temp as e:
        assert str(e).startswith('426 ') and 'close_notify' in str(e), e
    else:
        raise AssertionError('it was published')
    did('cut without close_notify')


def shown(said=''):
    """What a client that comes now is shown."""
    with ftplib.FTP_TLS(context=context(), timeout=60) as ftp:
        ftp.connect(host, int(port))
        if said:
            assert ftp.sendcmd(said).startswith('220'), said
        ftp.auth()
        return ftp.sock.getpeercert(binary_form=True)


def inside(path):
    with open(path) as file:
        text = file.read()
    return ssl.PEM_cert_to_DER_cert(text[text.index('-----BEGIN C'):text.index('-----BEGIN P')])


def stays(ftp):
    new, place = more
    wanted = inside(new)
    assert shown() != wanted
    ftp.storbinary('STOR before', io.BytesIO(content(3)))
    os.replace(new, place)
    deadline = time.monotonic() + 60
    while shown() != wanted:
        assert time.monotonic() < deadline, 'the old certificate is still shown'
        time.sleep(0.02)
    for i in range(3):
        ftp.storbinary('STOR f%d' % i, io.BytesIO(content(i)))
        for name, number in ('before', 3), ('f%d' % i, i):
            got = io.BytesIO()
            ftp.retrbinary('RETR ' + name, got.write)
            assert got.getvalue() == content(number), name
    did('session that outlives a certificate')


if verb == 'host':
    name, file = more
    assert shown('HOST ' + name) == inside(file), 'another certificate is shown'
    did('certificate chosen by HOST')
    sys.exit()

kind = ftplib.FTP_TLS if verb == 'stock' else Resuming
with kind(context=context(), timeout=60) as ftp:
    ftp.connect(host, int(port))
    ftp.login(user, password)
    ftp.prot_p()
    assert ftp.sock.version() == 'TLSv' + version, ftp.sock.version()
    ftp.cwd(folder)
    {'moves': moves, 'stock': stock, 'cut': cut, 'stays': stays}[verb](ftp)
