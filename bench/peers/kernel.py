"""Runs programs in Jupyter kernels: reads JSON lines {"program", "fresh"}, writes {"milliseconds", "text"} for each.

fresh: in a kernel that is started for the program; otherwise in one that is running. The time is that until the kernel is
idle again, with everything that the program printed.
"""

import json
import sys
import time

from jupyter_client import BlockingKernelClient, KernelManager

TIMEOUT = 120


def start() -> "tuple[KernelManager, BlockingKernelClient]":
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=TIMEOUT)
    return manager, client


def run(client: BlockingKernelClient, program: str) -> str:
    parts = []
    reply = client.execute_interactive(
        program,
        timeout=TIMEOUT,
        output_hook=lambda message: parts.append(message["content"].get("text", "")),
    )
    if reply["content"]["status"] != "ok":
        raise RuntimeError(reply["content"])
    return "".join(parts)


def main() -> None:
    manager, client = start()
    for line in sys.stdin:
        request = json.loads(line)
        began = time.monotonic()
        if request["fresh"]:
            fresh_manager, fresh_client = start()
            text = run(fresh_client, request["program"])
            took = time.monotonic() - began
            fresh_client.stop_channels()
            fresh_manager.shutdown_kernel(now=True)
        else:
            text = run(client, request["program"])
            took = time.monotonic() - began
        print(json.dumps({"milliseconds": took * 1000, "text": text}), flush=True)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


main()
