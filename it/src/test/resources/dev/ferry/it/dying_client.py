"""FTP clients that upload a part of a file and die of SIGKILL.

    dying_client.py once HOST PORT USER PASSWORD ORDER FILE COUNT COMMAND... VERB

Sends each COMMAND, then VERB with the first COUNT bytes of FILE, says "sent" on standard output,
and waits to be killed.

    dying_client.py loop HOST PORT USER PASSWORD ORDER FILE COUNT TIMES VERB

TIMES processes one after the other do the same, "{}" in VERB being the number of each, and kill
themselves.

ORDER says which connection the kernel ends first when the process dies, "data" or "control":
Linux (6.18, seen) closes the descriptors of the dead from the highest number down.
"""
import os
import re
import signal
import socket
import sys


def upload(host, port, user, password, order, payload, commands, verb):
    control = socket.create_connection((host, int(port)), 60)

    def reply(code):
        line = b""
        while not line.endswith(b"\n"):
            byte = control.recv(1)
            if not byte:
                sys.exit("hung up on after %r" % line)
            line += byte
        if not line.startswith(code + b" "):
            sys.exit("expected %r, was told %r" % (code, line))
        return line

    def say(code, line):
        control.sendall(line.encode() + b"\r\n")
        return reply(code)

    reply(b"220")
    say(b"331", "USER " + user)
    say(b"230", "PASS " + password)
    for command in commands:
        say(b"350" if command.startswith("REST") else b"200", command)
    port = re.search(rb"\(\|\|\|(\d+)\|\)", say(b"229", "EPSV")).group(1)
    data = socket.create_connection((host, int(port)), 60)
    say(b"150", verb)
    data.sendall(payload)

    ends = {60: data, 50: control} if order == "data" else {60: control, 50: data}
    for number, end in ends.items():
        os.dup2(end.fileno(), number)
        os.close(end.detach())


def run_alone():
    """Where the system lets us, nobody else runs between the two ends: on a busy machine the dying
    would wait there for their turn, and be two events to any server.
    """
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except (AttributeError, OSError):
        pass


def main():
    how, host, port, user, password, order, file, count = sys.argv[1:9]
    with open(file, "rb") as source:
        payload = source.read(int(count))
    if how == "once":
        upload(host, port, user, password, order, payload, sys.argv[9:-1], sys.argv[-1])
        run_alone()
        print("sent", flush=True)
        while True:
            signal.pause()
    times, verb = sys.argv[9:]
    for number in range(int(times)):
        child = os.fork()
        if child == 0:
            try:
                here = verb.format(number)
                upload(host, port, user, password, order, payload, ["TYPE I"], here)
                run_alone()
                os.kill(os.getpid(), signal.SIGKILL)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.exit("client %d did not come to its end" % number)


main()
