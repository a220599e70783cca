"""Python's paramiko as a program, with the verbs of fzsftp_client.py.

Arguments: port, account, password, folder on the server, verb, names.
"""
import os
import stat
import sys

import paramiko

PORT, USER, PASSWORD, FOLDER, VERB = int(sys.argv[1]), *sys.argv[2:6]
NAMES = sys.argv[6:]
PIECE = 1 << 18

transport = paramiko.Transport(('127.0.0.1', PORT))
transport.start_client(timeout=20)
transport.auth_password(USER, PASSWORD, fallback=False)
sftp = paramiko.SFTPClient.from_transport(transport)
sftp.chdir(FOLDER)


def pour(source, target):
    for piece in iter(lambda: source.read(PIECE), b''):
        target.write(piece)


def put_on(local, remote):
    with open(local, 'rb') as source, sftp.open(remote, 'r+b') as target:
        source.seek(target.stat().st_size)
        target.seek(source.tell())
        target.set_pipelined(True)
        pour(source, target)


def get_on(remote, local):
    with sftp.open(remote, 'rb') as source, open(local, 'ab') as target:
        source.seek(target.tell())
        pour(source, target)


def put_tree(folder):
    sftp.mkdir(folder)
    for entry in os.scandir(folder):
        path = folder + '/' + entry.name
        put_tree(path) if entry.is_dir() else sftp.put(path, path)


def get_tree(folder):
    os.mkdir(folder)
    for entry in sftp.listdir_attr(folder):
        path = folder + '/' + entry.filename
        get_tree(path) if stat.S_ISDIR(entry.st_mode) else sftp.get(path, path)


if VERB == 'list':
    print('\n'.join(sftp.listdir('.')))
else:
    {'put': sftp.put, 'get': sftp.get, 'put-on': put_on, 'get-on': get_on, 'put-tree': put_tree,
     'get-tree': get_tree}[VERB](*NAMES)
transport.close()
