"""Serves MiniStack on a socket file: serve.py PATH KEEP_ALIVE_SECONDS.

Its own command listens on a port, where it answers whatever name it is called by.
"""

import asyncio
import resource
import sys

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app


def main() -> None:
    path, keep_alive = sys.argv[1:]
    # As many connections as the system gives: a burst of jobs takes more than the 1,024 of the soft limit.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    config = Config()
    config.bind = [f'unix:{path}']
    config.keep_alive_timeout = int(keep_alive)
    asyncio.run(serve(app, config))


if __name__ == '__main__':
    main()
