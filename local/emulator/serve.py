"""Serves MiniStack on a Unix socket: serve.py PATH KEEP_ALIVE_SECONDS.

The `ministack` command listens on a port and accepts every Host header.
"""

import asyncio
import resource
import sys

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app


def main() -> None:
    path, keep_alive = sys.argv[1:]
    # A burst of jobs needs more connections than the usual soft limit of 1,024.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    config = Config()
    config.bind = [f'unix:{path}']
    config.keep_alive_timeout = int(keep_alive)
    asyncio.run(serve(app, config))


if __name__ == '__main__':
    main()
