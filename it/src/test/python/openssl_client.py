"""openssl s_client as a client of FTP over TLS: one for the control connection, and one for each data connection, which
resumes the session that the first has put down in a file.

Arguments: host, port, user, password, folder, 1.2 or 1.3, names. Uploads each file, and downloads it again to got-NAME.
"""
import os
import re
import subprocess
import sys
import time

host, port, user, password, folder, version = sys.argv[1:7]
names = sys.argv[7:]
begin = ['openssl', 's_client', '-quiet', '-tls' + version.replace('.', '_')]
SESSION, COPY = 'session.pem', 'resumed.pem'
END = '-----END SSL SESSION PARAMETERS-----\n'
PATIENCE = 60


class Control:
    def __init__(self):
        words = ['-crlf', '-starttls', 'ftp', '-sess_out', SESSION, '-connect', '%s:%s' % (host, port)]
        self.program = subprocess.Popen(begin + words, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=open('control.err', 'w'))

    def say(self, line):
        self.program.stdin.write((line + '\n').encode())
        self.program.stdin.flush()

    def expect(self, code):
        said = ''
        while not re.match(r'\d\d\d ', said):
            said = self.program.stdout.readline().decode()
            assert said, 'no reply'
        assert said.startswith(code), said
        return said

    def ask(self, line, code):
        self.say(line)
        return self.expect(code)


def session():
    """A file with the session as it was last put down; that is done while we look, so only a whole one counts."""
    deadline = time.monotonic() + PATIENCE
    while True:
        assert time.monotonic() < deadline, 'no session'
        if os.path.exists(SESSION):
            with open(SESSION) as file:
                text = file.read()
            if text.endswith(END):
                with open(COPY, 'w') as file:
                    file.write(text)
                return COPY
        time.sleep(0.002)


def transfer(control, command, more, **ends):
    data = re.search(r'\|\|\|(\d+)\|', control.ask('EPSV', '229')).group(1)
    control.ask(command, '150')
    words = ['-sess_in', session(), '-connect', '%s:%s' % (host, data)]
    done = subprocess.run(begin + words + more, stderr=subprocess.PIPE, timeout=PATIENCE, **ends)
    try:
        control.expect('226')
    except AssertionError as e:
        raise AssertionError('%s: %s; openssl said %s' % (command, e, done.stderr.decode(errors='replace')))


control = Control()
control.ask('USER ' + user, '331')
control.ask('PASS ' + password, '230')
for line in 'PBSZ 0', 'PROT P', 'TYPE I':
    control.ask(line, '200')
control.ask('CWD ' + folder, '250')
for name in names:
    with open(name, 'rb') as file:
        transfer(control, 'STOR ' + name, ['-no_ign_eof', '-nocommands'], stdin=file, stdout=subprocess.DEVNULL)
print('did: %d x openssl: upload, TLS %s' % (len(names), version))
for name in names:
    with open('got-' + name, 'wb') as file:
        transfer(control, 'RETR ' + name, [], stdin=subprocess.DEVNULL, stdout=file)
print('did: %d x openssl: download, TLS %s' % (len(names), version))
control.ask('QUIT', '221')
control.program.wait(PATIENCE)
