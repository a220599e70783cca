"""Odd names, as they stand on disk and as four clients see them.

Arguments: host, port, user, password, folder as the server has it, the same folder on disk.
Runs in a folder of its own. Prints a line "did: CLIENT: TASK" for what went as it should.
"""
import ftplib
import hashlib
import io
import os
import subprocess
import sys
from urllib.parse import quote

host, port, user, password, folder, disk = sys.argv[1:7]
disk = os.fsencode(disk)
authority = ('[%s]' if ':' in host else '%s') % host + ':' + port

NAMES = [
    b'a name', b' lead', b'trail ', b'  ', b"it's", b'say "hi"', b'""', b'-dash', b'--', b'-rf', b'...', b'..two', b'.hidden',
    b'100%25', b'%0d%0aNOOP', b'hash#tag', b'query?x=y', b'semi;type=a', b'star*', b'[br]', b'{a,b}', b'~home',
    b'back\\slash', b'$HOME', b'`id`', b'a&b|c<d>e', b'C:', b'colon: x', b'x=y;size=1; z', b'l -> target', b'+plus',
    b'line\nbreak', b'cr\r\nlf', b'tab\there', b'esc\x1b[31m', b'del\x7f', b'\x01', b'iac\xff\xf4\xff\xf2',
    b'x' * 255, 'é'.encode() * 127 + b'x', '漢'.encode() * 85,
    '👩\u200d🚀🌍'.encode(), b'caf\xc3\xa9', b'cafe\xcc\x81', '漢字かな'.encode(), 'עברית'.encode(),
    '\u202egnp.exe'.encode(), '\u2028'.encode(), '\ufeffbom'.encode(), 'ſTOR'.encode(), '\U0010fffd'.encode(),
    b'latin \xe9', b'\xff\xfe', b'\xc3', b'\xed\xa0\x80', b'\xef\xbf\xbd', b'\xef\xbf\xbd0A', b'\xef\xbf\xbdE9',
]
assert len(set(NAMES)) == len(NAMES) and all(len(name) <= 255 for name in NAMES)


def shown(name):
    """The name as the server says it: U+FFFD and two digits for each byte that is no text."""
    text, at = '', 0
    while at < len(name):
        for length in (1, 2, 3, 4):
            try:
                char = name[at:at + length].decode()
                break
            except UnicodeDecodeError:
                char = ''
        escape = name[at + 3:at + 5]
        escaped = len(escape) == 2 and all(c in b'0123456789ABCDEF' for c in escape)
        if not char or char < ' ' or char == '\x7f':
            text += '\ufffd%02X' % name[at]
            at += 1
        elif char == '\ufffd' and escaped and (int(escape, 16) < 32 or int(escape, 16) > 126):
            text += ''.join('\ufffd%02X' % byte for byte in name[at:at + 3])
            at += 3
        else:
            text += char
            at += len(char.encode())
    return text


def content(name):
    return hashlib.sha256(name).hexdigest().encode()


def did(client, task):
    print('did: %d x %s: names, %s' % (len(NAMES), client, task), flush=True)


def on_disk(*path):
    return os.path.join(disk, *path)


def look(where):
    """What stands in a folder of the server's disk, by its bytes."""
    found = {}
    for name in os.listdir(on_disk(where)):
        with open(on_disk(where, name), 'rb') as file:
            found[name] = file.read()
    return found


def same(found, wanted, what):
    missing = {name for name in wanted if found.get(name) != wanted[name]}
    extra = set(found) - set(wanted)
    assert not missing and not extra, '%s: wrong or missing %r, too many %r' % (what, missing, extra)


def make():
    os.mkdir(on_disk(b'there'))
    for name in NAMES:
        with open(on_disk(b'there', name), 'wb') as file:
            file.write(content(name))


def connect():
    ftp = ftplib.FTP(timeout=60)
    ftp.connect(host, int(port))
    ftp.login(user, password)
    ftp.cwd(folder)
    return ftp


WANTED = {name: content(name) for name in NAMES}
SHOWN = [shown(name) for name in NAMES]
assert len(set(SHOWN)) == len(SHOWN)


def with_ftplib():
    with connect() as ftp:
        ftp.cwd('there')
        lines = []
        ftp.retrlines('MLSD', lines.append)
        names = [line.partition(' ')[2] for line in lines]
        assert sorted(n for n in names if n != '.') == sorted(SHOWN), set(names) ^ set(SHOWN)
        assert sorted(ftp.nlst()) == sorted(SHOWN)
        lines = []
        ftp.retrlines('LIST', lines.append)
        assert len(lines) == len(NAMES), lines
        for text in SHOWN:
            assert any(line.endswith(' ' + text) for line in lines), text
        did('ftplib', 'listed')
        for name, text in zip(NAMES, SHOWN):
            got = io.BytesIO()
            ftp.retrbinary('RETR ' + text, got.write)
            assert got.getvalue() == content(name), name
            assert ftp.size(text) == 64, name
            assert ftp.sendcmd('MLST ' + text).split('\n')[1].endswith('/' + text), name
        did('ftplib', 'downloaded')
        ftp.mkd('../by-ftplib')
        ftp.cwd('../by-ftplib')
        for name, text in zip(NAMES, SHOWN):
            ftp.storbinary('STOR ' + text, io.BytesIO(content(name)))
        same(look(b'by-ftplib'), WANTED, 'ftplib')
        did('ftplib', 'uploaded')
        for text in SHOWN:
            ftp.rename(text, 'other')
            assert 'other' in ftp.nlst()
            ftp.rename('other', text)
        same(look(b'by-ftplib'), WANTED, 'ftplib')
        did('ftplib', 'renamed')
        for text in SHOWN:
            ftp.delete(text)
        same(look(b'by-ftplib'), {}, 'ftplib')
        did('ftplib', 'deleted')
        for name, text in zip(NAMES, SHOWN):
            path = ftp.mkd(text)
            assert path == folder + '/by-ftplib/' + text, path
            assert os.path.isdir(on_disk(b'by-ftplib', name)), name
            ftp.cwd(text)
            assert ftp.pwd() == path, name
            ftp.cwd('..')
            ftp.rmd(text)
        assert os.listdir(on_disk(b'by-ftplib')) == []
        did('ftplib', 'folders')


def run(*words):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, '%r: %d %r' % (words, done.returncode, done.stdout[-2000:])
    return done.stdout


def url(*path):
    return 'ftp://' + authority + quote(folder + '/') + '/'.join(quote(part, safe='') for part in path)


def with_curl():
    login = user + ':' + password
    for name, text in zip(NAMES, SHOWN):
        assert run('curl', '-sS', '-g', '-u', login, url('there', text)) == content(name), name
    did('curl', 'downloaded')
    for name, text in zip(NAMES, SHOWN):
        with open('content', 'wb') as file:
            file.write(content(name))
        run('curl', '-sS', '-g', '-u', login, '--ftp-create-dirs', '-T', 'content', url('by-curl', text))
    same(look(b'by-curl'), WANTED, 'curl')
    did('curl', 'uploaded')


def with_lftp():
    opening = ('set cmd:fail-exit yes; set net:timeout 60; set net:max-retries 1; set ftp:ssl-allow no;'
               ' set ftp:charset UTF-8; set file:charset UTF-8; open ftp://%s:%s@%s%s; '
               % (user, password, authority, folder))
    run('lftp', '-c', opening + 'mirror --parallel=2 there here')
    here = {}
    for name in os.listdir(b'here'):
        with open(os.path.join(b'here', name), 'rb') as file:
            here[name] = file.read()
    same(here, {text.encode(): content(name) for name, text in zip(NAMES, SHOWN)}, 'lftp')
    did('lftp', 'mirrored down')
    run('lftp', '-c', opening + 'mirror -R --parallel=2 here by-lftp')
    same(look(b'by-lftp'), WANTED, 'lftp')
    did('lftp', 'mirrored up')
    run('lftp', '-c', opening + 'rm -r by-lftp')
    assert not os.path.exists(on_disk(b'by-lftp'))
    did('lftp', 'removed')


def with_wget():
    for name, text in zip(NAMES, SHOWN):
        run('wget', '-q', '--no-glob', '--tries=1', '--no-remove-listing', '--user', user, '--password', password,
            '-O', 'got', url('there', text))
        with open('got', 'rb') as file:
            assert file.read() == content(name), name
    did('wget', 'downloaded')


make()
for client in sys.argv[7:] or ['ftplib', 'curl', 'lftp', 'wget']:
    {'ftplib': with_ftplib, 'curl': with_curl, 'lftp': with_lftp, 'wget': with_wget}[client]()
