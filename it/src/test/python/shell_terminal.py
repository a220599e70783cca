"""Somebody at a terminal types into ./ferry shell: completion, history, Ctrl-C, Ctrl-Z, the last row, a queue that outlives it.

usage: shell_terminal.py FERRY HOME URL
"""

import os
import pty
import re
import select
import struct
import fcntl
import sys
import termios
import time

ferry, home, url = sys.argv[1:4]
PATIENCE = 60
# A terminal spells the arrow by the mode it is in.
UPS = ("\x1b[A", "\x1bOA", "\x10")


class Shell:
    def __init__(self, *words, size=(30, 120)):
        self.seen = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(home)
            os.environ["TERM"] = "xterm"
            os.environ["FERRY_BUILD"] = "never"
            os.environ["FERRY_JAVA_OPTS"] = "-Duser.home=" + home
            os.execv(ferry, [ferry, "shell", "--tls", "off", *words])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))

    def read(self, until):
        """Reads until the words come, and forgets what came before them."""
        end = time.monotonic() + PATIENCE
        while until not in self.text():
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"no {until!r} in {self.text()!r}")
            ready, _, _ = select.select([self.fd], [], [], left)
            if not ready:
                continue
            try:
                chunk = os.read(self.fd, 65536)
            except OSError:
                chunk = b""
            if not chunk:
                raise AssertionError(f"the shell ended before {until!r}: {self.text()!r}")
            self.seen += chunk.decode(errors="replace")
        text = self.text()
        self.seen = text[text.index(until) + len(until):]
        return text

    def text(self):
        """Without what steers the terminal."""
        return re.sub(r"\x1b(\[[0-9;?]*[a-zA-Z]|[()][A-Z0-9]|[=>78]|\][^\x07]*\x07)", "", self.seen)

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def say(self, line):
        self.type(line + "\r")

    def end(self):
        """Its exit code."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            ready, _, _ = select.select([self.fd], [], [], 0.2)
            if ready:
                try:
                    self.seen += os.read(self.fd, 65536).decode(errors="replace")
                except OSError:
                    pass
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("the shell does not end: " + self.text())


def did(what):
    print("did: ferry shell: " + what, flush=True)


def there(name):
    return os.path.exists(os.path.join(home, name))


def arrives(name):
    """Waits for the first bytes; the last row is drawn in pieces, so it is nothing to wait for."""
    part = os.path.join(home, name + ".ferry-part")
    end = time.monotonic() + PATIENCE
    while not (os.path.exists(part) and os.path.getsize(part) > 0):
        if time.monotonic() > end:
            raise AssertionError("nothing of " + name + " arrives")
        time.sleep(0.05)


shell = Shell(url)
shell.read("connected to ")
shell.read("ftp> ")
shell.type("si\tap\t")
shell.read("apple.txt")
shell.type("\r")
shell.read("5  apple.txt")
did("complete a command and a name there")

for up in UPS:
    shell.type(up + "\r")
    shell.read("5  apple.txt")
did("repeat a line of the history")

shell.say("put none")
shell.read("none: no such file here; nothing was sent")
shell.say("get apple.txt")
shell.read("; the server confirms sha-256 ")
assert there("apple.txt")
did("say what the server confirmed")

shell.say("get large -o behind &")
shell.read("get large -o behind")
shell.read("done: get large -o behind")
assert there("behind")
did("get in the background")

shell.say("set limit-rate 20K")
shell.say("get large -o slow")
arrives("slow")
shell.type("\x03")
shell.read("cancelled; what has arrived is kept")
shell.say("lpwd")
shell.read(home)
assert there("slow.ferry-part") and not there("slow")
did("cancel by Ctrl-C")

shell.say("get large -o later")
arrives("later")
shell.type("\x1a")
shell.read("goes on in the background")
shell.say("jobs")
shell.read("running ")
shell.say("quit")
shell.read("1 job is kept")
assert shell.end() == 0
assert not there("later")
did("send a transfer to the background by Ctrl-Z, and keep it at the end")

shell = Shell(url)
shell.read("1 job waits from before")
shell.read("ftp> ")
shell.say("queue start")
shell.say("wait")
shell.read("resumed from ")
shell.read("done: get large -o later")
assert there("later")
shell.say("quit")
assert shell.end() == 0
did("go on with the queue of the shell before")

shell = Shell(url, size=(0, 0))
shell.read("ftp> ")
shell.say("cat apple.txt")
shell.read("hello")
shell.say("quit")
assert shell.end() == 0
did("work on a terminal that does not say how large it is")

shell = Shell("ftp://anna:secret@127.0.0.1:9")
said = shell.read("cannot connect")
# Making room for the last row scrolls away what is said before.
assert " no site" in said, said
shell.read("ftp> ")
shell.say("quit")
assert shell.end() == 0
did("say at the start why a site is not open, where it stays in sight")
