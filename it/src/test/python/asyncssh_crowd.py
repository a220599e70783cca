"""Python's asyncssh, as many clients at once: each has half of its upload there before any sends the rest, beside readers
that ask for much and take nothing.

Arguments: port, account, password, uploads, readers. There is a folder /in and a file /big, which readers are sent.
Prints for each upload its number and the SHA-256 of what it sent, and for each reader what it read.
"""
import asyncio
import hashlib
import random
import sys
import warnings

warnings.simplefilter('ignore')
import asyncssh  # noqa: E402

PORT, USER, PASSWORD, UPLOADS, READERS = int(sys.argv[1]), *sys.argv[2:4], int(sys.argv[4]), int(sys.argv[5])
AT_ONCE = 8


async def connected():
    connection = await asyncssh.connect('127.0.0.1', PORT, username=USER, password=PASSWORD, known_hosts=None,
                                        client_keys=None, config=None, agent_path=None, login_timeout=600,
                                        encryption_algs='aes128-gcm@openssh.com', kex_algs='curve25519-sha256')
    return connection, await connection.start_sftp_client()


def content(number):
    return random.Random(number).randbytes(20_000 + 7 * number)


async def half(number):
    connection, sftp = await connected()
    data = content(number)
    file = await sftp.open('/in/%d' % number, 'wb')
    await file.write(data[:len(data) // 2])
    return number, connection, file


async def rest(number, connection, file):
    data = content(number)
    await file.write(data[len(data) // 2:])
    await file.close()
    connection.close()
    await connection.wait_closed()
    print(number, hashlib.sha256(data).hexdigest())


async def reader(number):
    """Asks for all of it, and takes none of the answer yet."""
    connection, sftp = await connected()
    file = await sftp.open('/big', 'rb', block_size=32768)
    asked = asyncio.ensure_future(file.read())
    await asyncio.sleep(0)
    connection._transport.pause_reading()
    return connection, file, asked


async def read_all(connection, file, asked):
    connection._transport.resume_reading()
    print('read', hashlib.sha256(await asked).hexdigest())
    await file.close()
    connection.close()
    await connection.wait_closed()


async def all_of(tasks):
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(task):
        async with slots:
            return await task
    return await asyncio.gather(*map(one, tasks))


async def main():
    readers = await all_of([reader(number) for number in range(READERS)])
    halves = await all_of([half(number) for number in range(UPLOADS)])
    await all_of([rest(*it) for it in halves])
    await all_of([read_all(*it) for it in readers])


asyncio.run(main())
