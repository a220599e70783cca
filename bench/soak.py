#!/usr/bin/env python3
"""An hour of mixed load on a server of its own, with everything cut that can be cut; afterwards no file is mixed, none
that was confirmed is lost, and the server holds no more than before.

    bench/soak.py                      an hour
    bench/soak.py --minutes 10 --seed 7

It starts ./ferry serve on loopback, with a data folder and homes of its own, and some clients with four accounts, of
which two and two share a home. They upload (STOR, APPE, STOU, resumed by REST and APPE, over a file and behind its
middle), download, rename, delete, list and ask for checksums, in MODE S and Z, passive and active, in clear, after AUTH
and with TLS from the beginning (1.2 and 1.3). Files are changed on disk beside the server, too. Of all that a good part
is cut: the data connection, the control connection, a command in mid-line, a client of its own process (SIGKILL), and,
until the last quarter, the server (SIGKILL and SIGTERM).

What a file may be is known at each moment: the version that was confirmed last (226 was read), or, where the answer was
never read, the one before or the one after. Each download, and in the end each file on disk, must be exactly that. Each
version has a content of its own, so a file that is mixed of two is none of them. In names that all clients write at once,
a file must be one version that somebody sent as a whole, and none that was replaced before.

The last quarter has no kills: at its beginning and at its end, with nobody connected and after a collection, descriptors,
threads and heap of the same process are counted. Then the server is restarted twice: what is kept of interrupted uploads
must be the beginning of something that was sent, and is gone once files.keep-partials is over.

The same seed makes the same plan; when things happen in it is the machine's affair. Ends with 0 when nothing was found,
with 1 else; the folder with files and logs is then left where it is. The last line of the output is the result.
Python 3.9 or newer, its standard library alone; Linux.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
ACCOUNTS = {"anna": "first", "ben": "first", "cleo": "second", "dirk": "second"}  # account: its home
PASSWORD = "soak-4711"
STAGE = ".ferry-stage"
PATIENCE = 60  # seconds a client waits for anything; nothing takes so long
LINGER = 15  # seconds after which the server has done with whoever left
SHARED = ["/shared/s%d" % i for i in range(6)]
OWN = 12  # names of each client
HEAD = 64  # bytes by which a stream is known
MIB = 1 << 20


# ------------------------------------------------------------------------------------------------ what files hold


def stream(seed, count):
    """`count` bytes that no other seed gives; half of the seeds give some that can be compressed."""
    source = random.Random(seed)
    if seed % 2:
        return source.randbytes(count)
    return source.randbytes(count // 2 + 1).hex().encode()[:count]


class Version:
    """What a file is at one time: pieces of streams, one after the other. Never changed."""

    def __init__(self, pieces):
        self.pieces = tuple(piece for piece in pieces if piece[3] > piece[2])
        self.size = sum(end - begin for _, _, begin, end in self.pieces)
        self._digest = None

    @staticmethod
    def fresh(seed, size):
        return Version([(seed, size, 0, size)])

    def bytes(self):
        return b"".join(stream(seed, count)[begin:end] for seed, count, begin, end in self.pieces)

    def head(self, size):
        left, pieces = size, []
        for seed, count, begin, end in self.pieces:
            taken = min(left, end - begin)
            pieces.append((seed, count, begin, begin + taken))
            left -= taken
        return pieces

    def then(self, more, at=None):
        return Version(self.head(self.size if at is None else at) + list(more.pieces))

    def digest(self):
        if self._digest is None:
            self._digest = hashlib.sha256(self.bytes()).hexdigest()
        return self._digest

    def __str__(self):
        return "+".join("%d[%d:%d]" % (seed, begin, end) for seed, _, begin, end in self.pieces) or "empty"


def digest(data):
    return hashlib.sha256(data).hexdigest()


def same(version, found):
    """Whether `found`, the digest of a file or None for no file, is this version, or None for no file."""
    return version is None and found is None or version is not None and version.digest() == found


# ------------------------------------------------------------------------------------------------ a client


class Refused(Exception):
    def __init__(self, command, code, text):
        super().__init__("%s: %s" % (command, text))
        self.code = code


GONE = (OSError, EOFError)  # ssl.SSLError is an OSError


class Ftp:
    """FTP by hand, so that it can be cut anywhere. `way` is clear, auth or implicit."""

    def __init__(self, where, way, account, dice):
        self.dice = dice
        self.way = way
        self.host = where["host"]
        self.context = None
        self.buffer = b""
        port = where["ftps" if way == "implicit" else "ftp"]
        self.control = socket.create_connection((self.host, port), PATIENCE)
        self.control.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if way == "implicit":
                self.secure()
            self.want(220)
            if way == "auth":
                self.ask("AUTH TLS", 234)
                self.secure()
            if way != "clear":
                self.ask("PBSZ 0", 200)
                self.ask("PROT P", 200)
            self.ask("USER " + account, 331)
            self.ask("PASS " + PASSWORD, 230)
            self.ask("TYPE I", 200)
        except BaseException:
            self.vanish()
            raise

    def secure(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        version = self.dice.choice((ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3))
        context.minimum_version = context.maximum_version = version
        self.context = context
        self.control = context.wrap_socket(self.control)

    # ---- the conversation

    def send(self, line):
        self.control.sendall(line.encode() + b"\r\n")

    def line(self):
        while b"\r\n" not in self.buffer:
            some = self.control.recv(4096)
            if not some:
                raise EOFError("the control connection ended")
            self.buffer += some
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line.decode()

    def reply(self):
        first = self.line()
        last = first
        while last[3:4] == "-" or last[:3] != first[:3]:
            last = self.line()
        return int(first[:3]), first

    def want(self, *codes):
        code, text = self.reply()
        if code == 421:
            raise EOFError(text)
        if code not in codes:
            raise Refused("reply", code, text)
        return text

    def ask(self, line, *codes):
        self.send(line)
        code, text = self.reply()
        if code == 421:
            raise EOFError(text)
        if code not in codes:
            raise Refused(line if not line.startswith("PASS") else "PASS", code, text)
        return text

    # ---- data

    def opened(self, verb, prelude=()):
        """Says `verb`, and returns the data connection and the reply before the data.

        @raise Refused where there is none"""
        for line, code in prelude:
            self.ask(line, code)
        listener = None
        data = None
        try:
            if self.dice.random() < 0.25:
                listener = socket.create_server((self.host, 0), backlog=1)
                listener.settimeout(PATIENCE)
                port = listener.getsockname()[1]
                if self.dice.random() < 0.5:
                    numbers = self.host.split(".") + [str(port >> 8), str(port & 255)]
                    self.ask("PORT " + ",".join(numbers), 200)
                else:
                    self.ask("EPRT |1|%s|%d|" % (self.host, port), 200)
            elif self.dice.random() < 0.5:
                numbers = re.findall(r"\d+", self.ask("PASV", 227)[4:])
                data = self.connected(int(numbers[4]) * 256 + int(numbers[5]))
            else:
                data = self.connected(int(re.search(r"\|(\d+)\|", self.ask("EPSV", 229)).group(1)))
            text = self.ask(verb, 150)
            if data is None:
                data, _ = listener.accept()
                data.settimeout(PATIENCE)
            if self.context:
                data = self.context.wrap_socket(data, session=self.control.session)
            return data, text
        except BaseException:
            if data is not None:
                reset(data)
            raise
        finally:
            if listener is not None:
                listener.close()

    def connected(self, port):
        return socket.create_connection((self.host, port), PATIENCE)

    def finish(self, data):
        """The end of an upload in good order."""
        if self.context:
            try:
                data.unwrap()
            except GONE:
                pass  # the reply says what came of it
        data.close()

    def download(self, verb, prelude=(), cut_after=None):
        """@return what came; None where it was cut by us"""
        data, _ = self.opened(verb, prelude)
        pieces, count = [], 0
        try:
            while True:
                some = data.recv(65536)
                if not some:
                    break
                pieces.append(some)
                count += len(some)
                if cut_after is not None and count >= cut_after:
                    reset(data)
                    self.reply()
                    return None
        except BaseException:
            reset(data)
            raise
        data.close()
        self.want(226)
        return b"".join(pieces)

    # ---- the end

    def quit(self):
        try:
            self.ask("QUIT", 221)
        except (Refused,) + GONE:
            pass
        self.control.close()

    def vanish(self, hard=True):
        if hard:
            reset(self.control)
        else:
            self.control.close()


def reset(connection):
    """Closes it so that the other end sees it cut."""
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    connection.close()


def dying():
    """The client that is killed: uploads slowly, and says how far it is. Its orders come by the command line."""
    orders = json.loads(sys.argv[2])
    ftp = Ftp(orders["where"], orders["way"], orders["account"], random.Random(orders["seed"]))
    content = Version(orders["pieces"]).bytes()
    data, _ = ftp.opened(orders["verb"])
    print("begun", flush=True)
    for at in range(0, len(content), max(1, len(content) // 10)):
        data.sendall(content[at : at + max(1, len(content) // 10)])
        time.sleep(orders["pause"])
    print("closing", flush=True)
    ftp.finish(data)
    print("code", ftp.reply()[0], flush=True)
    time.sleep(60)


# ------------------------------------------------------------------------------------------------ the server


class Server:
    """./ferry serve, with lives: each start is one."""

    def __init__(self, folder):
        self.folder = folder
        self.data = folder / "data"
        self.options = []
        self.process = None
        self.where = None
        self.life = 0
        self.ready = threading.Event()
        self.ending = False
        self.jdk = self.run(["jdk-home"]).strip()
        self.config()

    def config(self, keep="7d"):
        # A longer look at dying clients than by default: on a machine that is busy with something else, one may be
        # held up between its two closes, and what is looked for is the server's fault, not the machine's.
        (self.folder / "ferry.yaml").write_text(
            "shutdown-grace: 2s\nftp:\n  verdict-pause: 50ms\nfiles:\n  keep-partials: %s\n"
            "limits:\n  command-rate: off\n" % keep
        )

    def run(self, words, given=""):
        done = subprocess.run(
            [str(ROOT / "ferry")] + words, input=given, capture_output=True, text=True, cwd=str(self.folder)
        )
        if done.returncode:
            raise SystemExit("./ferry %s: %s" % (" ".join(words), done.stderr))
        return done.stdout

    def accounts(self):
        for account, home in ACCOUNTS.items():
            place = self.folder / "homes" / home
            place.mkdir(parents=True, exist_ok=True)
            words = ["user", "add", account, "--password-stdin", "--home", str(place), "--data", str(self.data)]
            self.run(words, PASSWORD + "\n")

    def start(self):
        words = [str(ROOT / "ferry"), "serve", "--sftp-port", "off", "--config", str(self.folder / "ferry.yaml"), "--data", str(self.data)]
        words += ["--bind", "127.0.0.1", "--ftp-port", "0", "--ftps-port", "0"]
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=log, cwd=str(self.folder))
        for raw in self.process.stdout:
            found = re.match(r"ferry ready: ftp://([^:]+):(\d+) ftps://[^:]+:(\d+)", raw.decode())
            if found:
                self.where = {"host": found[1], "ftp": int(found[2]), "ftps": int(found[3])}
                break
        else:
            raise SystemExit("the server does not start; see %s" % (self.folder / "server.log"))
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        self.life += 1
        self.ending = False
        self.ready.set()

    def end(self, how):
        """@return the exit code"""
        self.ending = True
        self.ready.clear()
        self.process.send_signal(how)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None

    # ---- what it holds

    def count(self, what):
        return len(os.listdir("/proc/%d/%s" % (self.process.pid, what)))

    def jcmd(self, *words):
        tool = [os.path.join(self.jdk, "bin", "jcmd"), str(self.process.pid)]
        return subprocess.run(tool + list(words), capture_output=True, text=True, check=True).stdout

    def heap(self):
        """Bytes of live objects. The collector counts as used what it leaves in place of dead ones (fillers), too."""
        live = 0
        for line in self.jcmd("GC.class_histogram").splitlines():
            found = re.match(r"\s*\d+:\s+\d+\s+(\d+)\s+(\S+)", line)
            if found and "jdk.internal.vm.Filler" not in found[2]:
                live += int(found[1])
        return live


# ------------------------------------------------------------------------------------------------ what must hold


class Ledger:
    """Findings and counts of all clients."""

    COUNTS = "operations uploads downloads cuts killed compared resumed restarts kills".split()

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = dict.fromkeys(self.COUNTS, 0)
        self.findings = []
        self.lost = 0
        self.mixed = 0
        self.sent = set()  # digests of all that was sent as a whole
        self.heads = {}  # first bytes of what was begun: seed and size of its stream
        self.shared = {}  # (home, path): list of dicts with version, begin, end, acknowledged

    def add(self, what, count=1):
        with self.lock:
            self.counts[what] += count

    def find(self, text):
        with self.lock:
            self.findings.append(text)
        print("FOUND: " + text, flush=True)

    def begun(self, version):
        """Something of it is sent."""
        if version.size >= HEAD:
            with self.lock:
                self.heads[version.bytes()[:HEAD]] = version.pieces[0][:2]

    def whole(self, version):
        """All of it is."""
        with self.lock:
            self.sent.add(version.digest())

    def judge(self, place, allowed, found, size):
        """A file that is none of those it may be: of old (what came after it is lost), missing, or of nobody's making."""
        with self.lock:
            known = found is None or found in self.sent or found == digest(b"")
            if known:
                self.lost += 1
            else:
                self.mixed += 1
        what = "lost" if known else "mixed"
        may = " or ".join(sorted("nothing" if v is None else "%s (%d bytes)" % (v, v.size) for v in allowed))
        there = "nothing" if found is None else "%d bytes, sha256 %s" % (size, found)
        self.find("%s: %s is %s; it may be %s" % (what, place, there, may))

    # ---- names that all write to

    def begin(self, key, version):
        entry = {"version": version, "begin": time.monotonic(), "end": None, "acknowledged": False}
        with self.lock:
            self.shared.setdefault(key, []).append(entry)
        return entry

    def close(self, key, entry, outcome):
        with self.lock:
            if outcome == "not":
                self.shared[key].remove(entry)
                return
            entry["acknowledged"] = outcome == "done"
            entry["end"] = time.monotonic() + (0 if outcome == "done" else LINGER)
            # What was replaced long ago cannot be seen any more, nor matter.
            known = self.shared[key]
            last = max((e["begin"] for e in known if e["acknowledged"]), default=0)
            horizon = min(last, time.monotonic() - 4 * PATIENCE)
            self.shared[key] = [e for e in known if e["end"] is None or e["end"] >= horizon]

    def possible(self, key, since):
        """What a look that began at `since` may find."""
        with self.lock:
            known = [dict(e) for e in self.shared.get(key, ())]
        before = [e["begin"] for e in known if e["acknowledged"] and e["end"] <= since]
        latest = max(before, default=None)
        versions = [e["version"] for e in known if latest is None or e["end"] is None or e["end"] >= latest]
        return versions + ([None] if latest is None else [])


# ------------------------------------------------------------------------------------------------ clients


class Pending:
    """Something of which nobody knows yet whether it was done."""

    def __init__(self, worlds, server):
        self.worlds = worlds  # each a dict of path: version
        self.life = server.life
        self.due = time.monotonic() + LINGER

    def is_due(self, server):
        return server.ready.is_set() and server.life != self.life or time.monotonic() > self.due


class Client(threading.Thread):
    """One user at one machine: does one thing after the other in a folder of its own, and knows what must be there."""

    def __init__(self, number, account, server, ledger, options):
        super().__init__(name="client-%d" % number, daemon=True)
        self.server = server
        self.ledger = ledger
        self.options = options
        self.account = account
        self.home = server.folder / "homes" / ACCOUNTS[account]
        self.folder = "/w%d" % number
        self.dice = random.Random("%d/%d" % (options.seed, number))
        self.next_seed = number * 10_000_000 + options.seed * 1_000_000_000
        self.files = {"%s/f%d" % (self.folder, i): None for i in range(OWN)}
        self.attempts = {path: [] for path in self.files}  # what was begun and cut since there was a file or none
        self.lives = {}  # of such a path: the server's life at the last of them
        self.unique = []  # (path, version) by STOU, confirmed
        self.began = (0, True)
        self.pending = []
        self.ftp = None
        self.left = 0
        self.pause = threading.Event()
        self.paused = threading.Event()
        self.stop = threading.Event()

    # ---- the loop

    def run(self):
        try:
            while not self.stop.is_set():
                if self.pause.is_set():
                    self.leave()
                    self.paused.set()
                    time.sleep(0.05)
                    continue
                self.paused.clear()
                self.one()
                time.sleep(self.dice.uniform(0, 2 * self.options.pace))
            self.leave()
        except Exception as bug:
            import traceback

            traceback.print_exc()
            self.ledger.find("%s: the client itself failed: %r" % (self.name, bug))
        finally:
            self.paused.set()

    def one(self):
        self.began = (self.server.life, self.server.ending)
        try:
            if self.ftp is None:
                if not self.server.ready.wait(1):
                    return
                self.began = (self.server.life, False)
                way = self.dice.choices(("clear", "auth", "implicit"), (5, 3, 2))[0]
                self.ftp = Ftp(self.server.where, way, self.account, self.dice)
                self.left = self.dice.randint(1, 40)
            self.settle()
            self.dice.choices([c for c, _ in CHORES], [w for _, w in CHORES])[0](self)
            self.ledger.add("operations")
            self.left -= 1
            if self.ftp is not None and self.left <= 0:
                if self.dice.random() < 0.7:
                    self.ftp.quit()
                else:
                    self.ftp.vanish(self.dice.random() < 0.5)
                self.ftp = None
        except Refused as refused:
            self.drop()
            self.blame("refused for no reason: %s" % refused)
        except GONE as gone:
            way = self.ftp.way if self.ftp else "at the login"
            self.drop()
            self.blame("cut by the server (%s): %r" % (way, gone))

    def blame(self, what):
        """Only the end of the server is a reason to refuse or to cut."""
        if self.began == (self.server.life, False) and not self.server.ending:
            self.ledger.find("%s %s: %s" % (self.name, self.account, what))

    def leave(self):
        if self.ftp is not None:
            self.ftp.quit()
            self.ftp = None

    def drop(self, hard=True):
        if self.ftp is not None:
            self.ftp.vanish(hard)
            self.ftp = None

    # ---- what is known

    def locked(self):
        return {path for pending in self.pending for path in pending.worlds[0]}

    def free(self, there=None):
        """A name that nothing is pending of.

        @param there whether a file must be there; None where that does not matter"""
        locked = self.locked()
        paths = [p for p in self.files if p not in locked and (there is None or (self.files[p] is not None) == there)]
        return self.dice.choice(paths) if paths else None

    def apply(self, world):
        for path, version in world.items():
            self.files[path] = version
            self.attempts[path] = []

    def doubt(self, world):
        """Either `world` has come, or all is as it was."""
        self.pending.append(Pending([{path: self.files[path] for path in world}, world], self.server))

    def settle(self):
        """Finds out what became of the things that must be over by now."""
        for pending in [p for p in self.pending if p.is_due(self.server)]:
            found = {path: self.look(path) for path in pending.worlds[0]}
            fitting = [w for w in pending.worlds if all(same(w[path], found[path][0]) for path in w)]
            self.ledger.add("compared", len(found))
            self.pending.remove(pending)
            if fitting:
                tried = {path: [w[path] for w in pending.worlds if w[path] is not None] for path in found}
                before = {path: self.attempts[path] for path in found}
                self.apply(fitting[0])
                for path, version in fitting[0].items():
                    if version is None:  # what did not come to be may be kept to be gone on with
                        self.attempts[path] = before[path] + tried[path]
                        self.lives[path] = pending.life
                continue
            for path, (what, size) in found.items():
                self.ledger.judge(self.place(path), [w[path] for w in pending.worlds], what, size)
            self.forget(found)

    def forget(self, paths):
        """After a finding: begins anew with what is there."""
        for path in paths:
            (self.home / path[1:]).unlink(missing_ok=True)
            self.files[path] = None

    def place(self, path):
        return "%s:%s" % (ACCOUNTS[self.account], path)

    def look(self, path):
        """@return digest and size of the file as the server gives it; None for no file"""
        try:
            content = self.ftp.download("RETR " + path)
            return digest(content), len(content)
        except Refused as refused:
            if refused.code in (550, 450):
                return None, 0
            raise

    # ---- uploads

    def content(self):
        self.next_seed += 1
        kind = self.dice.random()
        if kind < 0.03:
            size = 0
        elif kind < 0.65:
            size = self.dice.randint(1, 40_000)
        elif kind < 0.95:
            size = self.dice.randint(40_000, 600_000)
        else:
            size = self.dice.randint(1, 6 * MIB)
        version = Version.fresh(self.next_seed, size)
        self.ledger.begun(version)
        return version

    def send(self, verb, sent, cuttable=True, prelude=(), told=None):
        """Uploads `sent`, or a part of it.

        @return done (226 was read), not (it cannot be there, or was refused) or unknown
        @raise Refused by a server that had no reason to"""
        ftp, dice = self.ftp, self.dice
        fate = "whole"
        if cuttable and dice.random() < self.options.cuts:
            fate = dice.choice(("data", "control", "both", "abor", "silent", "truncated"))
        deflate = dice.random() < 0.2 and not prelude
        mode = [("MODE Z", 200)] if deflate else []
        content = sent.bytes()
        wire = zlib.compress(content, 1) if deflate else content
        if fate == "truncated" and not (deflate or ftp.context):
            fate = "both"  # in clear text an end that is not said is one
        part = len(wire) if fate in ("whole", "silent") else dice.randint(0, max(0, len(wire) - 1))
        try:
            data, text = ftp.opened(verb, mode + list(prelude))
        except GONE as gone:
            self.drop()
            self.blame("%s: no data connection: %r" % (verb, gone))
            return "not"  # nothing of it was sent, so nothing can be there
        if told is not None:
            told(text)
        ending = False
        code = 0
        try:
            for at in range(0, part, 65536):
                data.sendall(wire[at : min(part, at + 65536)])
            if fate != "whole":
                self.ledger.add("cuts")
                time.sleep(dice.choice((0, 0, 0.005, 0.05)))
            if fate == "data":
                reset(data)
                code = ftp.reply()[0]
                self.must_fail(verb, code)
            elif fate == "truncated":
                socket.socket.close(data)  # no close_notify, no end of the deflated stream
                code = ftp.reply()[0]
                self.must_fail(verb, code)
            elif fate == "abor":
                ftp.send("ABOR")
                first = ftp.reply()[0]
                code, text = ftp.reply()
                reset(data)
                stopped = code == 421 and "being stopped" in text  # the grace of a SIGTERM was over in between
                if (first, code) != (426, 226) and not stopped:
                    self.ledger.find("%s and ABOR: %d and %d" % (verb, first, code))
                code = 426
            elif fate == "control":
                ftp.vanish(dice.random() < 0.5)
                time.sleep(dice.choice((0, 0.01, 0.1)))
                reset(data)
                self.ftp = None
                return "not"
            elif fate == "both":
                hard = dice.random() < 0.5
                ftp.vanish(hard)
                reset(data) if hard else data.close()
                self.ftp = None
                return "not"
            elif fate == "silent":
                ending = True
                self.ledger.whole(sent)
                ftp.finish(data)
                time.sleep(dice.choice((0, 0.001, 0.02)))
                self.drop(dice.random() < 0.5)
                return "unknown"
            else:
                ending = True
                self.ledger.whole(sent)
                ftp.finish(data)
                code, text = ftp.reply()
            if deflate:
                ftp.ask("MODE S", 200)
        except GONE as gone:
            self.drop()  # first, so that the end of the data is not taken for that of the file
            reset(data)
            self.blame("%s (%s): cut by the server: %r" % (verb, fate, gone))
            if code == 226 and fate == "whole":
                return "done"
            return "unknown" if ending else "not"
        if code == 226 and fate == "whole":
            self.ledger.add("uploads")
            return "done"
        if code == 421:
            self.drop()
            return "unknown"
        if fate == "whole":
            raise Refused(verb, code, text)
        return "not"

    def must_fail(self, verb, code):
        if code < 400:
            self.ledger.find("%s was cut, and answered with %d" % (verb, code))

    def store(self, path, verb, sent, result, cuttable=True, prelude=()):
        """An upload in the folder of one's own, and what is known then. `result` is the file if it succeeds."""
        self.ledger.whole(result)
        before = self.files[path]
        try:
            outcome = self.send("%s %s" % (verb, path), sent, cuttable, prelude)
        except Refused:
            self.doubt({path: result})
            raise
        if outcome == "done":
            self.apply({path: result})
        elif outcome == "unknown":
            self.doubt({path: result})
        elif before is None:
            self.attempt(path, result)

    def attempt(self, path, version):
        self.attempts[path].append(version)
        self.lives[path] = self.server.life

    # ---- the chores

    def upload(self):
        path = self.free()
        if path:
            version = self.content()
            self.store(path, "STOR", version, version)

    def append(self):
        path = self.free(there=True)
        if path and self.files[path].size < 8 * MIB and len(self.files[path].pieces) < 12:
            more = self.content()
            self.store(path, "APPE", more, self.files[path].then(more))

    def rewrite(self):
        """From somewhere in the file, or its end, on."""
        path = self.free(there=True)
        if not path or self.files[path].size > 8 * MIB:
            return
        old = self.files[path]
        at = old.size if self.dice.random() < 0.4 else self.dice.randint(0, old.size)
        more = self.content()
        if at == 0:
            self.store(path, "STOR", more, more)
        else:
            self.store(path, "STOR", more, old.then(more, at), prelude=[("REST %d" % at, 350)])

    def resume(self):
        """Goes on with what was cut, as careful clients do: after a look at what is there."""
        locked = self.locked()
        cut = [p for p, tries in self.attempts.items() if tries and self.files[p] is None and p not in locked]
        if not cut:
            return self.begin_and_resume()
        path = self.dice.choice(cut)
        try:
            size = int(self.ftp.ask("SIZE " + path, 213)[4:])
        except Refused:
            return None  # nothing had arrived
        if size <= HEAD:
            return None  # too little to know it by
        try:
            tail = self.ftp.download("RETR " + path, [("REST 1", 350)])
        except Refused:
            return None  # it is being cut just now
        tail = tail[: size - 1]  # more may have arrived since
        fitting = [v for v in self.attempts[path] if v.bytes()[1:size] == tail]
        self.ledger.add("compared")
        if not fitting:
            place = self.place(path) + " (interrupted)"
            self.ledger.judge(place, self.attempts[path], digest(tail), size)
            self.attempts[path] = []
            return None
        version = fitting[-1]
        pieces, skip = [], size
        for seed, count, begin, end in version.pieces:
            skipped = min(skip, end - begin)
            skip -= skipped
            pieces.append((seed, count, begin + skipped, end))
        rest = Version(pieces)
        self.ledger.add("resumed")
        # APPE goes on at the end, whatever has arrived there since: so only where nobody can be writing any more.
        if self.dice.random() < 0.5 and self.lives[path] != self.server.life:
            return self.store(path, "APPE", rest, version)
        return self.store(path, "STOR", rest, version, prelude=[("REST %d" % size, 350)])

    def begin_and_resume(self):
        path = self.free(there=False)
        if path:
            version = self.content()
            self.store(path, "STOR", version, version)

    def store_unique(self):
        version = self.content()
        name = []

        def told(text):
            name.append(text.split("FILE: ", 1)[1].strip())

        self.ledger.whole(version)
        outcome = self.send("STOU %s/stou/u" % self.folder, version, told=told)
        if outcome == "done":
            self.unique.append((name[0] if name[0].startswith("/") else "%s/stou/%s" % (self.folder, name[0]), version))

    def download(self):
        path = self.free()
        if not path:
            return
        expected = self.files[path]
        if expected is not None and self.dice.random() < 0.15:
            self.ledger.add("cuts")
            self.ftp.download("RETR " + path, cut_after=self.dice.randint(1, max(1, expected.size)))
            return
        if expected is not None and expected.size and self.dice.random() < 0.25:
            at = self.dice.randint(0, expected.size)
            content = self.ftp.download("RETR " + path, [("REST %d" % at, 350)])
            found, size, good = digest(content), len(content), content == expected.bytes()[at:]
        elif expected is not None and self.dice.random() < 0.2:
            self.ftp.ask("MODE Z", 200)
            content = zlib.decompress(self.ftp.download("RETR " + path))
            self.ftp.ask("MODE S", 200)
            found, size = digest(content), len(content)
            good = same(expected, found)
        else:
            found, size = self.look(path)
            good = same(expected, found)
        self.ledger.add("downloads")
        self.ledger.add("compared")
        if not good:
            self.ledger.judge(self.place(path), [expected], found, size)
            self.forget([path])

    def checksum(self):
        path = self.free(there=True)
        if not path:
            return
        said = self.ftp.ask("HASH " + path, 213).split()
        self.ledger.add("compared")
        if said[1] != "SHA-256" or said[3].lower() != self.files[path].digest():
            self.ledger.judge(self.place(path) + " (HASH)", [self.files[path]], said[3].lower(), 0)

    def rename(self):
        source, target = self.free(there=True), self.free()
        if not source or not target or source == target:
            return
        self.ftp.ask("RNFR " + source, 350)
        world = {source: None, target: self.files[source]}
        self.change("RNTO " + target, world)

    def delete(self):
        path = self.free(there=True)
        if path:
            self.change("DELE " + path, {path: None})

    def change(self, line, world):
        """A command that changes names; its answer is not always waited for."""
        if self.dice.random() < self.options.cuts / 3:
            self.ledger.add("cuts")
            whole = self.dice.random() < 0.5
            if whole:
                self.doubt(world)
                self.ftp.send(line)
            else:
                self.ftp.control.sendall(line.encode()[: self.dice.randint(6, len(line))])  # no command yet
            time.sleep(self.dice.choice((0, 0.005)))
            self.drop(self.dice.random() < 0.5)
            return
        try:
            self.ftp.ask(line, 250)
        except GONE + (Refused,):
            self.doubt(world)
            raise
        self.apply(world)

    def folders(self):
        path = "%s/d%d" % (self.folder, self.dice.randint(0, 3))
        self.ftp.ask("MKD " + path, 257, 550)
        self.ftp.ask("RMD " + path, 250, 550)

    def listing(self):
        lines = self.ftp.download("MLSD " + self.folder).decode().splitlines()
        locked = self.locked()
        found = {}
        for line in lines:
            facts, name = line.split(" ", 1)
            facts = dict(fact.split("=", 1) for fact in facts.lower().rstrip(";").split(";"))
            if facts["type"] == "file":
                found["%s/%s" % (self.folder, name)] = int(facts["size"])
        for path in found:
            if path not in self.files:
                self.ledger.find("%s: nobody made it" % self.place(path))
        for path, version in self.files.items():
            if path in locked:
                continue
            if version is None:
                most = max((attempt.size for attempt in self.attempts[path]), default=-1)
                if found.get(path, -1) > most:
                    self.ledger.find("%s: listed with %d bytes, and there is none" % (self.place(path), found[path]))
            elif found.get(path) != version.size:
                text = "%s: listed with %s bytes instead of %d" % (self.place(path), found.get(path), version.size)
                self.ledger.find(text)

    def beside(self):
        """Another program puts a file in place of one; not of one that was cut, which it would only hide."""
        path = self.free()
        if not path or self.attempts[path]:
            return
        version = self.content()
        draft = self.server.folder / "beside" / self.name
        draft.write_bytes(version.bytes())
        self.ledger.whole(version)
        os.rename(draft, self.home / path[1:])
        self.apply({path: version})

    def kill_client(self):
        path = self.free()
        if not path:
            return
        version = self.content()
        self.ledger.whole(version)
        orders = {
            "where": self.server.where,
            "way": self.dice.choice(("clear", "auth", "implicit")),
            "account": self.account,
            "seed": self.next_seed,
            "pieces": version.pieces,
            "verb": "STOR " + path,
            "pause": self.dice.choice((0, 0.01, 0.05)),
        }
        words = [sys.executable, "-I", "-S", str(pathlib.Path(__file__).resolve()), "--dying", json.dumps(orders)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
            begun = child.stdout.readline()
            time.sleep(self.dice.uniform(0, 0.6))
            child.kill()
            said = (begun + child.stdout.read()).decode().split("\n")
        self.ledger.add("killed")
        if "code 226" in said:
            self.apply({path: version})
        elif "closing" in said:
            self.doubt({path: version})
        elif "begun" in said and self.files[path] is None:
            self.attempt(path, version)

    # ---- where all write

    def crowd_upload(self):
        path = self.dice.choice(SHARED)
        key = (ACCOUNTS[self.account], path)
        version = self.content()
        entry = self.ledger.begin(key, version)
        outcome = "unknown"
        try:
            outcome = self.send("STOR " + path, version)
        finally:
            self.ledger.close(key, entry, outcome)

    def crowd_download(self):
        path = self.dice.choice(SHARED)
        key = (ACCOUNTS[self.account], path)
        since = time.monotonic()
        found, size = self.look(path)
        may = self.ledger.possible(key, since)
        self.ledger.add("downloads")
        self.ledger.add("compared")
        if not any(same(version, found) for version in may):
            self.ledger.judge("%s:%s" % key, may, found, size)


CHORES = [
    (Client.upload, 26),
    (Client.append, 8),
    (Client.rewrite, 5),
    (Client.resume, 12),
    (Client.store_unique, 3),
    (Client.download, 20),
    (Client.checksum, 4),
    (Client.rename, 7),
    (Client.delete, 6),
    (Client.folders, 3),
    (Client.listing, 5),
    (Client.beside, 3),
    (Client.kill_client, 1),
    (Client.crowd_upload, 9),
    (Client.crowd_download, 7),
]


# ------------------------------------------------------------------------------------------------ afterwards


def on_disk(file):
    """@return digest and size; None for no file"""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return None, 0
    return digest(content), len(content)


def compare_disk(server, clients, ledger):
    """Every file of every home is what was confirmed, and there is no other."""
    known = set()
    for client in clients:
        locked = client.locked()
        for path, version in client.files.items():
            known.add(client.home / path[1:])
            if path in locked:
                continue
            found, size = on_disk(client.home / path[1:])
            ledger.add("compared")
            if not same(version, found):
                ledger.judge(client.place(path), [version], found, size)
        for pending in client.pending:
            found = {path: on_disk(client.home / path[1:]) for path in pending.worlds[0]}
            ledger.add("compared", len(found))
            if not any(all(same(w[path], found[path][0]) for path in w) for w in pending.worlds):
                for path, (what, size) in found.items():
                    ledger.judge(client.place(path), [w[path] for w in pending.worlds], what, size)
        for path, version in client.unique:
            found, size = on_disk(client.home / path[1:])
            ledger.add("compared")
            if not same(version, found):
                ledger.judge(client.place(path), [version], found, size)
    for home in sorted(set(ACCOUNTS.values())):
        top = server.folder / "homes" / home
        for path in SHARED:
            found, size = on_disk(top / path[1:])
            may = ledger.possible((home, path), time.monotonic())
            known.add(top / path[1:])
            ledger.add("compared")
            if not any(same(version, found) for version in may):
                ledger.judge("%s:%s" % (home, path), may, found, size)
        for file in sorted(top.rglob("*")):
            if file.is_dir() or file in known or STAGE in file.parts:
                continue
            if file.parent.name == "stou":
                found, size = on_disk(file)
                ledger.add("compared")
                if found not in ledger.sent:
                    ledger.judge(str(file), [], found, size)
                continue
            ledger.find("%s: nobody made it" % file)
    for file in sorted((server.folder / "beside").rglob("*")):
        if file.is_file():
            ledger.find("%s is left" % file)


def check_stages(server, ledger, empty):
    """What is kept of interrupted uploads has a note, and is the beginning of something that was sent."""
    kept = 0
    for home in sorted(set(ACCOUNTS.values())):
        stage = server.folder / "homes" / home / STAGE
        names = {file.name for file in stage.iterdir()} - {"lock"} if stage.is_dir() else set()
        if empty and names:
            ledger.find("%s: left after files.keep-partials: %s" % (stage, sorted(names)))
        noted = {(stage / name).read_text().split("\n")[1] for name in names if name.endswith(".note")}
        parts = {name.partition(".")[0] for name in names if name.endswith(".part")}
        for name in sorted(names):
            identity, _, kind = name.partition(".")
            if kind == "note" and noted == parts:
                continue
            if kind != "part" or identity not in noted:
                ledger.find("%s: left after a restart: %s" % (stage, name))
            else:
                kept += 1
                content = (stage / name).read_bytes()
                ledger.add("compared")
                seed, count = ledger.heads.get(content[:HEAD], (0, 0))
                if len(content) >= HEAD and stream(seed, count)[: len(content)] != content:
                    ledger.judge("%s (kept)" % (stage / name), [], digest(content), len(content))
    for file in server.data.rglob("*"):
        if file.suffix in (".tmp", ".new", ".part"):
            ledger.find("%s is left" % file)
    return kept


def check_log(server, ledger):
    for name in server.folder.glob("hs_err*"):
        ledger.find("the JVM crashed: %s" % name)
    with open(server.folder / "server.log", errors="replace") as log:
        bad = [line.rstrip() for line in log if re.search(r"^\S+ ERROR |OutOfMemoryError|^Exception in thread", line)]
    for line in bad[:20]:
        ledger.find("server.log: " + line)


# ------------------------------------------------------------------------------------------------ the run


def counted(server, clients):
    """Descriptors, threads and heap while nobody is there."""
    for client in clients:
        client.pause.set()
    for client in clients:
        if not client.paused.wait(3 * PATIENCE):
            raise SystemExit("%s does not come to an end" % client.name)
    server.jcmd("GC.heap_info")  # its own thread is there from now on
    last, steady = None, 0
    for _ in range(80):
        now = (server.count("fd"), server.count("task"))
        steady = steady + 1 if now == last else 0
        last = now
        if steady >= 10:  # five seconds: threads without work stay for three
            break
        time.sleep(0.5)
    heap = server.heap()
    for client in clients:
        client.paused.clear()
        client.pause.clear()
    return last + (heap,)


def told(ledger, began, server):
    c = ledger.counts
    print(
        "%6.0f s: %d operations, %d uploads, %d downloads, %d cuts, %d clients killed, %d resumed, server killed %d and"
        " restarted %d times, %d files compared, %d findings"
        % (
            time.monotonic() - began,
            c["operations"],
            c["uploads"],
            c["downloads"],
            c["cuts"],
            c["killed"],
            c["resumed"],
            c["kills"],
            c["restarts"],
            c["compared"],
            len(ledger.findings),
        ),
        flush=True,
    )


def soak(options, folder):
    ledger = Ledger()
    server = Server(folder)
    server.accounts()
    (folder / "beside").mkdir()
    names = list(ACCOUNTS)
    clients = [Client(i, names[i % len(names)], server, ledger, options) for i in range(options.clients)]
    for client in clients:
        for below in (client.folder[1:] + "/stou", "shared"):
            (client.home / below).mkdir(parents=True, exist_ok=True)
    length = options.minutes * 60
    calm = min(900, max(15, length / 4))
    storm = max(0, length - calm)
    dice = random.Random("%d/server" % options.seed)
    mean = min(40, max(5, storm / 6))
    server.start()
    began = time.monotonic()
    said = began
    for client in clients:
        client.start()

    def wait(until):
        nonlocal said
        while time.monotonic() < until:
            time.sleep(min(0.5, max(0, until - time.monotonic())))
            if time.monotonic() > said + options.report:
                said = time.monotonic()
                told(ledger, began, server)
            if server.process.poll() is not None:
                raise SystemExit("the server ended by itself; see %s" % (folder / "server.log"))

    try:
        while True:
            due = time.monotonic() + dice.uniform(0.5, 1.5) * mean
            if due > began + storm:
                break
            wait(due)
            once_more(server, ledger, dice.random() < 0.6)
        wait(began + storm)
        once_more(server, ledger, True)  # the life that is measured begins
        life = time.monotonic()
        wait(life + min(180, calm / 2))
        before = counted(server, clients)
        print("descriptors %d, threads %d, heap %.1f MB" % (before[0], before[1], before[2] / 1e6), flush=True)
        wait(max(began + length, life + calm))
        after = counted(server, clients)
        for client in clients:
            client.stop.set()
        for client in clients:
            client.join(3 * PATIENCE)
            if client.is_alive():
                ledger.find("%s does not come to an end" % client.name)
        code = server.end(signal.SIGTERM)
        if code != 0:
            ledger.find("SIGTERM: the server ended with %s" % code)
        kept = restarted(server, ledger, empty=False)
        compare_disk(server, clients, ledger)
        server.config(keep="1s")
        time.sleep(1.5)
        restarted(server, ledger, empty=True)
        check_log(server, ledger)
        print("%d interrupted uploads were kept, and gone when their time was over" % kept, flush=True)
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()
    growth(ledger, before, after)
    told(ledger, began, server)
    if ledger.findings:
        print("files and logs are left in %s" % folder, flush=True)
    return result(options, ledger, time.monotonic() - began, before, after)


def once_more(server, ledger, kill):
    code = server.end(signal.SIGKILL if kill else signal.SIGTERM)
    if not kill and code != 0:
        ledger.find("SIGTERM: the server ended with %s" % code)
    ledger.add("kills" if kill else "restarts")
    server.start()


def restarted(server, ledger, empty):
    server.start()
    server.end(signal.SIGTERM)
    return check_stages(server, ledger, empty)


def growth(ledger, before, after):
    """The allowance is for what comes and goes by itself: threads of the compiler, caches that are bounded."""
    for what, a, b, more in (
        ("descriptors", before[0], after[0], 4),
        ("threads", before[1], after[1], 4),
        ("bytes of heap", before[2], after[2], max(4 * MIB, before[2] // 5)),
    ):
        if b > a + more:
            ledger.find("%s grew from %d to %d" % (what, a, b))


def result(options, ledger, seconds, before, after):
    c = ledger.counts
    others = len(ledger.findings) - ledger.lost - ledger.mixed
    print(
        "soak %s: %.1f min, seed %d, %d operations; server killed %d and restarted %d times, %d clients killed, %d cuts;"
        " %d files compared, acknowledged lost %d, mixed %d, other findings %d;"
        " descriptors %d -> %d, threads %d -> %d, heap %.1f -> %.1f MB"
        % (
            "FAILED" if ledger.findings else "passed",
            seconds / 60,
            options.seed,
            c["operations"],
            c["kills"],
            c["restarts"],
            c["killed"],
            c["cuts"],
            c["compared"],
            ledger.lost,
            ledger.mixed,
            others,
            before[0],
            after[0],
            before[1],
            after[1],
            before[2] / 1e6,
            after[2] / 1e6,
        ),
        flush=True,
    )
    return 1 if ledger.findings else 0


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--dying":
        dying()
        return 0
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--minutes", type=float, default=60, help="how long (default 60)")
    said.add_argument("--seed", type=int, default=random.randrange(1000), help="of the plan; default: another each time")
    said.add_argument("--clients", type=int, default=8, help="at one time (default 8)")
    said.add_argument("--pace", type=float, default=0.1, help="seconds between two things a client does (default 0.1)")
    said.add_argument("--cuts", type=float, default=0.3, help="share of uploads that are cut (default 0.3)")
    said.add_argument("--report", type=float, default=60, help="seconds between lines of progress (default 60)")
    said.add_argument("--folder", help="where all files go; must not be there yet, and stays; default: below TMPDIR")
    options = said.parse_args()
    folder = pathlib.Path(options.folder or tempfile.mkdtemp(prefix="ferry-soak-")).resolve()
    folder.mkdir(parents=True, exist_ok=not options.folder)
    print("soak of %g minutes, seed %d, in %s" % (options.minutes, options.seed, folder), flush=True)
    code = soak(options, folder)
    if not code and not options.folder:
        shutil.rmtree(folder)
    return code


if __name__ == "__main__":
    sys.exit(main())
