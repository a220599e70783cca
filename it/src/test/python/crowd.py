"""Many sessions at once, each with a file of its own, half of them by active connections.

Arguments: host, port, user, password, folder as the server has it, the same folder on disk, how many.
"""
import ftplib
import hashlib
import io
import os
import random
import sys
import threading

host, port, user, password, folder, disk, count = sys.argv[1:8]
count = int(count)
everybody = threading.Barrier(count, timeout=240)
failures = []


def session(number):
    data = random.Random(number).randbytes(50_000 + 1000 * number)
    ftp = ftplib.FTP(timeout=240)
    ftp.connect(host, int(port))
    ftp.login(user, password)
    ftp.cwd(folder)
    ftp.set_pasv(number % 2 == 0)
    everybody.wait()  # all are logged in
    ftp.storbinary('STOR own-%d' % number, io.BytesIO(data))
    everybody.wait()  # all have stored
    got = io.BytesIO()
    ftp.retrbinary('RETR own-%d' % number, got.write)
    assert got.getvalue() == data, 'another file came back'
    with open(os.path.join(disk, 'own-%d' % number), 'rb') as file:
        assert hashlib.sha256(file.read()).digest() == hashlib.sha256(data).digest()
    everybody.wait()  # and all are still there
    assert ftp.voidcmd('NOOP').startswith('200')
    ftp.quit()


def guarded(number):
    try:
        session(number)
    except BaseException as error:
        failures.append('session %d: %r' % (number, error))
        everybody.abort()


threads = [threading.Thread(target=guarded, args=(number,)) for number in range(count)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
if failures:
    # Who broke the barrier comes first; the others only noticed.
    sys.exit('\n'.join(sorted(failures, key=lambda text: 'BrokenBarrier' in text)[:10]))
print('did: %d x ftplib: sessions at once, up and down' % count)
