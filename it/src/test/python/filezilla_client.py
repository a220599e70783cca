"""FileZilla as a command: its queue is written before it starts, and a key press sets it going.

On a display that nobody sees. Its words are those of ftplib_client.py, but for the ways tls1.3:PATH and ftps1.3:PATH (or
1.2), which are passive, over TLS to who has the certificate in that file: after AUTH, or from the beginning. What it says
to the server stands in its log, and that it is done as well: it has no exit code for it.
"""
import ctypes
import os
import re
import signal
import sqlite3
import ssl
import subprocess
import sys
import time
from xml.sax.saxutils import escape

host, port, user, password, folder, way, verb = sys.argv[1:8]
names = sys.argv[8:]
pairs = list(zip(names[::2], names[1::2]))
way, _, certificate = way.partition(':')
version = way[-3:]
here = os.getcwd()
config = os.path.join(here, '.config', 'filezilla')
log = os.path.join(here, 'filezilla.log')
errors = os.path.join(here, 'filezilla.err')

FTPS, FTPES = 3, 4
INSECURE_FTP = 6    # else it asks for TLS first, and whether it may do without
protocol = (FTPS if way.startswith('ftps') else FTPES) if certificate else INSECURE_FTP
NORMAL_LOGIN = 1
OVERWRITE, RESUME = 1, 5
DOWNLOAD = 16
QUEUE_VERSION = '7'
PATIENCE = 60
START = 20          # a window that is not there by then does not come


def cannot(why):
    print('cannot:', why)
    sys.exit(3)


def settings():
    return {
        'Greeting version': '99.0.0',
        'Disable update check': 1,
        'Update Check': 0,
        'Logging file': log,
        'Use Pasv mode': int(way != 'active'),
        'Allow transfermode fallback': 0,
        'Number of Transfers': 1,
        'Suppress DNS lookup': 1,
        'Reconnect count': 0,
        'Reconnect delay': 0,
        'Timeout': PATIENCE,
        'File exists action download': OVERWRITE,
        'File exists action upload': OVERWRITE,
        'Ascii Binary mode': 2,
        'Preserve timestamps': 1,
    }


def write_settings():
    os.makedirs(config, exist_ok=True)
    with open(os.path.join(config, 'filezilla.xml'), 'w') as file:
        file.write('<?xml version="1.0"?>\n<FileZilla3><Settings>\n')
        for name, value in settings().items():
            file.write('<Setting name="%s">%s</Setting>\n' % (name, escape(str(value))))
        file.write('</Settings></FileZilla3>\n')
    with open(os.path.join(config, 'trustedcerts.xml'), 'w') as file:
        file.write('<?xml version="1.0"?>\n<FileZilla3>%s</FileZilla3>\n' % (trusted() if certificate else insecure()))


def insecure():
    return '<TrustedCerts/><InsecureHosts><Host Port="%s">%s</Host></InsecureHosts>' % (port, host)


def trusted():
    with open(certificate) as file:
        data = ssl.PEM_cert_to_DER_cert(file.read())
    now = int(time.time())
    return ('<TrustedCerts><Certificate><Data>%s</Data><ActivationTime>%d</ActivationTime><ExpirationTime>%d</ExpirationTime>'
            '<Host>%s</Host><Port>%s</Port><TrustSANs>0</TrustSANs></Certificate></TrustedCerts><InsecureHosts/>'
            % (data.hex(), now - 86400, now + 86400, host, port))


def dying_with_us():
    """For children: who kills this script kills FileZilla."""
    PR_SET_PDEATHSIG = 1
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def safe(path):
    """As FileZilla keeps remote paths: their type, their prefix, and each part behind its length."""
    return '1 0' + ''.join(' %d %s' % (len(part), part) for part in path.split('/') if part)


def write_queue(moves):
    """Each move: whether down, local path, remote path, what to do where the target is there."""
    path = os.path.join(config, 'queue.sqlite3')
    if os.path.exists(path):
        os.remove(path)
    with sqlite3.connect(path) as queue:
        queue.executescript('''
            CREATE TABLE servers (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, host TEXT NOT NULL, port INTEGER,
                user TEXT, password TEXT, account TEXT, keyfile TEXT, protocol INTEGER, type INTEGER,
                logontype INTEGER, timezone_offset INTEGER, transfer_mode TEXT, max_connections INTEGER,
                encoding TEXT, bypass_proxy INTEGER, post_login_commands TEXT, name TEXT, parameters TEXT,
                site_path TEXT DEFAULT NULL);
            CREATE TABLE files (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, server INTEGER NOT NULL,
                source_file TEXT, target_file TEXT, local_path INTEGER, remote_path INTEGER, size INTEGER,
                error_count INTEGER, priority INTEGER, flags INTEGER, default_exists_action INTEGER,
                extra_flags TEXT);
            CREATE INDEX server_index ON files (server);
            CREATE TABLE local_paths (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, path TEXT NOT NULL);
            CREATE TABLE remote_paths (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, path TEXT NOT NULL);
            PRAGMA user_version = QUEUE_VERSION;
        '''.replace('QUEUE_VERSION', QUEUE_VERSION))
        queue.execute('INSERT INTO servers (id, host, port, user, password, protocol, type, logontype,'
                      ' timezone_offset, transfer_mode, max_connections, encoding, bypass_proxy)'
                      " VALUES (1, ?, ?, ?, ?, ?, 0, ?, 0, 'default', 0, 'UTF-8', 0)",
                      (host, int(port), user, password, protocol, NORMAL_LOGIN))
        for number, (down, local, remote, action) in enumerate(moves, 1):
            local, remote = os.path.join(here, local), folder + '/' + remote
            source, target = (remote, local) if down else (local, remote)
            queue.execute('INSERT INTO local_paths VALUES (?, ?)', (number, os.path.dirname(local) + '/'))
            queue.execute('INSERT INTO remote_paths VALUES (?, ?)', (number, safe(os.path.dirname(remote))))
            queue.execute('INSERT INTO files VALUES (?, 1, ?, ?, ?, ?, ?, 0, 2, ?, ?, NULL)',
                          (number, os.path.basename(source), os.path.basename(target), number, number,
                           None if down else os.path.getsize(local), DOWNLOAD if down else 0, action))


def without(protocol):
    """What keeps GnuTLS from a protocol; FileZilla itself has no setting for it."""
    path = os.path.join(config, 'gnutls')
    with open(path, 'w') as file:
        file.write('[overrides]\ndisabled-version = %s\n' % protocol)
    return path


def said():
    try:
        with open(log, errors='replace') as file:
            return file.read()
    except FileNotFoundError:
        return ''


def spoken():
    """Which TLS, as GnuTLS tells: a hello of 1.3 calls itself 1.2, which is 3.3, and has the truth in an extension."""
    with open(errors, errors='replace') as file:
        told = file.read()
    if 'Negotiated version: 3.4' in told:
        return '1.3'
    return '1.2' if "Server's version: 3.3" in told else 'nobody knows what'


def display():
    """A screen of our own, and its process."""
    reading, writing = os.pipe()
    server = subprocess.Popen(['Xvfb', '-displayfd', str(writing), '-screen', '0', '1024x768x24', '-nolisten', 'tcp'],
                              pass_fds=[writing], preexec_fn=dying_with_us, stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as numbers:
        return ':' + numbers.readline().strip(), server


def until(ready, seconds):
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def run(begin, end):
    """Whether it came to its end; it is begun again where its window does not come."""
    for _ in range(3):
        environment = dict(os.environ, HOME=here, XDG_CONFIG_HOME=os.path.join(here, '.config'), NO_AT_BRIDGE='1')
        environment['DISPLAY'], screen = display()
        if certificate:
            environment['GNUTLS_DEBUG_LEVEL'] = '4'
        if version == '1.2':
            environment['GNUTLS_SYSTEM_PRIORITY_FILE'] = without('tls1.3')
        try:
            with open(errors, 'wb') as file:
                program = subprocess.Popen(['filezilla'], env=environment, stdout=subprocess.DEVNULL, stderr=file,
                                           preexec_fn=dying_with_us)
            try:
                if begin(environment):
                    return until(end, PATIENCE)
            finally:
                program.kill()
                program.wait()
        finally:
            screen.terminate()
            screen.wait()
    return False


def window(environment):
    """The main window, once it takes keys."""
    found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--name', 'FileZilla$'], env=environment,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.split()
    return found[0].decode() if found else ''


def process_queue(environment):
    if not until(lambda: window(environment), START):
        return False
    # A key that comes too early is lost, and a second one would stop the queue again.
    for _ in range(START):
        subprocess.run(['xdotool', 'windowfocus', window(environment)], env=environment, stderr=subprocess.DEVNULL)
        subprocess.run(['xdotool', 'key', '--clearmodifiers', 'ctrl+p'], env=environment)
        if until(said, 10):
            return True
    return False


def move(moves):
    write_queue(moves)
    ends = re.compile('File transfer (successful|failed)|File transfer skipped|Critical (error|file transfer error)')
    run(process_queue, lambda: len(ends.findall(said())) >= len(moves))
    if len(re.findall('File transfer successful', said())) != len(moves):
        raise SystemExit('FileZilla said\n' + said()[-3000:])
    if certificate and spoken() != version:
        raise SystemExit('FileZilla spoke TLS %s' % spoken())


def below(name):
    for at, _, files in os.walk(name):
        for file in files:
            yield os.path.join(at, file)


if os.path.exists(log):
    os.remove(log)
write_settings()
if verb == 'put':
    move([(False, local, remote, OVERWRITE) for local, remote in pairs])
elif verb == 'get':
    move([(True, local, remote, OVERWRITE) for remote, local in pairs])
elif verb == 'put-on':
    move([(False, local, remote, RESUME) for local, remote in pairs])
elif verb == 'get-on':
    move([(True, local, remote, RESUME) for remote, local in pairs])
elif verb == 'put-tree':
    move([(False, path, path, OVERWRITE) for path in below(names[0])])
else:
    cannot('is asked by its queue alone')
