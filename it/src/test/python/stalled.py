"""Downloads and uploads that stand still, and others who do not notice.

Arguments: host, port, user, password, folder as the server has it, the same folder on disk, how many.
"""
import ftplib
import hashlib
import io
import os
import socket
import sys
import time

host, port, user, password, folder, disk, count = sys.argv[1:8]
count = int(count)
LARGE = hashlib.sha256(b'large').digest() * 400_000
SMALL = hashlib.sha256(b'small').digest() * 30_000

for name, data in (('large', LARGE), ('small', SMALL)):
    with open(os.path.join(disk, name), 'wb') as file:
        file.write(data)


def connect():
    ftp = ftplib.FTP(timeout=60)
    ftp.connect(host, int(port))
    ftp.login(user, password)
    ftp.cwd(folder)
    ftp.voidcmd('TYPE I')
    return ftp


def slow_socket(ftp):
    """A data connection with next to no room for what comes."""
    _, data_port = ftp.makepasv()
    data = socket.socket(ftp.af, socket.SOCK_STREAM)
    data.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    data.settimeout(60)
    data.connect((host, data_port))
    return data


def download(ftp, name):
    got = io.BytesIO()
    ftp.retrbinary('RETR ' + name, got.write)
    return got.getvalue()


def round_trip(ftp):
    began = time.monotonic()
    ftp.voidcmd('NOOP')
    return time.monotonic() - began


stalled = []
for _ in range(count):
    ftp = connect()
    data = slow_socket(ftp)
    assert ftp.sendcmd('RETR large').startswith('150')
    stalled.append((ftp, data, data.recv(1)))
idle_uploads = []
for number in range(10):
    ftp = connect()
    data = ftp.transfercmd('STOR idle-%d' % number)
    data.sendall(b'some')
    idle_uploads.append((ftp, data))

other = connect()
worst = 0.0
for turn in range(20):
    worst = max(worst, *(round_trip(other) for _ in range(20)))
    assert download(other, 'small') == SMALL
    other.storbinary('STOR new-%d' % turn, io.BytesIO(SMALL))
    assert 'large' in dict(other.mlsd())
    fresh = connect()
    assert fresh.size('large') == len(LARGE)
    fresh.quit()
print('worst NOOP beside %d stalled downloads: %.1f ms' % (count, worst * 1000))
print('did: 20 x ftplib: logins, listings, up and down beside stalled transfers')

# They did stand still: each says so, with more to come than any buffer holds.
for ftp, data, first in stalled:
    assert ftp.sendcmd('STAT').startswith('211')
for ftp, data, first in stalled:
    data.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    digest = hashlib.sha256(first)
    while chunk := data.recv(1 << 20):
        digest.update(chunk)
    data.close()
    assert ftp.voidresp().startswith('226')
    assert digest.digest() == hashlib.sha256(LARGE).digest()
    ftp.quit()
print('did: %d x ftplib: downloads that stood still, then went on' % count)
for ftp, data in idle_uploads:
    data.sendall(b'thing')
    data.close()
    ftp.voidresp()
    ftp.quit()
for number in range(len(idle_uploads)):
    with open(os.path.join(disk, 'idle-%d' % number), 'rb') as file:
        assert file.read() == b'something'
print('did: %d x ftplib: uploads that stood still, then went on' % len(idle_uploads))
