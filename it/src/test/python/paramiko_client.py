"""Python's paramiko: everything its SFTP client offers, by password and by keyboard-interactive.

Arguments: port, account, password, folder on the server.
"""
import hashlib
import os
import stat
import sys

import paramiko

PORT, USER, PASSWORD, FOLDER = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]


def did(task):
    print("did: " + task)


def refused(task, call, *arguments):
    try:
        call(*arguments)
    except IOException:
        did(task)
        return
    raise AssertionError(task + ": was not refused")


IOException = (IOError, paramiko.SFTPError)


def connected():
    transport = paramiko.Transport(("127.0.0.1", PORT))
    transport.start_client(timeout=20)
    return transport


transport = connected()
transport.auth_interactive(USER, lambda title, words, prompts: [PASSWORD for _ in prompts])
assert transport.is_authenticated()
transport.close()
did("keyboard-interactive")

transport = connected()
transport.auth_password(USER, PASSWORD, fallback=False)
sftp = paramiko.SFTPClient.from_transport(transport)
assert sftp.normalize(".") == "/"
sftp.chdir(FOLDER)

data = os.urandom(3_000_001)
with open("a.bin", "wb") as out:
    out.write(data)
sftp.put("a.bin", "a.bin")
sftp.get("a.bin", "b.bin")
assert open("b.bin", "rb").read() == data
did("put and get")

with sftp.open("a.bin", "rb") as file:
    file.prefetch()
    assert file.read() == data
    assert file.stat().st_size == len(data)
    assert file.check("sha256") == hashlib.sha256(data).digest()
    file.seek(1_000_000)
    assert file.read(10) == data[1_000_000:1_000_010]
did("prefetch, seek and check")

with sftp.open("piped.bin", "wb") as file:
    file.set_pipelined(True)
    for at in range(0, len(data), 32_768):
        file.write(data[at:at + 32_768])
with sftp.open("piped.bin", "rb") as file:
    assert file.read() == data
did("pipelined writes")

with sftp.open("a.txt", "ab") as file:
    file.write(b"one\n")
with sftp.open("a.txt", "ab") as file:
    file.write(b"two\n")
assert sftp.open("a.txt").read() == b"one\ntwo\n"
did("append")

with sftp.open("order.bin", "wb") as file:
    for at in (2, 1, 0):  # the last first
        file.seek(at * 1000)
        file.write(data[at * 1000:(at + 1) * 1000])
        file.flush()
assert sftp.open("order.bin").read() == data[:3000]
did("out of order")

try:
    file = sftp.open("gap.bin", "wb")
    file.seek(1000)
    file.write(b"x")
    file.flush()
    file.close()
except IOException:
    pass
assert "gap.bin" not in sftp.listdir()
did("a gap is not published")

sftp.truncate("a.txt", 4)
assert sftp.open("a.txt").read() == b"one\n"
did("truncate")

sftp.mkdir("d")
assert stat.S_ISDIR(sftp.stat("d").st_mode)
sftp.posix_rename("order.bin", "a.txt")
refused("rename onto a file", sftp.rename, "a.txt", "a.bin")
sftp.rename("a.txt", "d/a.txt")
sftp.chmod("d/a.txt", 0o600)
sftp.utime("d/a.txt", (1, 1_000_000_000))
seen = sftp.lstat("d/a.txt")
assert stat.S_IMODE(seen.st_mode) == 0o600 and seen.st_mtime == 1_000_000_000
did("names, modes and times")

assert sorted(it.filename for it in sftp.listdir_iter(".")) == ["a.bin", "d", "piped.bin"]
sftp.symlink("a.bin", "link")
assert sftp.readlink("link") == "a.bin"
did("symbolic link")
refused("owner", sftp.chown, "a.bin", 0, 0)
refused("no such file", sftp.stat, "none")
refused("folder that is not empty", sftp.rmdir, "d")
refused("exclusive", sftp.open, "a.bin", "wx")
sftp.remove("d/a.txt")
sftp.rmdir("d")

handles = []
try:
    for _ in range(200):
        handles.append(sftp.open("a.bin", "rb"))
    raise AssertionError("as many handles as one likes")
except IOException:
    did("handles are bounded, %d" % len(handles))
transport.close()

transport = connected()
try:
    transport.auth_password(USER, "wrong", fallback=False)
    raise AssertionError("any password")
except paramiko.AuthenticationException:
    did("wrong password")
transport.close()
