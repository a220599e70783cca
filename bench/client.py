#!/usr/bin/env python3
"""Ferry's client commands beside lftp and curl, as whole processes: wall time, processor time and
the most memory of each, from start to end of the program, medians of rounds in turn.

    ./ferry version                                   # builds
    bench/client.py [--peers /opt/peers] [--servers vsftpd,ferry] [--scenarios ls,get,put,down,up,prompt]
                    [--rounds 5] [--size 1073741824] [--files 5000] [--parallel 4] [--tls]
                    [--work /dev/shm] [--json FILE]

As root, on a machine that does nothing else. PEERS is where vsftpd is unpacked (`peers/get.sh`).
All files lie in memory (--work), so the disk has no part in it. In the clear; with --tls all of them
speak TLS. What was copied is compared with what it is a copy of, in each round: who copies wrong ends
the run. curl has no mirror; it is given the names of all files and --parallel.
"""
import argparse
import filecmp
import json
import os
import pty
import select
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.path.join(os.path.dirname(HERE), 'ferry')
USER, PASSWORD = 'anna', 'secret'
OWNER = 'daemon'
FOLDERS = 20
CLIENTS = ('ferry', 'lftp', 'curl')


def make(work, size, files):
    big, tree = os.path.join(work, 'big'), os.path.join(work, 'tree')
    with open(big, 'wb') as out:
        for _ in range(0, size, 1 << 20):
            out.write(os.urandom(1 << 20))
        out.truncate(size)
    for i in range(files):
        folder = os.path.join(tree, 'folder%d' % (i % FOLDERS))
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'file%d' % i), 'wb') as out:
            out.write(os.urandom(500 + i * 7919 % 3000))
    return big, tree


class Server:
    """Holds `big` and `tree`, and takes what is put into `in`."""

    def __init__(self, work, name, port, args):
        self.name, self.port, self.args = name, port, args
        self.room = os.path.join(work, name)
        self.data = os.path.join(self.room, 'data')
        os.makedirs(os.path.join(self.data, 'in'))
        self.log = open(os.path.join(self.room, 'log'), 'wb')
        self.pin = None

    def start(self, words, ready):
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        end = time.monotonic() + 30
        while time.monotonic() < end and self.process.poll() is None:
            if ready():
                return
            time.sleep(0.05)
        sys.exit('%s does not start: see %s' % (self.name, self.log.name))

    def listens(self):
        try:
            with socket.create_connection(('127.0.0.1', self.port), 1):
                return True
        except OSError:
            return False

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def url(self, path=''):
        return 'ftp://%s@127.0.0.1:%d/%s' % (USER, self.port, path)


class Vsftpd(Server):
    def __init__(self, work, port, args):
        super().__init__(work, 'vsftpd', port, args)
        program = os.path.join(args.peers, 'vsftpd/usr/sbin/vsftpd')
        if not os.access(program, os.X_OK):
            sys.exit('no vsftpd in %s; bench/peers/get.sh unpacks it' % args.peers)
        self.pam = '/etc/pam.d/ferry-bench-%d' % port
        with open(self.pam, 'w') as out:
            for kind in ('auth', 'account', 'session'):
                out.write('%s required pam_permit.so\n' % kind)
        os.makedirs(os.path.join(self.room, 'empty'))
        settings = {
            'listen': 'YES', 'background': 'NO', 'listen_address': '127.0.0.1', 'listen_port': port,
            'pam_service_name': os.path.basename(self.pam), 'anonymous_enable': 'NO', 'local_enable': 'YES',
            'guest_enable': 'YES', 'guest_username': OWNER, 'virtual_use_local_privs': 'YES',
            'local_root': self.data, 'chroot_local_user': 'YES', 'allow_writeable_chroot': 'YES',
            'secure_chroot_dir': os.path.join(self.room, 'empty'), 'write_enable': 'YES',
            'xferlog_enable': 'NO', 'tcp_wrappers': 'NO', 'seccomp_sandbox': 'NO', 'mdtm_write': 'YES',
            'pasv_min_port': port + 1000, 'pasv_max_port': port + 1999}
        if args.tls:
            settings.update(certificate(self.room))
        config = os.path.join(self.room, 'vsftpd.conf')
        with open(config, 'w') as out:
            out.writelines('%s=%s\n' % pair for pair in settings.items())
        subprocess.run(['chown', '-R', OWNER, self.data], check=True)
        self.start([program, config], self.listens)
        if args.tls:
            said = subprocess.run(['openssl', 'x509', '-in', settings['rsa_cert_file'], '-noout', '-fingerprint',
                                   '-sha256'], capture_output=True, text=True, check=True).stdout
            self.pin = 'SHA256:' + said.strip().split('=')[1]

    def stop(self):
        super().stop()
        os.unlink(self.pam)


def certificate(room):
    cert, key = os.path.join(room, 'cert.pem'), os.path.join(room, 'key.pem')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                    '-days', '30', '-subj', '/CN=localhost', '-keyout', key, '-out', cert],
                   check=True, stderr=subprocess.DEVNULL)
    return {'ssl_enable': 'YES', 'rsa_cert_file': cert, 'rsa_private_key_file': key, 'ssl_ciphers': 'HIGH'}


class Ferry(Server):
    def __init__(self, work, port, args):
        super().__init__(work, 'ferry', port, args)
        store = os.path.join(self.room, 'store')
        subprocess.run([FERRY, 'user', 'add', USER, '--password-stdin', '--home', self.data, '--data', store],
                       input=PASSWORD, text=True, check=True, stdout=subprocess.DEVNULL)
        self.start([FERRY, 'serve', '--data', store, '--bind', '127.0.0.1', '--ftp-port', str(port),
                    '--sftp-port', 'off'], self.is_ready)
        for line in open(self.log.name):
            if line.startswith('certificate for') and 'SHA-256 ' in line:
                self.pin = 'SHA256:' + line.split('SHA-256 ')[1].split()[0]

    def is_ready(self):
        return 'ferry ready' in open(self.log.name).read()


class Bench:
    def __init__(self, args, work):
        self.args, self.work = args, work
        self.home = os.path.join(work, 'home')
        self.out = os.path.join(work, 'out')
        os.makedirs(self.home)
        self.env = {**os.environ, 'FERRY_PASSWORD': PASSWORD, 'HOME': self.home,
                    'FERRY_JAVA_OPTS': os.environ.get('FERRY_JAVA_OPTS', '')}
        self.big, self.tree = make(work, args.size, args.files)
        self.names = sorted(os.path.relpath(os.path.join(top, name), self.tree)
                            for top, _, names in os.walk(self.tree) for name in names)

    # What each of them is told

    def ferry(self, server, command, *words):
        how = ['--tls', 'required', '--trust', server.pin] if self.args.tls else ['--tls', 'off']
        return [FERRY, command, *how, '--proxy', 'none', '-q', *words]

    def parallel(self):
        return [] if self.args.parallel == 4 else ['-j', str(self.args.parallel)]

    def lftp(self, server, commands):
        tls = 'set ssl:verify-certificate no; set ftp:ssl-force yes; set ftp:ssl-protect-data yes' \
            if self.args.tls else 'set ftp:ssl-allow no'
        return ['lftp', '-u', '%s,%s' % (USER, PASSWORD), '-e',
                '%s; set cmd:fail-exit yes; %s; quit' % (tls, commands), 'ftp://127.0.0.1:%d' % server.port]

    def curl(self, server, *words):
        tls = ['--ssl-reqd', '-k'] if self.args.tls else []
        return ['curl', '-sS', '--fail-early', '-u', '%s:%s' % (USER, PASSWORD), *tls, *words]

    def listed(self, lines):
        path = os.path.join(self.work, 'curl.list')
        with open(path, 'w') as out:
            out.write(lines)
        return ['--parallel', '--parallel-max', str(self.args.parallel), '-K', path]

    def command(self, scenario, client, server):
        url = server.url()
        plain = 'ftp://127.0.0.1:%d/' % server.port
        here = os.path.join(self.out, 'copy')
        match scenario, client:
            case 'ls', 'ferry':
                return self.ferry(server, 'ls', url)
            case 'ls', 'lftp':
                return self.lftp(server, 'cls')
            case 'ls', 'curl':
                return self.curl(server, '-l', plain)
            case 'get', 'ferry':
                return self.ferry(server, 'get', url + 'big', here)
            case 'get', 'lftp':
                return self.lftp(server, 'get big -o ' + here)
            case 'get', 'curl':
                return self.curl(server, '-o', here, plain + 'big')
            case 'put', 'ferry':
                return self.ferry(server, 'put', self.big, url + 'in/copy')
            case 'put', 'lftp':
                return self.lftp(server, 'put %s -o in/copy' % self.big)
            case 'put', 'curl':
                return self.curl(server, '-T', self.big, plain + 'in/copy')
            case 'down', 'ferry':
                return self.ferry(server, 'mirror', *self.parallel(), url + 'tree', here)
            case 'down', 'lftp':
                return self.lftp(server, 'mirror -P%d tree %s' % (self.args.parallel, here))
            case 'down', 'curl':
                return self.curl(server, '--create-dirs', *self.listed(
                    ''.join('url=%stree/%s\noutput=%s/%s\n' % (plain, name, here, name) for name in self.names)))
            case 'up', 'ferry':
                return self.ferry(server, 'mirror', *self.parallel(), self.tree, url + 'in/copy')
            case 'up', 'lftp':
                return self.lftp(server, 'mirror -R -P%d %s in/copy' % (self.args.parallel, self.tree))
            case 'up', 'curl':
                return self.curl(server, '--ftp-create-dirs', *self.listed(
                    ''.join('upload-file=%s/%s\nurl=%sin/copy/%s\n' % (self.tree, name, plain, name)
                            for name in self.names)))
        sys.exit('no scenario ' + scenario)

    # One run

    def measure(self, scenario, client, server):
        shutil.rmtree(self.out, ignore_errors=True)
        os.makedirs(self.out)
        arrived = os.path.join(server.data, 'in/copy')
        shutil.rmtree(arrived) if os.path.isdir(arrived) else os.path.exists(arrived) and os.unlink(arrived)
        if scenario == 'prompt':
            return self.prompt(client, server)
        words = self.command(scenario, client, server)
        with open(os.path.join(self.work, 'said'), 'wb+') as said:
            begun = time.monotonic()
            process = subprocess.Popen(words, env=self.env, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.monotonic() - begun
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            if process.returncode:
                sys.exit('%s %s at %s: exit %d: %s' % (client, scenario, server.name, process.returncode,
                                                       said.read()[-2000:].decode()))
        self.compare(scenario, client, server, arrived)
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    def prompt(self, client, server):
        """Until the first prompt is on the terminal, and then the end."""
        words = self.ferry(server, 'shell', server.url()) if client == 'ferry' else self.lftp(server, 'pwd')[:-3] + [
            'ftp://127.0.0.1:%d' % server.port]
        begun = time.monotonic()
        pid, terminal = pty.fork()
        if pid == 0:
            os.environ.update(self.env, TERM='xterm')
            os.execvp(words[0], words)
        seen, end = b'', time.monotonic() + 30
        mark = b'ftp>' if client == 'ferry' else b'lftp '
        while mark not in seen and time.monotonic() < end:
            if select.select([terminal], [], [], 1)[0]:
                try:
                    seen += os.read(terminal, 4096)
                except OSError:
                    break
        wall = time.monotonic() - begun
        if mark not in seen:
            sys.exit('%s: no prompt: %s' % (client, seen.decode(errors='replace')))
        os.kill(pid, signal.SIGKILL)
        _, _, usage = os.wait4(pid, 0)
        os.close(terminal)
        return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    def compare(self, scenario, client, server, arrived):
        copy = {'get': os.path.join(self.out, 'copy'), 'down': os.path.join(self.out, 'copy'),
                'put': arrived, 'up': arrived}.get(scenario)
        if not copy:
            return
        if scenario in ('get', 'put'):
            same = filecmp.cmp(self.big, copy, shallow=False)
        else:
            found = sorted(os.path.relpath(os.path.join(top, name), copy)
                           for top, _, names in os.walk(copy) for name in names)
            same = found == self.names and not any(filecmp.cmpfiles(self.tree, copy, self.names, shallow=False)[1:])
        if not same:
            sys.exit('%s %s at %s: the copy differs' % (client, scenario, server.name))


def main():
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument('--peers', default='/opt/peers')
    parse.add_argument('--servers', default='vsftpd,ferry')
    parse.add_argument('--scenarios', default='ls,get,put,down,up,prompt')
    parse.add_argument('--clients', default=','.join(CLIENTS))
    parse.add_argument('--rounds', type=int, default=5)
    parse.add_argument('--size', type=int, default=1 << 30)
    parse.add_argument('--files', type=int, default=5000)
    parse.add_argument('--parallel', type=int, default=4)
    parse.add_argument('--port', type=int, default=23000)
    parse.add_argument('--tls', action='store_true')
    parse.add_argument('--work', default='/dev/shm')
    parse.add_argument('--json')
    args = parse.parse_args()
    work = tempfile.mkdtemp(prefix='ferry-bench-', dir=args.work)
    os.chmod(work, 0o755)
    servers, rows = [], []
    try:
        bench = Bench(args, work)
        kinds = {'vsftpd': Vsftpd, 'ferry': Ferry}
        for number, name in enumerate(args.servers.split(',')):
            server = kinds[name](work, args.port + number * 2000, args)
            servers.append(server)
            os.link(bench.big, os.path.join(server.data, 'big'))
            shutil.copytree(bench.tree, os.path.join(server.data, 'tree'))
        print('| server | scenario | client | time | processor | memory |\n|---|---|---|---|---|---|')
        for server in servers:
            for scenario in args.scenarios.split(','):
                clients = [c for c in args.clients.split(',') if scenario != 'prompt' or c != 'curl']
                taken = {client: [] for client in clients}
                for _ in range(args.rounds):
                    for client in clients:
                        taken[client].append(bench.measure(scenario, client, server))
                for client in clients:
                    wall, cpu, memory = (statistics.median(each) for each in zip(*taken[client]))
                    rows.append(dict(server=server.name, scenario=scenario, client=client, wall=wall, cpu=cpu,
                                     memory=memory, rounds=taken[client]))
                    print('| %s | %s | %s | %.2f s | %.2f s | %.0f MB |'
                          % (server.name, scenario, client, wall, cpu, memory), flush=True)
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)
    if args.json:
        with open(args.json, 'w') as out:
            json.dump(rows, out, indent=1)


if __name__ == '__main__':
    main()
