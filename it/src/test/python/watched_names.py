"""Names that mean to break a log: made on disk, then fetched, renamed and deleted by Python's ftplib under what a
listing shows; and stored under names with everything a command line can carry.

Arguments: host, port, user, password, folder as the server has it, the same folder on disk.
Prints a line "did: TASK" for each kind of thing, and "name: NAME" for each name an event must have.
"""
import ftplib
import io
import os
import sys

host, port, user, password, folder, disk = sys.argv[1:7]
there = [b'line\nbreak', b'carriage\rreturn', b'tab\tquote"back\\slash\'', b'\x1b[2J\x1b]0;owned\x07', b'caf\xe9\xff',
         b'<img src=x onerror=alert(1)>', b'{{7*7}} %u *)(', b'\xe2\x80\xa8\xe2\x80\xaerevo']
stored = ['<script>alert(1)<', '\x1b[31mred', 'quote"\'`$(id)', 'NUL-less \x01\x7f\x9b', '\u2028\u202egnp.exe', '\xff\xff\xf4']

ftp = ftplib.FTP(encoding='utf-8')
ftp.connect(host, int(port), timeout=60)
ftp.login(user, password)
ftp.cwd(folder)
for name in there:
    with open(os.path.join(disk.encode(), name), 'wb') as file:
        file.write(b'content')
for name in stored:
    ftp.storbinary('STOR ' + name, io.BytesIO(b'stored'))
print('did: %d x upload under a name that breaks logs' % len(stored))
names = [name for name, facts in ftp.mlsd() if facts['type'] == 'file']
assert len(names) == len(there) + len(stored), names
for number, name in enumerate(names):
    assert all(c.isprintable() or c in '\u2028\u202e' for c in name), name
    got = io.BytesIO()
    ftp.retrbinary('RETR ' + name, got.write)
    assert got.getvalue() in (b'content', b'stored'), name
    ftp.rename(name, name + '.2')
    ftp.delete(name + '.2')
    print('name:', name.encode('unicode_escape').decode())
print('did: %d x download, rename and delete under a name that breaks logs' % len(names))
ftp.quit()
