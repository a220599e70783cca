"""Python's ftplib as a command.

Arguments: host, port, user, password, folder, passive or active, a verb, names. put, get, put-text and get-text take
pairs, from and to; put-on and get-on one pair; list none; get-pattern a pattern; the trees a folder.
"""
import ftplib
import os
import sys

host, port, user, password, folder, way, verb = sys.argv[1:8]
names = sys.argv[8:]
pairs = list(zip(names[::2], names[1::2]))


def put_tree(ftp, name):
    ftp.mkd(name)
    for entry in sorted(os.listdir(name)):
        path = name + '/' + entry
        if os.path.isdir(path):
            put_tree(ftp, path)
        else:
            with open(path, 'rb') as file:
                ftp.storbinary('STOR ' + path, file)


def get_tree(ftp, name):
    os.mkdir(name)
    for entry, facts in list(ftp.mlsd(name, ['type'])):
        path = name + '/' + entry
        if facts['type'] == 'dir':
            get_tree(ftp, path)
        elif facts['type'] == 'file':
            get(ftp, path, path)


def get(ftp, remote, local):
    with open(local, 'wb') as file:
        ftp.retrbinary('RETR ' + remote, file.write)


with ftplib.FTP(timeout=60) as ftp:
    ftp.connect(host, int(port))
    ftp.login(user, password)
    ftp.cwd(folder)
    ftp.set_pasv(way == 'passive')
    if verb == 'put':
        for local, remote in pairs:
            with open(local, 'rb') as file:
                ftp.storbinary('STOR ' + remote, file)
    elif verb == 'get':
        for remote, local in pairs:
            get(ftp, remote, local)
    elif verb == 'put-on':
        (local, remote), = pairs
        ftp.voidcmd('TYPE I')
        there = ftp.size(remote)
        with open(local, 'rb') as file:
            file.seek(there)
            ftp.storbinary('STOR ' + remote, file, rest=there)
    elif verb == 'get-on':
        (remote, local), = pairs
        with open(local, 'ab') as file:
            ftp.retrbinary('RETR ' + remote, file.write, rest=file.tell())
    elif verb == 'put-text':
        for local, remote in pairs:
            with open(local, 'rb') as file:
                ftp.storlines('STOR ' + remote, file)
    elif verb == 'get-text':
        for remote, local in pairs:
            with open(local, 'w', newline='\n') as file:
                ftp.retrlines('RETR ' + remote, lambda line: file.write(line + '\n'))
    elif verb == 'list':
        print('\n'.join(ftp.nlst()))
    elif verb == 'put-tree':
        put_tree(ftp, names[0])
    elif verb == 'get-tree':
        get_tree(ftp, names[0])
    elif verb == 'get-pattern':
        for name in ftp.nlst(names[0]):
            get(ftp, name, name)
