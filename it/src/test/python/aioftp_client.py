"""The library aioftp as a command. Its words are those of ftplib_client.py."""
import asyncio
import os
import pathlib
import sys

import aioftp

host, port, user, password, folder, way, verb = sys.argv[1:8]
names = sys.argv[8:]
pairs = list(zip(names[::2], names[1::2]))


def cannot(why):
    print('cannot:', why)
    sys.exit(3)


async def put(client, local, remote, offset=0):
    with open(local, 'rb') as file:
        file.seek(offset)
        async with client.upload_stream(remote, offset=offset) as stream:
            while block := file.read(1 << 16):
                await stream.write(block)


async def get(client, remote, local):
    offset = os.path.getsize(local) if verb == 'get-on' else 0
    with open(local, 'ab' if offset else 'wb') as file:
        async with client.download_stream(remote, offset=offset) as stream:
            async for block in stream.iter_by_block():
                file.write(block)


async def main():
    async with aioftp.Client.context(host, int(port), user, password, socket_timeout=60) as client:
        await client.change_directory(folder)
        if verb == 'put':
            for local, remote in pairs:
                await put(client, local, remote)
        elif verb in ('get', 'get-on'):
            for remote, local in pairs:
                await get(client, remote, local)
        elif verb == 'put-on':
            for local, remote in pairs:
                facts = await client.stat(remote)
                await put(client, local, remote, int(facts['size']))
        elif verb == 'list':
            for path, _ in await client.list():
                print(path)
        elif verb == 'put-tree':
            await client.upload(pathlib.Path(names[0]))
        elif verb == 'get-tree':
            await client.download(names[0])


if way == 'active':
    cannot('knows no active mode')
if verb in ('put-text', 'get-text'):
    cannot('knows no TYPE A')
if verb == 'get-pattern':
    cannot('knows no patterns')
asyncio.run(main())
