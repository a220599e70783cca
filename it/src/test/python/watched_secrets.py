"""Says a password in every place where clients and people have put one, by Python's ftplib and over a bare socket.

Arguments: host, port, user, password. Prints "did: TASK" for each.
"""
import ftplib
import socket
import sys

host, port, user, password = sys.argv[1:5]

ftp = ftplib.FTP()
ftp.connect(host, int(port), timeout=60)
ftp.login(user, password)
for line in ['SITE PSWD old %s', 'SITE  PSWD %s', 'ACCT %s', 'CWD ftp://anna:%s@127.0.0.1/', 'XYZ %s', 'PASS %s', 'USER %s',
             'RETR //anna:%s@host/file', 'OPTS PASS %s', '%s']:
    try:
        ftp.sendcmd(line % password)
    except ftplib.Error:
        pass
ftp.quit()
print('did: a password in places where it does not belong')


def talk(*lines):
    with socket.create_connection((host, int(port)), timeout=60) as wire:
        reader = wire.makefile('rb')
        reader.readline()
        for line in lines:
            wire.sendall(line % password.encode() if b'%s' in line else line)
            reader.readline()


talk(b'PASS %s\r\n', b'USER anna\r\n', b'QUIT\r\n')
talk(b'USER %s\r\n', b'PASS anna\r\n', b'QUIT\r\n')
talk(b'USER anna\r\n', b'PASS  %s wrong\r\n', b'QUIT\r\n')
talk(b'USER anna\r\n', b'PASS\t%s\r\n', b'PASS:%s\r\n', b'PASS%s\r\n', b'QUIT\r\n')
talk(b'USER anna\r\n', b'PASS %s\0\r\n', b'QUIT\r\n')
talk(b'USER anna %s\r\n', b'PASS x\r\n', b'QUIT\r\n')
talk(b'user anna\r\n', b'pass \xff\xf4%s\xe9\r\n', b'QUIT\r\n')
print('did: USER and PASS in the wrong order and with bad syntax')
