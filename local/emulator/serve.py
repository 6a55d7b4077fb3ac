"""Serves MiniStack on a Unix socket: serve.py PATH KEEP_ALIVE_SECONDS FUNCTION_IDLE_SECONDS.

The `ministack` command listens on a port, accepts every Host header, and keeps a process of each function forever.
"""

import asyncio
import resource
import sys
import threading
import time

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app
from ministack.core import lambda_runtime

CHECK_SECONDS = 5


def end_idle_functions(idle_seconds: float) -> None:
    """Ends the processes of functions that have been idle; the next invocation starts one."""
    idle_since = time.time() - idle_seconds
    with lambda_runtime._lock:
        ended = []
        for key, workers in list(lambda_runtime._workers.items()):
            idle = [worker for worker in workers if not worker.in_use and worker.last_used < idle_since]
            ended += idle
            lambda_runtime._workers[key] = [worker for worker in workers if worker not in idle]
            if not lambda_runtime._workers[key]:
                del lambda_runtime._workers[key]
    lambda_runtime.kill_workers(ended)


def watch(idle_seconds: float) -> None:
    while True:
        time.sleep(min(CHECK_SECONDS, idle_seconds))
        end_idle_functions(idle_seconds)


def main() -> None:
    path, keep_alive, function_idle = sys.argv[1:]
    threading.Thread(target=watch, args=(float(function_idle),), daemon=True).start()
    # A burst of jobs needs more connections than the usual soft limit of 1,024.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    config = Config()
    config.bind = [f"unix:{path}"]
    config.keep_alive_timeout = int(keep_alive)
    asyncio.run(serve(app, config))


if __name__ == "__main__":
    main()
