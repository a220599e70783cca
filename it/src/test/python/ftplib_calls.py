"""Every call of Python's ftplib, against a server whose files can be looked at.

Arguments: host, port, user, password, folder as the server has it, the same folder on disk.
Prints a line "did: TASK" for each thing that went as it should; ends with 1 at the first that did not.
"""
import ftplib
import hashlib
import io
import ipaddress
import os
import socket
import sys

host, port, user, password, folder, disk = sys.argv[1:7]
host = str(ipaddress.ip_address(host))
six = ':' in host
BIG = hashlib.sha256(b'ferry').digest() * 100_000


def did(task):
    print('did:', task + (', IPv6' if six else ''), flush=True)


def connect(encoding='utf-8'):
    ftp = ftplib.FTP(timeout=60, encoding=encoding)
    ftp.connect(host, int(port))
    ftp.login(user, password)
    ftp.cwd(folder)
    return ftp


def on_disk(name):
    with open(os.path.join(disk, name), 'rb') as file:
        return file.read()


def put_on_disk(name, data):
    with open(os.path.join(disk, name), 'wb') as file:
        file.write(data)


def refused(code, call, *arguments):
    try:
        answer = call(*arguments)
    except ftplib.Error as error:
        assert str(error).startswith(str(code)), error
        return str(error)
    raise AssertionError('not refused: %r' % (answer,))


def fetch(ftp, name, **more):
    got = io.BytesIO()
    answer = ftp.retrbinary('RETR ' + name, got.write, **more)
    assert answer.startswith('226'), answer
    return got.getvalue()


def logs_in():
    ftp = ftplib.FTP(timeout=60)
    assert ftp.connect(host, int(port)).startswith('220')
    assert ftp.getwelcome().startswith('220')
    refused(530, ftp.login, user, 'wrong')
    refused(530, ftp.cwd, '/')
    assert ftp.login(user, password).startswith('230')
    assert ftp.quit().startswith('221')
    did('login')
    with connect() as ftp:
        assert ftp.acct('none').startswith('202')
        assert ftp.sendcmd('SYST') == '215 UNIX Type: L8'
        assert ftp.voidcmd('NOOP').startswith('200')
        assert 'MLST' in ftp.sendcmd('FEAT')
        assert ftp.sendcmd('HELP').startswith('214')
        assert ftp.sendcmd('STAT').startswith('211')
        ftp.putcmd('NOOP')
        assert ftp.getresp().startswith('200')
    did('login and talk')


def moves_bytes():
    with connect() as ftp:
        seen = []
        assert ftp.storbinary('STOR a', io.BytesIO(BIG), 65536, seen.append).startswith('226')
        assert b''.join(seen) == BIG
        assert on_disk('a') == BIG
        did('storbinary')
        assert fetch(ftp, 'a') == BIG
        assert fetch(ftp, 'a', blocksize=1000) == BIG
        did('retrbinary')
        assert fetch(ftp, 'a', rest=1_000_000) == BIG[1_000_000:]
        did('retrbinary with rest')
        ftp.storbinary('STOR a', io.BytesIO(b'XYZ'), rest=len(BIG))
        assert on_disk('a') == BIG + b'XYZ'
        ftp.storbinary('STOR a', io.BytesIO(b'short'), rest=10)
        assert on_disk('a') == BIG[:10] + b'short'
        did('storbinary with rest')
        ftp.storbinary('APPE a', io.BytesIO(b'++'))
        assert on_disk('a') == BIG[:10] + b'short++'
        did('append')
        answer = ftp.storbinary('STOU a', io.BytesIO(b'unique'))
        assert answer.startswith('226')
        unique = [name for name in ftp.nlst() if name != 'a']
        assert len(unique) == 1 and on_disk(unique[0]) == b'unique', unique
        did('store unique')


def moves_lines():
    with connect() as ftp:
        ftp.storlines('STOR text', io.BytesIO(b'one\ntwo\r\n\nfour'))
        assert on_disk('text') == b'one\ntwo\n\nfour\n', on_disk('text')
        did('storlines')
        lines = []
        ftp.retrlines('RETR text', lines.append)
        assert lines == ['one', 'two', '', 'four'], lines
        did('retrlines')
        ftp.voidcmd('TYPE A')
        assert ftp.size('text') == 4 + 4 + 1 + 5 + 4, ftp.size('text')
        lines = []
        connection = ftp.transfercmd('RETR text', rest=5)
        with connection, connection.makefile('rb') as file:
            assert file.read() == b'two\r\n\r\nfour\r\n'
        ftp.voidresp()
        did('rest in ASCII')
        ftp.voidcmd('TYPE I')
        assert ftp.size('text') == 14


def transfers_by_hand():
    put_on_disk('data', BIG)
    with connect() as ftp:
        ftp.voidcmd('TYPE I')
        with ftp.transfercmd('RETR data', rest=len(BIG) - 7) as connection:
            assert connection.recv(100) == BIG[-7:]
        assert ftp.voidresp().startswith('226')
        connection, size = ftp.ntransfercmd('RETR data')
        assert size == len(BIG), size
        with connection, connection.makefile('rb') as file:
            assert file.read() == BIG
        ftp.voidresp()
        with ftp.transfercmd('STOR by-hand') as connection:
            connection.sendall(b'by hand')
        ftp.voidresp()
        assert on_disk('by-hand') == b'by hand'
    did('transfercmd')


def aborts():
    put_on_disk('large', BIG * 10)
    with connect() as ftp:
        ftp.voidcmd('TYPE I')
        connection = ftp.transfercmd('RETR large')
        connection.recv(1000)
        answer = ftp.abort()
        assert answer[:3] in ('225', '226', '426'), answer
        connection.close()
        if answer.startswith('426'):
            assert ftp.getresp().startswith('226')
        assert fetch(ftp, 'large') == BIG * 10
        did('abort of a download')
        connection = ftp.transfercmd('STOR cut')
        connection.sendall(BIG)
        answer = ftp.abort()
        assert answer[:3] in ('225', '226', '426'), answer
        connection.close()
        if answer.startswith('426'):
            assert ftp.getresp().startswith('226')
        assert not os.path.exists(os.path.join(disk, 'cut'))
        assert ftp.voidcmd('NOOP').startswith('200')
        did('abort of an upload')


def lets_the_server_connect():
    put_on_disk('data', BIG)
    with connect() as ftp:
        ftp.set_pasv(False)
        assert fetch(ftp, 'data') == BIG
        ftp.storbinary('STOR active', io.BytesIO(BIG))
        assert on_disk('active') == BIG
        assert 'active' in ftp.nlst()
        did('set_pasv(False)')
        ftp.set_pasv(True)
        assert fetch(ftp, 'data') == BIG
        did('set_pasv(True)')
        with socket.create_server((host, 0), family=ftp.af) as listener:
            ftp.sendeprt(host, listener.getsockname()[1])
            ftp.voidcmd('TYPE I')
            assert ftp.sendcmd('RETR data').startswith('150')
            connection, peer = listener.accept()
            assert peer[0] == host, peer
            with connection, connection.makefile('rb') as file:
                assert file.read() == BIG
            ftp.voidresp()
        did('sendeprt')
        if not six:
            with socket.create_server((host, 0)) as listener:
                ftp.sendport(host, listener.getsockname()[1])
                assert ftp.sendcmd('RETR data').startswith('150')
                connection, _ = listener.accept()
                with connection, connection.makefile('rb') as file:
                    assert file.read() == BIG
                ftp.voidresp()
            did('sendport')
        announced, data_port = ftp.makepasv()
        assert announced == host and data_port >= 1024, (announced, data_port)
        did('makepasv')


def keeps_folders():
    with connect() as ftp:
        assert ftp.mkd('made "quoted"') == folder + '/made "quoted"'
        refused(550, ftp.mkd, 'made "quoted"')
        ftp.cwd('made "quoted"')
        assert ftp.pwd() == folder + '/made "quoted"'
        ftp.cwd('..')
        assert ftp.pwd() == folder
        refused(550, ftp.cwd, 'nowhere')
        put_on_disk('made "quoted"/in it', b'1')
        assert 'not empty' in refused(550, ftp.rmd, 'made "quoted"')
        ftp.delete('made "quoted"/in it')
        ftp.rmd('made "quoted"')
        assert not os.path.exists(os.path.join(disk, 'made "quoted"'))
        did('mkd, cwd, pwd, rmd')
        put_on_disk('one', b'12345')
        ftp.rename('one', 'two')
        assert on_disk('two') == b'12345' and not os.path.exists(os.path.join(disk, 'one'))
        refused(550, ftp.rename, 'one', 'three')
        did('rename')
        assert ftp.size('two') == 5
        refused(550, ftp.size, 'one')
        did('size')
        refused(550, ftp.delete, 'one')
        ftp.delete('two')
        assert not os.path.exists(os.path.join(disk, 'two'))
        did('delete')


def lists():
    os.mkdir(os.path.join(disk, 'list'))
    os.mkdir(os.path.join(disk, 'list/a folder'))
    put_on_disk('list/file', b'12345')
    os.utime(os.path.join(disk, 'list/file'), (1_000_000_000, 1_000_000_000))
    os.chmod(os.path.join(disk, 'list/file'), 0o640)
    with connect() as ftp:
        assert sorted(ftp.nlst('list')) == ['list/a folder', 'list/file'], ftp.nlst('list')
        ftp.cwd('list')
        assert sorted(ftp.nlst()) == ['a folder', 'file']
        did('nlst')
        lines = []
        ftp.dir(lines.append)
        assert len(lines) == 2, lines
        assert any(line.startswith('drwx') and line.endswith(' a folder') for line in lines), lines
        assert any(line.startswith('-rw-r-----') and line.endswith(' file') for line in lines), lines
        did('dir')
        entries = dict(ftp.mlsd())
        assert set(entries) - {'.', '..'} == {'a folder', 'file'}, entries
        about = entries['file']
        assert about['type'] == 'file' and about['size'] == '5', about
        assert about['modify'] == '20010909014640', about
        assert about['unix.mode'].lstrip('0') == '640', about
        assert {'unique', 'perm', 'unix.owner', 'unix.group'} <= set(about), about
        assert {'r', 'w', 'd', 'f', 'a'} <= set(about['perm']), about
        assert entries['a folder']['type'] == 'dir', entries
        did('mlsd')
        few = dict(ftp.mlsd(facts=['type', 'size']))
        assert few['file'] == {'type': 'file', 'size': '5'}, few
        did('mlsd with facts')
        assert ftp.sendcmd('MDTM file') == '213 20010909014640'
        ftp.voidcmd('MFMT 20200229123456 file')
        assert os.path.getmtime(os.path.join(disk, 'list/file')) == 1582979696
        did('MDTM, MFMT')


def speaks_other_encodings():
    with connect('utf-8') as ftp:
        ftp.storbinary('STOR grüße-日本', io.BytesIO(b'1'))
        assert os.path.exists(os.path.join(os.fsencode(disk), 'grüße-日本'.encode()))
        assert 'grüße-日本' in ftp.nlst()
        ftp.delete('grüße-日本')
        did('names in UTF-8')
    with connect('latin-1') as ftp:
        # Its bytes are kept, and come back to who sends the same; to others they are shown escaped.
        ftp.storbinary('STOR grüße', io.BytesIO(b'1'))
        assert os.path.exists(os.path.join(os.fsencode(disk), 'grüße'.encode('latin-1')))
        assert fetch(ftp, 'grüße') == b'1'
    with connect('utf-8') as ftp:
        assert 'gr\ufffdFC\ufffdDFe' in ftp.nlst(), ftp.nlst()
        ftp.delete('gr\ufffdFC\ufffdDFe')
        assert not os.path.exists(os.path.join(os.fsencode(disk), 'grüße'.encode('latin-1')))
    did('names in Latin-1')


def closes():
    ftp = connect()
    ftp.close()
    ftp.close()
    assert ftp.sock is None
    with connect() as ftp:
        pass
    did('close')


for task in (logs_in, moves_bytes, moves_lines, transfers_by_hand, aborts, lets_the_server_connect,
             keeps_folders, lists, speaks_other_encodings, closes):
    task()
