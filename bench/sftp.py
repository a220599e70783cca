#!/usr/bin/env python3
"""SFTP beside OpenSSH's sshd: one large file and many small ones, up and down, by OpenSSH's own client
over the same cipher. Says how fast it went, and what processor time the server took for it.

    ./ferry version                                   # builds
    bench/sftp.py [--cipher aes128-gcm@openssh.com] [--gb 1] [--files 5000] [--rounds 3] [--servers ferry,fast,sshd,fsync]
                  [--only put-large,get-large,put-small,get-small] [--work FOLDER]

The servers: "ferry" as it is by default, where a file is on the disk before CLOSE is answered and its SHA-256 is known;
"fast", which is Ferry that leaves the disk to the system (durability: fast) and sums up when asked (checksums:
on-demand), which is as much as sshd does; "sshd"; and "fsync", which is sshd whose client asks for fsync after each
file (put -f). Each round takes them in turn and makes all files anew, since file systems are slow to use again what was
just deleted. The ratios of one run say something; the table has medians. As root, on a machine that does nothing else; needs sshd and sftp of OpenSSH. Work files are below
--work, by default a folder of the system's for such.
"""
import argparse
import getpass
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.path.join(os.path.dirname(HERE), 'ferry')
TICK = os.sysconf('SC_CLK_TCK')
SMALL = 4096


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


def await_port(port):
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(('127.0.0.1', port), 1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                sys.exit('nobody listens on port %d' % port)
            time.sleep(0.1)


class Server:
    """One that listens, the folder its files are in, and how that is called over SFTP."""

    def __init__(self, name, work, cipher):
        self.name = name
        self.folder = os.path.join(work, 'data-' + name)
        os.makedirs(self.folder)
        os.chmod(work, 0o755)
        self.port = free_port()
        self.put = 'put -f' if name == 'fsync' else 'put'
        if name in ('sshd', 'fsync'):
            self.user, self.at = getpass.getuser(), self.folder
            self.start_sshd(work, cipher)
        else:
            self.user, self.at = 'bench', ''
            self.start_ferry(work, cipher)
        await_port(self.port)

    def start_sshd(self, work, cipher):
        key = os.path.join(work, 'host-' + self.name)
        subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key], check=True)
        config = os.path.join(work, 'sshd-' + self.name)
        with open(config, 'w') as file:
            file.write('Port %d\nListenAddress 127.0.0.1\nHostKey %s\nPidFile none\nUsePAM no\nStrictModes no\n'
                       'AuthorizedKeysFile %s\nPermitRootLogin yes\nCiphers %s\nSubsystem sftp internal-sftp\n'
                       % (self.port, key, os.path.join(work, 'id.pub'), cipher))
        os.makedirs('/run/sshd', exist_ok=True)
        self.process = subprocess.Popen([shutil.which('sshd') or '/usr/sbin/sshd', '-D', '-f', config],
                                        stderr=subprocess.DEVNULL)

    def start_ferry(self, work, cipher):
        data = os.path.join(work, 'state-' + self.name)
        config = os.path.join(work, 'ferry-%s.yaml' % self.name)
        with open(config, 'w') as file:
            file.write('sftp:\n  ciphers: [%s]\n' % cipher)
            if self.name == 'fast':
                file.write('files:\n  durability: fast\n  checksums: on-demand\n')
        self.ferry('user', 'add', 'bench', '--password-stdin', '--home', self.folder, '--data', data, say='bench\n')
        self.ferry('user', 'key', 'add', 'bench', os.path.join(work, 'id.pub'), '--data', data)
        self.process = subprocess.Popen(
            [FERRY, 'serve', '--config', config, '--data', data, '--bind', '127.0.0.1', '--ftp-port', 'off',
             '--sftp-port', str(self.port)], stdout=open(os.path.join(work, self.name + '.log'), 'w'),
            stderr=subprocess.STDOUT)

    @staticmethod
    def ferry(*words, say=''):
        subprocess.run([FERRY, *words], input=say, text=True, check=True, stdout=subprocess.DEVNULL)

    def seconds(self, snapshot):
        """Processor time that it and what it started had taken by then."""
        lines = [line.rpartition(')') for line in open(snapshot, errors='replace') if ')' in line]
        known = {int(head.split()[0]): rest.split() for head, _, rest in lines}
        ours, more = set(), {self.process.pid}
        while more:
            ours |= more
            more = {pid for pid, facts in known.items() if int(facts[1]) in more}
        return sum(int(known[pid][11]) + int(known[pid][12]) for pid in ours if pid in known) / TICK

    def batch(self, work, commands):
        """Runs them in one session, and says of each how long it took, and what the server took."""
        stamps = [os.path.join(work, 'stamp-%d' % number) for number in range(len(commands) + 1)]
        # once before, and once after each: all that runs, as /proc has it; the time of the file is the time
        look = '!cat /proc/[0-9]*/stat > %s 2>/dev/null; true'
        lines = [look % stamps[0]]
        for command, stamp in zip(commands, stamps[1:]):
            lines += [command, look % stamp]
        done = subprocess.run(
            ['sftp', '-q', '-F', 'none', '-i', os.path.join(work, 'id'), '-o', 'StrictHostKeyChecking=no', '-o',
             'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR', '-o', 'IdentitiesOnly=yes', '-P', str(self.port),
             '-b', '-', '%s@127.0.0.1:%s' % (self.user, self.at)],
            input='\n'.join(lines) + '\n', text=True, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            sys.exit('%s: %s' % (self.name, done.stdout[-2000:]))
        times = [os.stat(stamp).st_mtime for stamp in stamps]
        taken = [self.seconds(stamp) for stamp in stamps]
        return [(b - a, d - c) for a, b, c, d in zip(times, times[1:], taken, taken[1:])]

    def stop(self):
        self.process.terminate()
        self.process.wait()


def measure(server, work, tasks, number):
    """Seconds and processor seconds of the server by task."""
    found = {}
    names = {'server': server.name, 'number': number, 'put': server.put}
    commands = {'put-large': '{put} large large-{number}', 'get-large': 'get large-{number} back',
                'put-small': '{put} -r small small-{number}',
                'get-small': 'get -r small-{number} back-{server}-{number}'}
    for task in ('put-large', 'get-large', 'put-small', 'get-small'):
        if task not in tasks:
            continue
        if task.startswith('get') and task.replace('get', 'put') not in tasks:
            server.batch(work, [commands[task.replace('get', 'put')].format(**names)])
        os.sync()
        found[task] = server.batch(work, [commands[task].format(**names)])[0]
    for name in (os.path.join(server.folder, 'large-%d' % number), os.path.join(work, 'back')):
        if os.path.exists(name):
            os.remove(name)
    return found


def make_files(work, size, files):
    with open(os.path.join(work, 'large'), 'wb') as out:
        piece = os.urandom(1 << 20)
        for at in range(0, size, len(piece)):
            out.write(piece[:size - at])
    for number in range(files):
        folder = os.path.join(work, 'small', 'f%02d' % (number % 50))
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, '%d.bin' % number), 'wb') as out:
            out.write(os.urandom(SMALL))


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument('--cipher', default='aes128-gcm@openssh.com')
    words.add_argument('--gb', type=float, default=1)
    words.add_argument('--files', type=int, default=5000)
    words.add_argument('--rounds', type=int, default=3)
    words.add_argument('--servers', default='ferry,fast,sshd,fsync')
    words.add_argument('--only', default='put-large,get-large,put-small,get-small')
    words.add_argument('--work')
    said = words.parse_args()
    tasks = said.only.split(',')
    work = tempfile.mkdtemp(prefix='ferry-sftp-', dir=said.work)
    servers = []
    try:
        size = int(said.gb * 1e9)
        make_files(work, size, said.files)
        subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', os.path.join(work, 'id')], check=True)
        for name in said.servers.split(','):
            servers.append(Server(name, work, said.cipher))
        found = {}
        for number in range(said.rounds + 1):       # the first warms up
            for server in servers:
                for task, outcome in measure(server, work, tasks, number).items():
                    print('%d %-6s %-10s %7.2f s, server %6.2f s' % (number, server.name, task, *outcome), flush=True)
                    if number or not said.rounds:
                        found.setdefault((server.name, task), []).append(outcome)
        print('\n%s, %g GB, %d files of %d bytes, medians of %d' % (said.cipher, said.gb, said.files, SMALL, said.rounds))
        print('\n| server | task | rate | processor time of the server |\n|---|---|---|---|')
        for (name, task), outcomes in sorted(found.items(), key=lambda it: it[0][1]):
            took = statistics.median(one[0] for one in outcomes)
            processor = statistics.median(one[1] for one in outcomes)
            if 'large' in task:
                print('| %s | %s | %.0f MB/s | %.2f s/GB |' % (name, task, size / took / 1e6, processor / said.gb))
            else:
                print('| %s | %s | %.0f files/s | %.2f ms/file |'
                      % (name, task, said.files / took, processor / said.files * 1000))
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == '__main__':
    main()
