"""What a client says of itself and of its files, by Python's ftplib: HOST, LANG, CLNT, CSID, SITE, MFF, AVBL.

Arguments: host, port, user, password, user with a charset of old, that charset, folder of the first as the server has it,
the same folder on disk, folder of the second on disk.
Prints a line "did: TASK" for each thing that went as it should; ends with 1 at the first that did not.
"""
import ftplib
import io
import ipaddress
import os
import stat
import sys

host, port, user, password, old, charset, folder, disk, old_disk = sys.argv[1:10]
host = str(ipaddress.ip_address(host))


def did(task):
    print('did:', task, flush=True)


def refused(code, command, ftp):
    try:
        answer = ftp.sendcmd(command)
    except ftplib.error_perm as error:
        assert str(error).startswith(code), (command, error)
        return
    raise AssertionError((command, answer))


def on_disk(home):
    return sorted(name for name in os.listdir(home) if not name.startswith('.'))  # uploads in progress have a place of their own


def features(ftp):
    return [line[1:] for line in ftp.sendcmd('FEAT').splitlines() if line.startswith(' ')]


ftp = ftplib.FTP(timeout=60)
ftp.connect(host, int(port))
assert ftp.sendcmd('HOST %s' % ('[%s]' % host if ':' in host else host)).startswith('220')
refused('504', 'HOST 192.0.2.1', ftp)
refused('501', 'HOST 192.0.2.1:21', ftp)
did('HOST')
assert ftp.sendcmd('LANG en').startswith('200')
refused('504', 'LANG tlh', ftp)
did('LANG')
ftp.login(user, password)
refused('503', 'HOST localhost', ftp)
ftp.cwd(folder)
offered = features(ftp)
for line in ('HOST', 'LANG EN*', 'UTF8', 'MFMT', 'MFF Modify;UNIX.mode;', 'SITE CHMOD', 'SITE UTIME', 'WHOLE-UPLOADS'):
    assert line in offered, (line, offered)
assert 'MFCT' not in offered
did('FEAT')
assert ftp.sendcmd('CLNT ftplib').startswith('200')
facts = dict(fact.split('=') for fact in ftp.sendcmd('CSID Name=ftplib; Version=1;')[4:].rstrip(';').split('; '))
assert facts['Name'] == 'Ferry' and facts['WholeUploads'] == '1', facts
did('CLNT and CSID')

ftp.storbinary('STOR a b', io.BytesIO(b'x'))
path = os.path.join(disk, 'a b')
assert ftp.sendcmd('SITE CHMOD 640 a b').startswith('200')
assert stat.S_IMODE(os.stat(path).st_mode) == 0o640
refused('550', 'SITE CHMOD 4755 a b', ftp)
did('SITE CHMOD')
assert ftp.sendcmd('SITE UTIME 200207172107 a b').startswith('200')
assert os.stat(path).st_mtime == 1026940020
assert ftp.sendcmd('SITE UTIME a b 20010101000000 20020717210715 20010101000000 UTC').startswith('200')
assert os.stat(path).st_mtime == 1026940035
did('SITE UTIME')
assert ftp.sendcmd('MFF Modify=20010909014640;UNIX.mode=600; a b').startswith('213 Modify=20010909014640;UNIX.mode=0600; ')
assert os.stat(path).st_mtime == 1000000000 and stat.S_IMODE(os.stat(path).st_mode) == 0o600
refused('504', 'MFF Modify=20020717210715;Create=20020717210715; a b', ftp)
refused('504', 'MFCT 20020717210715 a b', ftp)
assert os.stat(path).st_mtime == 1000000000
did('MFF and MFCT')
assert ftp.sendcmd('SITE IDLE 20').startswith('200')
assert ftp.sendcmd('SITE HELP').startswith('214')
refused('500', 'SITE NONSENSE', ftp)
did('SITE IDLE and HELP')
room = int(ftp.sendcmd('AVBL')[4:])
free = os.statvfs(disk)
assert abs(room - free.f_bavail * free.f_frsize) < (1 << 30), room
did('AVBL')
assert ftp.sendcmd('SMNT .').startswith('202') and ftp.sendcmd('ACCT x').startswith('202')
did('SMNT and ACCT')
ftp.quit()

old_ftp = ftplib.FTP(timeout=60, encoding=charset)
old_ftp.connect(host, int(port))
old_ftp.login(old, password)
assert 'UTF8' not in features(old_ftp)
sayable = {'shift_jis': '表示.txt', 'latin-1': 'Größe ÿ.txt'}[charset]
old_ftp.storbinary('STOR ' + sayable, io.BytesIO(b'scan'))
assert open(os.path.join(old_disk, sayable), 'rb').read() == b'scan'
open(os.path.join(old_disk, '한😀#U0041'), 'wb').close()
shown = sorted(old_ftp.nlst())
assert shown == sorted([sayable, '#UD55C#L01F600#U0023U0041']), shown
assert sorted(name for name, _ in old_ftp.mlsd() if name != '.') == shown
for name in shown:
    old_ftp.rename(name, 'moved ' + name)
assert on_disk(old_disk) == sorted(['moved ' + sayable, 'moved 한😀#U0041'])
for name in old_ftp.nlst():
    old_ftp.delete(name)
assert on_disk(old_disk) == []
old_ftp.mkd(sayable)
old_ftp.cwd(sayable)
assert old_ftp.pwd().replace('ÿÿ', 'ÿ') == '/' + sayable  # ftplib does not speak Telnet, which doubles it
old_ftp.cwd('/')
old_ftp.rmd(sayable)
old_ftp.sendcmd('OPTS UTF8 ON')
old_ftp.encoding = 'utf-8'
assert 'UTF8' in features(old_ftp)
did('names in ' + charset)
old_ftp.quit()
