"""Structures and modes of FTP by hand, from RFC 959 (3.1.1, 3.1.2, 3.4, 3.5) and
draft-preston-ftpext-deflate alone.

  modes.py all HOST PORT USER PASSWORD FOLDER DISK
      every combination of TYPE, STRU and MODE, up and down, contents by hash
  modes.py up-begin|up-end|down-begin|down-end HOST PORT USER PASSWORD PATH STATE FILE TYPE STRU
      a restart by marker, in two halves: what is between them is the server's affair.
      up-begin sends half of FILE, with markers, and says "held" when the last one is answered;
      down-begin takes half, and says so too. Both then wait to be ended.
"""

import hashlib
import json
import os
import random
import re
import socket
import sys
import time
import zlib

EOR, EOF, SUSPECT, MARKER = 128, 64, 32, 16
IAC = 0xFF


class Ftp:
    def __init__(self, host, port, user, password):
        self.control = socket.create_connection((host, int(port)), 60)
        self.lines = self.control.makefile("rb")
        self.host = host
        self.marks = []
        self.want("220")
        self.ask("331", "USER " + user)
        self.ask("230", "PASS " + password)

    def reply(self):
        line = self.lines.readline()
        if not line:
            raise EOFError("the control connection ended")
        code = line[:3]
        first = line
        if line[3:4] == b"-":
            while not (line.startswith(code) and line[3:4] == b" "):
                line = self.lines.readline()
        return first.decode().rstrip("\r\n")

    def want(self, code):
        said = self.reply()
        if not said.startswith(code):
            raise SystemExit("wanted %s, was told: %s" % (code, said))
        return said

    def ask(self, code, line):
        self.control.sendall(line.encode() + b"\r\n")
        return self.want(code)

    def form(self, type_, structure, mode):
        self.ask("200", "TYPE " + type_)
        self.ask("200", "STRU " + structure)
        self.ask("200", "MODE " + mode)

    def data(self):
        port = re.search(r"\(\|\|\|(\d+)\|\)", self.ask("229", "EPSV")).group(1)
        return socket.create_connection((self.host, int(port)), 60)

    def put(self, verb, wire):
        data = self.data()
        self.ask("150", verb)
        for part in pieces(wire):
            data.sendall(part)
        data.close()
        self.finish()

    def finish(self):
        while True:
            said = self.reply()
            if said.startswith("110 "):
                self.marks.append(mark(said))
                continue
            if not said.startswith("226"):
                raise SystemExit("wanted 226, was told: " + said)
            return

    def get(self, verb):
        data = self.data()
        self.ask("150", verb)
        wire = bytearray()
        while True:
            part = data.recv(65536)
            if not part:
                break
            wire += part
        data.close()
        self.want("226")
        return bytes(wire)


def mark(said):
    return re.fullmatch(r"110 MARK ([!-~]+) = ([!-~]+)", said).groups()


def pieces(wire):
    """Parts of no size anybody chose with care."""
    some = random.Random(4711)
    at = 0
    while at < len(wire):
        length = some.choice((1, 2, 3, 100, 5000, 70000))
        yield wire[at : at + length]
        at += length


# ---- a file as the RFC wants it sent: its text or its records, then the frame around them


def records(content):
    """The lines of a file, without their ends; what is behind the last end is a line too."""
    lines = content.split(b"\n")
    return lines[:-1] if lines[-1] == b"" else lines


def block(descriptor, content):
    return bytes([descriptor, len(content) >> 8, len(content) & 0xFF]) + content


def blocks(content, last):
    """Content in blocks of at most 65,535 bytes; the descriptor is the last one's."""
    out = bytearray()
    longest = random.Random(len(content)).choice((7000, 65535))
    while len(content) > longest:
        out += block(0, content[:longest])
        content = content[longest:]
    return bytes(out + block(last, content))


def encode(content, type_, structure, mode, level=6):
    if structure == "F":
        text = content.replace(b"\n", b"\r\n") if type_.startswith("A") else content
        if mode == "B":
            return blocks(text, EOF)
        return zlib.compress(text, level) if mode == "Z" else text
    lines = records(content)
    if mode == "B":
        return b"".join(blocks(line, EOR) for line in lines) + block(EOF, b"")
    stream = b"".join(line.replace(b"\xff", b"\xff\xff") + b"\xff\x01" for line in lines)
    stream += b"\xff\x02"
    return zlib.compress(stream, level) if mode == "Z" else stream


class Blocks:
    """Takes blocks apart as they come: text so far, the ends of records in it, markers."""

    def __init__(self, text=b"", ends=()):
        self.text = bytearray(text)
        self.ends = list(ends)  # how much text stood before each
        self.markers = []  # (marker, length of text, number of ends)
        self.rest = b""
        self.over = False

    def feed(self, wire):
        rest, at = self.rest + wire, 0
        while len(rest) - at >= 3:
            descriptor, count = rest[at], rest[at + 1] << 8 | rest[at + 2]
            if len(rest) - at < 3 + count:
                break
            assert not self.over, "a block after the last one"
            assert not descriptor & 15, descriptor
            content = rest[at + 3 : at + 3 + count]
            at += 3 + count
            if descriptor & MARKER:
                assert content and all(32 < c < 127 for c in content), content
                self.markers.append((content.decode(), len(self.text), len(self.ends)))
            else:
                self.text += content
            if descriptor & EOR:
                self.ends.append(len(self.text))
            self.over = bool(descriptor & EOF)
        self.rest = rest[at:]

    def lines(self):
        at = 0
        for end in self.ends:
            yield bytes(self.text[at:end])
            at = end
        assert at == len(self.text), "the last record has no end"


def codes(stream):
    """The records of a stream; its end must have been said, and nothing follow it."""
    lines, line, at = [], bytearray(), 0
    while True:
        there = stream.index(b"\xff", at)
        line += stream[at:there]
        code = stream[there + 1]
        at = there + 2
        if code == IAC:
            line.append(IAC)
            continue
        assert code in (1, 2, 3), code
        if code & 1:
            lines.append(bytes(line))
            line = bytearray()
        if code & 2:
            assert at == len(stream), "bytes after the end"
            assert not line, "the last record has no end"
            return lines


def decode(wire, type_, structure, mode):
    """The content of a file, and of each record its line; None for an end that was not said."""
    text = wire
    lines = None
    if mode == "Z":
        inflate = zlib.decompressobj()
        text = inflate.decompress(wire)
        assert inflate.eof and not inflate.unused_data
    if mode == "B":
        taken = Blocks()
        taken.feed(wire)
        assert taken.over and not taken.rest
        if structure == "R":
            lines = list(taken.lines())
        text = bytes(taken.text)
    elif structure == "R":
        lines = codes(text)
    if structure == "R":
        return b"".join(line + b"\n" for line in lines)
    return text.replace(b"\r\n", b"\n") if type_.startswith("A") else text


# ---- everything once


def texts():
    some = random.Random(959)
    lines = [bytes(some.choices(b"abc \xff\x01\x02\xc3\xa9", k=some.randrange(200))) for _ in range(3000)]
    long = bytes(some.choices(b"xyz\xff", k=300_000))
    return {
        "empty": b"",
        "one": b"one line\n",
        "blank": b"\n\n\n",
        "lines": b"".join(line + b"\n" for line in lines),
        "long": long + b"\n" + long[:70_000] + b"\n",
    }


def digest(content):
    return hashlib.sha256(content).hexdigest()


def everything(ftp, folder, disk):
    contents = texts()
    binary = random.Random(4).randbytes(400_000)
    for type_ in ("A", "A T", "I"):
        for structure in "FR":
            for mode in "SBZ":
                ftp.form(type_, structure, mode)
                some = dict(contents)
                if (type_, structure) == ("I", "F"):
                    some["binary"] = binary
                for name, content in some.items():
                    here = "%s-%s" % (name, "".join((type_, structure, mode)).replace(" ", ""))
                    ftp.put("STOR %s/%s" % (folder, here), encode(content, type_, structure, mode))
                    on_disk = open(os.path.join(disk, here), "rb").read()
                    assert digest(on_disk) == digest(content), here
                    wire = ftp.get("RETR %s/%s" % (folder, here))
                    assert digest(decode(wire, type_, structure, mode)) == digest(content), here
                    ftp.put("APPE %s/%s" % (folder, here), encode(content, type_, structure, mode))
                    on_disk = open(os.path.join(disk, here), "rb").read()
                    assert digest(on_disk) == digest(content * 2), here
                listing = decode(ftp.get("NLST " + folder), "A", structure, mode)
                assert ("%s/one-" % folder).encode() in listing, listing
                mlsd = decode(ftp.get("MLSD " + folder), "A", structure, mode)
                assert mlsd.count(b"\n") == len(os.listdir(disk)) + 1
                print("did: %d x modes.py: TYPE %s STRU %s MODE %s" % (3 * len(some) + 2, type_, structure, mode))
    for level in range(1, 10):
        ftp.form("I", "F", "Z")
        ftp.ask("200", "OPTS MODE Z LEVEL %d" % level)
        ftp.put("STOR %s/level" % folder, encode(contents["lines"], "I", "F", "Z", level))
        wire = ftp.get("RETR %s/level" % folder)
        assert decode(wire, "I", "F", "Z") == contents["lines"]
        assert len(wire) < len(contents["lines"])
    print("did: 9 x modes.py: OPTS MODE Z LEVEL")
    refused(ftp, folder, disk)


def refused(ftp, folder, disk):
    """What is not served, and what is no block, no code and no stream."""
    for line in ("STRU P", "MODE C", "TYPE A C", "TYPE E"):
        ftp.ask("504", line)
    bad = [
        ("F", "B", b"\x02\x00\x01a"),
        ("F", "B", b"\x00\x00\x01a\x10\x00\x00"),
        ("F", "B", b"\x10\x01\x00" + b"m" * 256),
        ("F", "B", b"\x10\x00\x02 m"),
        ("R", "S", b"a\xff\x04"),
        ("F", "Z", b"\x00" * 50),
        ("F", "Z", zlib.compress(b"some bytes")[:-4] + b"\x00\x00\x00\x00"),
    ]
    for structure, mode, wire in bad:
        ftp.form("I", structure, mode)
        data = ftp.data()
        ftp.ask("150", "STOR %s/bad" % folder)
        data.sendall(wire)
        ftp.want("451")
        data.close()
        assert not os.path.exists(os.path.join(disk, "bad"))
        ftp.ask("550", "MLST %s/bad" % folder)
    print("did: %d x modes.py: wrong data refused" % len(bad))


# ---- a restart by marker, in two halves


def save(path, state):
    with open(path + ".new", "w") as out:
        json.dump(state, out)
    os.replace(path + ".new", path)


def hold():
    print("held", flush=True)
    time.sleep(600)


def steps(content, type_, structure, start):
    """The content from `start` on, as (how much of it is sent then, wire)."""
    some = random.Random(len(content))
    at = start
    while at < len(content):
        if structure == "R":
            end = content.index(b"\n", at)
            yield end + 1, blocks(content[at:end], EOR)
            at = end + 1
        else:
            end = min(len(content), at + some.randrange(1, 60_000))
            part = content[at:end]
            yield end, block(0, part.replace(b"\n", b"\r\n") if type_ == "A" else part)
            at = end


def up_begin(ftp, path, state, content, type_, structure):
    ftp.form(type_, structure, "B")
    data = ftp.data()
    ftp.ask("150", "STOR " + path)
    answered, due = [], len(content) // 8
    for sent, wire in steps(content, type_, structure, 0):
        data.sendall(wire)
        if sent < due:
            continue
        due += len(content) // 8
        data.sendall(block(MARKER, b"at-%d" % sent))
        theirs, ours = mark(ftp.want("110"))
        assert theirs == "at-%d" % sent
        answered.append((sent, ours))
        if len(answered) == 4:
            break
    save(state, answered)
    for sent, wire in steps(content, type_, structure, answered[-1][0]):
        data.sendall(wire)  # beyond the last marker, to be lost
        if sent > answered[-1][0] + 100_000:
            break
    hold()


def up_end(ftp, path, state, content, type_, structure, which=-1):
    ftp.form(type_, structure, "B")
    sent, marker = json.load(open(state))[which]
    ftp.ask("350", "REST " + marker)
    data = ftp.data()
    ftp.ask("150", "STOR " + path)
    for _, wire in steps(content, type_, structure, sent):
        data.sendall(wire)
    data.sendall(block(EOF, b""))
    data.close()
    ftp.finish()
    print("did: modes.py: upload restarted by marker, TYPE %s STRU %s" % (type_, structure))


def down_begin(ftp, path, state, type_, structure):
    ftp.form(type_, structure, "B")
    data = ftp.data()
    ftp.ask("150", "RETR " + path)
    taken = Blocks()
    while len(taken.markers) < 2:
        taken.feed(data.recv(65536))
    marker, length, ends = taken.markers[-1]
    with open(state + ".text", "wb") as out:
        out.write(taken.text[:length])
    save(state, [marker, taken.ends[:ends]])
    hold()


def down_end(ftp, path, state, content, type_, structure):
    ftp.form(type_, structure, "B")
    marker, ends = json.load(open(state))
    taken = Blocks(open(state + ".text", "rb").read(), ends)
    before = len(taken.text)
    assert before > 0
    ftp.ask("350", "REST " + marker)
    taken.feed(ftp.get("RETR " + path))
    assert taken.over and not taken.rest
    if structure == "R":
        came = b"".join(line + b"\n" for line in taken.lines())
    else:
        came = bytes(taken.text)
        came = came.replace(b"\r\n", b"\n") if type_ == "A" else came
    assert digest(came) == digest(content)
    print("did: modes.py: download restarted by marker, TYPE %s STRU %s" % (type_, structure))


def main():
    task, host, port, user, password = sys.argv[1:6]
    ftp = Ftp(host, port, user, password)
    if task == "all":
        everything(ftp, *sys.argv[6:])
        return
    path, state, file, type_, structure = sys.argv[6:]
    content = open(file, "rb").read()
    if task == "up-begin":
        up_begin(ftp, path, state, content, type_, structure)
    elif task == "up-end":
        up_end(ftp, path, state, content, type_, structure)
    elif task == "down-begin":
        down_begin(ftp, path, state, type_, structure)
    else:
        down_end(ftp, path, state, content, type_, structure)


main()
