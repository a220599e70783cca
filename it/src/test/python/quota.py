"""Python's ftplib in an empty home of 1,000,000 bytes.

Arguments: host, port, user, password.
"""
import ftplib
import io
import sys

host, port, user, password = sys.argv[1:]


def refused(ftp, name, size):
    try:
        ftp.storbinary('STOR ' + name, io.BytesIO(bytes(size)))
    except ftplib.error_perm as error:
        return str(error)
    except OSError:  # hung up on in the middle: what the reply says counts
        try:
            return 'accepted: ' + ftp.getresp()
        except ftplib.error_perm as error:
            return str(error)
    return 'accepted'


def require(what, value, wanted):
    if value != wanted:
        sys.exit('%s: %r, not %r' % (what, value, wanted))


with ftplib.FTP(timeout=60) as ftp:
    ftp.connect(host, int(port))
    ftp.login(user, password)
    require('room at first', ftp.sendcmd('AVBL'), '213 1000000')
    ftp.storbinary('STOR a', io.BytesIO(bytes(600_000)))
    said = refused(ftp, 'b', 600_000)
    if not said.startswith('552 /b: your quota of 1000000 bytes leaves no room'):
        sys.exit('too much: ' + said)
    require('names', ftp.nlst(), ['a'])
    require('room after it', ftp.sendcmd('AVBL'), '213 400000')
    print('did: is refused what the quota has no room for')
    ftp.storbinary('STOR c', io.BytesIO(bytes(400_000)))
    require('room when full', ftp.sendcmd('AVBL'), '213 0')
    require('one byte more', refused(ftp, 'd', 1)[:4], '552 ')
    print('did: fills its quota to the last byte')
    ftp.storbinary('STOR a', io.BytesIO(bytes(600_000)))
    require('room after the same again', ftp.sendcmd('AVBL'), '213 0')
    print('did: replaces a file where its quota is used up')
    ftp.delete('c')
    require('room given back', ftp.sendcmd('AVBL'), '213 400000')
    print('did: has the room of what it deleted')
