"""Checksums and ranges, asked for with Python's ftplib and compared with hashlib and zlib.

Written from draft-bryan-ftpext-hash-02, draft-bryan-ftp-range-08 and the help pages of servers that
have XCRC. Arguments: host, port, user, password, folder as the server has it, the same folder on disk.
Prints a line "did: TASK" for each thing that went as it should; ends with 1 at the first that did not.
"""
import ftplib
import hashlib
import io
import os
import random
import re
import sys
import zlib

host, port, user, password, folder, disk = sys.argv[1:7]
BIG = random.Random(4711).randbytes(3_000_017)
NAMES = {'SHA-256': 'XSHA256', 'SHA-512': 'XSHA512', 'SHA-1': 'XSHA1', 'MD5': 'XMD5', 'CRC32': 'XCRC'}


def did(task):
    print('did:', 'ftplib, hashlib: ' + task, flush=True)


def summed(name, data):
    if name == 'CRC32':
        return '%08x' % zlib.crc32(data)
    return hashlib.new(name.replace('-', '').lower(), data).hexdigest()


def refused(code, ftp, line):
    try:
        answer = ftp.sendcmd(line)
    except ftplib.Error as error:
        assert str(error).startswith(str(code)), (line, error)
        return
    raise AssertionError('%s is not refused: %s' % (line, answer))


def hashed(ftp, name):
    """What HASH says: function, first, last, sum."""
    answer = ftp.sendcmd('HASH ' + name)
    parts = re.fullmatch(r'213 ([A-Z0-9-]+) (\d+)-(\d+) ([0-9a-f]+) (.*)', answer)
    assert parts, answer
    assert parts[5] == name, answer
    assert int(parts[3]) >= int(parts[2])
    return parts[1], int(parts[2]), int(parts[3]), parts[4]


def extended(ftp, line):
    answer = ftp.sendcmd(line)
    parts = re.fullmatch(r'250 ([0-9a-f]+)', answer)
    assert parts, answer
    return parts[1]


def part(ftp, name, first, last):
    """The bytes that RETR gives after RANG."""
    ftp.voidcmd('TYPE I')
    with ftp.transfercmd_ranged('RETR ' + name, first, last) as data:
        got = b''.join(iter(lambda: data.recv(65536), b''))
    assert ftp.voidresp().startswith('226')
    return got


class Ftp(ftplib.FTP):
    def transfercmd_ranged(self, line, first, last):
        host, port = self.makepasv()
        data = __import__('socket').create_connection((host, port), 60)
        assert self.sendcmd('RANG %d %d' % (first, last)).startswith('350')
        assert self.sendcmd(line).startswith('150')
        return data


ftp = Ftp(timeout=60)
ftp.connect(host, int(port))
ftp.login(user, password)
ftp.cwd(folder)

features = ftp.sendcmd('FEAT').splitlines()
listed = [line for line in features if line.startswith(' HASH ')][0].split()[1].split(';')
assert 'SHA-256*' in listed, listed
assert [name.rstrip('*') for name in listed] == list(NAMES), listed
for verb in NAMES.values():
    assert ' ' + verb in features, features
assert ' RANG STREAM' in features
did('features')

ftp.storbinary('STOR big', io.BytesIO(BIG))
assert ftp.sendcmd('OPTS HASH') == '200 SHA-256'
for name, verb in NAMES.items():
    assert ftp.sendcmd('OPTS HASH ' + name.lower()) == '200 ' + name
    assert hashed(ftp, 'big') == (name, 0, len(BIG) - 1, summed(name, BIG))
    assert extended(ftp, verb + ' big') == summed(name, BIG)
    assert extended(ftp, verb + ' "big"') == summed(name, BIG)
    assert extended(ftp, '%s "%s/big" 0 %d' % (verb, folder, len(BIG))) == summed(name, BIG)
    assert extended(ftp, verb + ' big 100000 2000000') == summed(name, BIG[100000:2000000])
    assert extended(ftp, verb + ' big 100000') == summed(name, BIG[100000:])
    did(name)
assert extended(ftp, 'XSHA big') == summed('SHA-1', BIG)
refused(501, ftp, 'OPTS HASH CRC-37')
assert ftp.sendcmd('OPTS HASH SHA-256') == '200 SHA-256'

for first, last in ((0, 49), (1, 1), (70_000, 2_999_999), (len(BIG) - 1, len(BIG) - 1)):
    assert ftp.sendcmd('RANG %d %d' % (first, last)).startswith('350')
    assert hashed(ftp, 'big') == ('SHA-256', first, last, summed('SHA-256', BIG[first:last + 1]))
    assert part(ftp, 'big', first, last) == BIG[first:last + 1]
    did('part by RANG')
assert part(ftp, 'big', 3_000_000, 9_999_999) == BIG[3_000_000:]
assert part(ftp, 'big', len(BIG), len(BIG) + 5) == b''
assert ftp.sendcmd('RANG 5 7').startswith('350')
assert ftp.sendcmd('RANG 1 0').startswith('350')
assert hashed(ftp, 'big')[1:3] == (0, len(BIG) - 1)
refused(501, ftp, 'RANG 7 5')
did('part beyond the end')

# A file put together of parts that were fetched one by one.
pieces = [part(ftp, 'big', at, at + 999_999) for at in range(0, len(BIG), 1_000_000)]
assert b''.join(pieces) == BIG
did('file of parts')

for name in ('with blanks 12 34', ' leading', 'grüße-日本', 'quote"d', '"quoted"', '0', '1 2'):
    content = name.encode() * 3 + b'12345'
    ftp.storbinary('STOR ' + name, io.BytesIO(content))
    assert hashed(ftp, name)[3] == summed('SHA-256', content), name
    assert extended(ftp, 'XMD5 ' + name) == summed('MD5', content), name
    assert extended(ftp, 'XMD5 "%s" 1 5' % name.replace('"', '""')) == summed('MD5', content[1:5]), name
    did('odd name')

ftp.storlines('STOR text', io.BytesIO(b'one\ntwo\n'))
with open(os.path.join(disk, 'text'), 'rb') as stored:
    assert hashed(ftp, 'text')[3] == summed('SHA-256', stored.read())
did('text as it is stored')

ftp.storbinary('APPE big', io.BytesIO(b'more'))
assert hashed(ftp, 'big')[3] == summed('SHA-256', BIG + b'more')
ftp.storbinary('STOR big', io.BytesIO(b'tail'), rest=1_000_000)
assert hashed(ftp, 'big')[3] == summed('SHA-256', BIG[:1_000_000] + b'tail')
did('appended and resumed')

# Uploaded, changed on the spot to bytes of the same number, its times put back: at once, and again.
path = os.path.join(disk, 'changed')
for turn in range(100):
    ftp.storbinary('STOR changed', io.BytesIO(b'%08d' % turn))
    before = os.stat(path)
    if turn % 2:
        assert hashed(ftp, 'changed')[3] == summed('SHA-256', b'%08d' % turn), turn
    with open(path, 'r+b') as file:
        file.write(b'x')
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = os.stat(path)
    assert (after.st_ino, after.st_size, after.st_mtime_ns) == (
        before.st_ino, before.st_size, before.st_mtime_ns)
    assert hashed(ftp, 'changed')[3] == summed('SHA-256', b'x%07d' % turn), turn
did('changed behind its back')

refused(550, ftp, 'HASH nothing')
refused(550, ftp, 'XCRC nothing 1 2')
ftp.mkd('folder')
refused(553, ftp, 'HASH folder')
refused(502, ftp, 'COMB x big')
ftp.quit()
did('refusals')
