"""Stores small files one after the other over several sessions of Python's ftplib, until all are there or the server is
gone, and prints "stored NAME" for each that was confirmed.

Arguments: host, port, user, password, sessions, files in each.
"""
import ftplib
import io
import sys
import threading

host, port, user, password, sessions, count = sys.argv[1:7]
lock = threading.Lock()


def run(session):
    try:
        ftp = ftplib.FTP(encoding='utf-8')
        ftp.connect(host, int(port), timeout=60)
        ftp.login(user, password)
        for number in range(int(count)):
            name = 'load-%d-%d' % (session, number)
            ftp.storbinary('STOR ' + name, io.BytesIO(name.encode()))
            with lock:
                print('stored', name, flush=True)
        ftp.quit()
    except (OSError, EOFError, ftplib.Error):
        pass  # the server is gone


threads = [threading.Thread(target=run, args=(session,)) for session in range(int(sessions))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
