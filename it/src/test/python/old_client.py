"""A client as RFC 959 had it in 1985, and nothing younger: active mode, text, lower-case verbs.

Written from that RFC alone, for scanners, machines and scripts that have not changed since. It never asks for FEAT,
EPSV, EPRT, SIZE, REST in bytes or TYPE I, makes folders by XMKD, and looks by NLST before it stores. Its words are
those of ftplib_client.py.
"""
import os
import re
import socket
import sys

host, port, user, password, folder, way, verb = sys.argv[1:8]
names = sys.argv[8:]
pairs = list(zip(names[::2], names[1::2]))


def cannot(why):
    print('cannot:', why)
    sys.exit(3)


class Client:
    def __init__(self):
        self.control = socket.create_connection((host, int(port)), 60)
        self.replies = self.control.makefile('rb')
        self.reply(2)

    def reply(self, *classes):
        line = self.replies.readline()
        assert re.match(rb'\d\d\d[ -]', line) and line.endswith(b'\r\n'), line
        if line[3:4] == b'-':
            end = line[:3] + b' '
            more = b''
            while not more.startswith(end):
                more = self.replies.readline()
                assert more.endswith(b'\r\n'), more
        assert not classes or line[0] - ord('0') in classes, line
        return int(line[:3])

    def say(self, line, *classes):
        self.control.sendall(line.encode() + b'\r\n')
        return self.reply(*classes)

    def listen(self):
        listener = socket.create_server((self.control.getsockname()[0], 0))
        listener.settimeout(60)
        address, number = listener.getsockname()
        self.say('port %s,%d,%d' % (address.replace('.', ','), number >> 8, number & 255), 2)
        return listener

    def transfer(self, line, use):
        """What `use` makes of the data connection; the connection's end is the end of the file."""
        with self.listen() as listener:
            self.say(line, 1)
            data, _ = listener.accept()
            with data:
                got = use(data)
        self.reply(2)
        return got

    def names(self, argument=''):
        data = self.transfer(('nlst ' + argument).rstrip(), read)
        return data.decode().split('\r\n')[:-1]

    def store(self, local, remote):
        with open(local, 'rb') as file:
            text = file.read().replace(b'\n', b'\r\n')
        self.transfer('stor ' + remote, lambda data: data.sendall(text))

    def fetch(self, remote, local):
        text = self.transfer('retr ' + remote, read)
        with open(local, 'wb') as file:
            file.write(text.replace(b'\r\n', b'\n'))

    def store_folder(self, name):
        self.say('xmkd ' + name, 2)
        for entry in sorted(os.listdir(name)):
            path = name + '/' + entry
            if os.path.isdir(path):
                self.store_folder(path)
            else:
                self.store(path, path)

    def fetch_folder(self, name):
        os.mkdir(name)
        for path in self.names(name):
            # Nothing in RFC 959 tells a folder from a file, but that one can go there.
            if self.say('xcwd ' + path) == 250:
                self.say('xcwd ' + folder, 2)
                self.fetch_folder(path)
            else:
                self.fetch(path, path)


def read(data):
    parts = []
    while part := data.recv(1 << 16):
        parts.append(part)
    return b''.join(parts)


if ':' in host:
    cannot('PORT has no room for an address of IPv6')
if way == 'passive' and verb in ('put', 'get'):
    cannot('only listens')
if verb in ('put-on', 'get-on'):
    cannot('RFC 959 restarts by markers, in block mode')
client = Client()
client.say('user ' + user, 3)
client.say('pass ' + password, 2)
client.say('syst', 2)
client.say('type a n', 2)
client.say('mode s', 2)
client.say('stru f', 2)
client.say('xcwd ' + folder, 2)
client.say('xpwd', 2)
if verb in ('put', 'put-text'):
    client.names()
    for local, remote in pairs:
        client.store(local, remote)
elif verb in ('get', 'get-text'):
    for remote, local in pairs:
        client.fetch(remote, local)
elif verb == 'list':
    print('\n'.join(client.names()))
elif verb == 'put-tree':
    client.store_folder(names[0])
elif verb == 'get-tree':
    client.fetch_folder(names[0])
elif verb == 'get-pattern':
    for name in client.names(names[0]):
        client.fetch(name, name)
client.say('quit', 2)
