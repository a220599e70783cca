"""FileZilla's fzsftp, spoken to as FileZilla does: commands on its standard input, and on its standard output lines of
which the first character says what they are.

Arguments: port, account, password, folder on the server.
"""
import filecmp
import os
import subprocess
import sys

PORT, USER, PASSWORD, FOLDER = sys.argv[1:5]
DONE, ASK_HOST_KEY, ASK_PASSWORD, ENTRY = '1', '9', '<', '8'

fzsftp = subprocess.Popen(
    ['fzsftp', '-v'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
heard = []


def tell(line):
    fzsftp.stdin.write(line + '\n')
    fzsftp.stdin.flush()


def outcome():
    """Up to the end of a command: what was said, and whether it did its work."""
    said = []
    while True:
        line = fzsftp.stdout.readline().rstrip('\r\n')
        heard.append(line)
        if not line and fzsftp.poll() is not None:
            raise AssertionError('fzsftp ended:\n' + '\n'.join(heard))
        said.append(line)
        if line == PORT:        # belongs to the question of the host key
            continue
        if line[:1] == ASK_HOST_KEY:
            tell('n')           # for this once
        elif line[:1] == ASK_PASSWORD:
            tell(PASSWORD)
        elif line in (DONE + '0', DONE + '1'):
            return said, line == DONE + '1'


def do(line, works=True):
    tell(line)
    said, did = outcome()
    assert did == works, line + ':\n' + '\n'.join(said)
    return said


def did(task):
    print('did: ' + task)


do('open "%s@127.0.0.1" %s' % (USER, PORT))
did('fzsftp: password')
with open('a.bin', 'wb') as out:
    out.write(os.urandom(3_000_001))
do('put "a.bin" "%s/a.bin"' % FOLDER)
do('get "%s/a.bin" "b.bin"' % FOLDER)
assert filecmp.cmp('a.bin', 'b.bin', shallow=False)
did('fzsftp: put and get')
do('mkdir "%s/d"' % FOLDER)
do('mv "%s/a.bin" "%s/d/c.bin"' % (FOLDER, FOLDER))
do('chmod 600 "%s/d/c.bin"' % FOLDER)
listed = do('ls "%s/d"' % FOLDER)
assert any(line[:1] == ENTRY and 'c.bin' in line for line in listed), listed
do('cd "%s/nowhere"' % FOLDER, works=False)
do('rm "%s/d/c.bin"' % FOLDER)
do('rmdir "%s/d"' % FOLDER)
did('fzsftp: folders, names, modes')
fzsftp.stdin.close()
fzsftp.wait(20)
