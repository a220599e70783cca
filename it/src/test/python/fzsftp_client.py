"""FileZilla's fzsftp, spoken to as FileZilla does: commands on its standard input, and on its standard output lines of
which the first character says what they are. The bytes of files go through memory that both have.

Arguments: port, account, password, folder on the server, verb, names. Verbs: put LOCAL REMOTE..., get REMOTE LOCAL...,
put-on and get-on, which go on with what is there, put-tree and get-tree FOLDER, list; and "all", which tries the rest:
folders, names, modes, links of a new file called a.bin.
"""
import filecmp
import mmap
import os
import subprocess
import sys

PORT, USER, PASSWORD, FOLDER, VERB = sys.argv[1:6]
NAMES = sys.argv[6:]
ENTRY, ASK_HOST_KEY, ASK_PASSWORD, ENDED, DID, FAILED = '8', '9', '<', '1', '0', '2'
ASK_TO_RECEIVE, ASK_TO_SEND = '@', 'A'      # how much may be received and sent; have no end of line
OPEN, NEXT_PIECE, FINISH = 'K', 'L', 'M'    # and a number
WHAT_IS_THERE = '18446744073709551615'
PIECE = 256 * 1024

shared = os.memfd_create('pieces', 0)
os.ftruncate(shared, PIECE)
memory = mmap.mmap(shared, PIECE)
fzsftp = subprocess.Popen(['fzsftp', '-v'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          pass_fds=[shared])
heard = []


def tell(line):
    fzsftp.stdin.write((line + '\n').encode())
    fzsftp.stdin.flush()


def line():
    """The next one, or the question how much may be moved."""
    first = fzsftp.stdout.read(1)
    if not first:
        raise AssertionError('fzsftp ended:\n' + '\n'.join(heard[-50:]))
    question = first.decode('latin1') in (ASK_TO_RECEIVE, ASK_TO_SEND)
    one = (first if question else first + fzsftp.stdout.readline()).decode().rstrip('\r\n')
    heard.append(one)
    return one


def outcome(file=None, writing=False):
    """Up to the end of a command: the names that were listed, and whether it did its work."""
    names, works = [], True
    while True:
        one = line()
        if one == ASK_TO_RECEIVE:
            tell('-0-')         # as much as there is
        elif one == ASK_TO_SEND:
            tell('-1-')
        elif one[:1] == ASK_HOST_KEY:
            line()              # the port
            tell('n')           # for this once
        elif one[:1] == ASK_PASSWORD:
            tell(PASSWORD)
        elif one[:1] == ENTRY:
            line()              # its time
            names.append(line())
        elif not one[1:].isdigit() and one[:1] in (OPEN, NEXT_PIECE, FINISH):
            continue            # what the server says before it asks for a password
        elif one[:1] == OPEN:
            at = os.fstat(file.fileno()).st_size if one[1:] == WHAT_IS_THERE else int(one[1:])
            file.seek(at)
            tell('-%d %d %d' % (shared, PIECE, at))
        elif one[:1] in (NEXT_PIECE, FINISH) and writing:
            file.write(memory[:int(one[1:])])
            tell('-1' if one[:1] == FINISH else '-0 %d' % PIECE)
        elif one[:1] == NEXT_PIECE:
            data = file.read(PIECE)
            memory[:len(data)] = data
            tell('-0 %d' % len(data) if data else '-0')
        elif one[:1] == FAILED:
            works = False
        elif one[:1] in (ENDED, DID):
            return names, works


def do(command, works=True, file=None, writing=False):
    tell(command)
    names, did = outcome(file, writing)
    assert did == works, command + ':\n' + '\n'.join(heard[-50:])
    return names


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def put(local, remote, verb='put'):
    with open(local, 'rb') as file:
        do('%s %s %s' % (verb, quoted(local), quoted(remote)), file=file)


def get(remote, local, verb='get'):
    with open(local, 'ab' if verb == 'reget' else 'wb') as file:
        do('%s %s %s' % (verb, quoted(remote), quoted(local)), file=file, writing=True)


def put_tree(folder):
    do('mkdir ' + quoted(folder))
    for entry in sorted(os.listdir(folder)):
        path = folder + '/' + entry
        if os.path.isdir(path):
            put_tree(path)
        else:
            put(path, path)


def get_tree(folder):
    os.makedirs(folder)
    tell('ls ' + quoted(folder))
    start = len(heard)
    names, did = outcome()
    assert did, heard[-50:]
    kinds = [one[1] for one in heard[start:] if one[:1] == ENTRY and len(one) > 40]
    for kind, name in zip(kinds, names):
        if name in ('.', '..'):
            continue
        if kind == 'd':
            get_tree(folder + '/' + name)
        else:
            get(folder + '/' + name, folder + '/' + name)


def did(task):
    print('did: ' + task)


def everything():
    with open('a.bin', 'wb') as out:
        out.write(os.urandom(3_000_001))
    put('a.bin', 'a.bin')
    get('a.bin', 'b.bin')
    assert filecmp.cmp('a.bin', 'b.bin', shallow=False)
    did('fzsftp: put and get')
    do('mkdir d')
    do('mv a.bin d/c.bin')
    do('chmod 600 d/c.bin')
    do('chmtime 1000000000 d/c.bin')
    assert 'c.bin' in do('ls d'), heard[-10:]
    do('cd nowhere', works=False)
    do('rm d/c.bin')
    do('rmdir d')
    do('rmdir d', works=False)
    did('fzsftp: folders, names, modes')


assert line().startswith('0fzSftp started')
do('open %s %s' % (quoted(USER + '@127.0.0.1'), PORT))
do('cd ' + quoted(FOLDER))
pairs = list(zip(NAMES[::2], NAMES[1::2]))
if VERB == 'put':
    for one in pairs:
        put(*one)
elif VERB == 'get':
    for one in pairs:
        get(*one)
elif VERB == 'put-on':
    put(*pairs[0], verb='reput')
elif VERB == 'get-on':
    get(*pairs[0], verb='reget')
elif VERB == 'put-tree':
    put_tree(NAMES[0])
elif VERB == 'get-tree':
    get_tree(NAMES[0])
elif VERB == 'list':
    print('\n'.join(do('ls')))
else:
    everything()
fzsftp.stdin.close()
fzsftp.wait(20)
