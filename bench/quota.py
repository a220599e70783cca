#!/usr/bin/env python3
"""What a quota and the audit log cost a small file: the same server four times, with and without
each, measured in turn, so that the ratios are those of one run.

    ./ferry version                                   # builds
    bench/quota.py BENCH [--rounds 7] [--files 2000] [--sessions 1]

BENCH is the folder of bench.py, whose ftpload.c makes, fetches and deletes the files. Needs cc and
OpenSSL's headers. On a machine that does nothing else.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FERRY = os.path.join(os.path.dirname(HERE), 'ferry')

# name: (audit, quota)
VARIANTS = {
    'neither': (False, False),
    'audit': (True, False),
    'quota': (False, True),
    'both': (True, True),
}


class Server:
    def __init__(self, work, name, port, durability):
        audit, quota = VARIANTS[name]
        self.name = name
        self.port = port
        self.rates = []
        data = os.path.join(work, name)
        config = os.path.join(work, name + '.yaml')
        with open(config, 'w') as file:
            file.write('audit:\n  log: %s\nfiles:\n  durability: %s\n'
                       % ('on' if audit else 'off', durability))
        self.ferry('user', 'add', 'bench', '--password-stdin', '--data', data, say='bench\n')
        if quota:
            self.ferry('user', 'set', 'bench', '--quota', '100G', '--quota-files', '10000000',
                       '--data', data)
        os.makedirs(os.path.join(data, 'homes', 'bench', 'up'), exist_ok=True)
        self.process = subprocess.Popen(
            [FERRY, 'serve', '--sftp-port', 'off', '--config', config, '--data', data, '--bind', '127.0.0.1',
             '--ftp-port', str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in self.process.stdout:
            if line.startswith('ferry ready'):
                return
        sys.exit('%s: did not start' % name)

    @staticmethod
    def ferry(*words, say=''):
        subprocess.run([FERRY, *words], input=say, text=True, check=True, stdout=subprocess.DEVNULL)

    def measure(self, ftpload, files, sessions):
        ran = subprocess.run(
            [ftpload, 'small', '-n%d' % files, '-c%d' % sessions, '-p', str(self.port), '-u', 'bench',
             '-w', 'bench', '-P', str(self.process.pid)], capture_output=True, text=True)
        if ran.returncode:
            sys.exit('%s: %s %s' % (self.name, ran.stdout, ran.stderr))
        return json.loads(ran.stdout.splitlines()[-1])['files_s']

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    words.add_argument('bench')
    words.add_argument('--rounds', type=int, default=7)
    words.add_argument('--files', type=int, default=2000)
    words.add_argument('--sessions', type=int, default=1)
    words.add_argument('--port', type=int, default=42700)
    words.add_argument('--durability', choices=('safe', 'fast'), default='fast',
                       help='safe measures the disk more than the server')
    args = words.parse_args()
    work = tempfile.mkdtemp(prefix='ferry-quota-')
    servers = []
    try:
        ftpload = os.path.join(work, 'ftpload')
        subprocess.run(['cc', '-O2', '-o', ftpload, os.path.join(args.bench, 'ftpload.c'), '-lssl',
                        '-lcrypto'], check=True)
        for number, name in enumerate(VARIANTS):
            servers.append(Server(work, name, args.port + number, args.durability))
        for server in servers:
            for _ in range(3):  # warm
                server.measure(ftpload, args.files, args.sessions)
        for _ in range(args.rounds):
            for server in servers:
                server.rates.append(server.measure(ftpload, args.files, args.sessions))
    finally:
        for server in servers:
            server.stop()
        shutil.rmtree(work, ignore_errors=True)
    best = statistics.median(servers[0].rates)
    print('| audit | quota | files/s, median | min - max | to neither |\n|---|---|---|---|---|')
    for server in servers:
        audit, quota = VARIANTS[server.name]
        median = statistics.median(server.rates)
        print('| %s | %s | %.0f | %.0f - %.0f | %.2f |'
              % ('on' if audit else 'off', 'on' if quota else 'off', median, min(server.rates),
                 max(server.rates), median / best))


if __name__ == '__main__':
    main()
