"""The warehouse's process: runs SELECT statements on a loaded database, two at a time.

Reads JSON lines from standard input: first the options {database, results, scratch, megabytes, threads, layers}, then
requests, {"run": id, "sql", "parameters", "format"} or {"cancel": id}. Writes a JSON line for each change of a statement,
{"id", "status": "STARTED" | "FINISHED" | "FAILED" | "ABORTED", ...}. Exits at the end of standard input.

SQL can reach nothing outside the database: no file, network, extension or setting.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import catalog  # noqa: E402
import duckdb  # noqa: E402
import results  # noqa: E402
from confine import confine  # noqa: E402
from errors import StatementError  # noqa: E402
from schemas import PUBLIC, SYSTEM  # noqa: E402
from translate import Translator  # noqa: E402

CONCURRENT = 2
# Memory limit of the process as a multiple of DuckDB's limit.
MEMORY_FACTOR = 3


def connect(options: dict) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(
        options["database"],
        read_only=True,
        config={
            "enable_external_access": "false",
            "autoload_known_extensions": "false",
            "autoinstall_known_extensions": "false",
            "allow_community_extensions": "false",
            "allow_persistent_secrets": "false",
            "python_enable_replacements": "false",
            "memory_limit": f"{options['megabytes']}MB",
            "threads": str(options["threads"]),
            "temp_directory": options["scratch"],
            "max_temp_directory_size": "10GB",
        },
    )
    # A division by zero fails, as it does on Redshift.
    connection.execute("SET GLOBAL ieee_floating_point_ops = false; SET GLOBAL TimeZone = 'UTC'")
    connection.execute("SET lock_configuration = true")
    return connection


class Worker:
    def __init__(self, options: dict):
        self._connection = connect(options)
        self._results = Path(options["results"])
        tables = catalog.describe(self._connection, PUBLIC)
        self._translator = Translator(tables, catalog.describe(self._connection, SYSTEM))
        self._pool = ThreadPoolExecutor(CONCURRENT)
        self._lock = threading.Lock()
        self._running: dict[str, duckdb.DuckDBPyConnection] = {}
        self._cancelled: set[str] = set()

    def submit(self, request: dict) -> None:
        self._pool.submit(self._run, request)

    def cancel(self, identity: str) -> None:
        with self._lock:
            self._cancelled.add(identity)
            if cursor := self._running.get(identity):
                cursor.interrupt()

    def _run(self, request: dict) -> None:
        identity = request["run"]
        started = time.perf_counter_ns()
        try:
            response = self._execute(identity, request)
        except StatementError as error:
            response = {"status": "FAILED", "error": str(error)}
        except duckdb.InterruptException:
            response = {"status": "ABORTED"}
        except duckdb.Error as error:
            response = {"status": "FAILED", "error": message(error)}
        except Exception as error:  # an error of the translator fails the statement, not the worker
            response = {
                "status": "FAILED",
                "error": f"ERROR: not available in the local warehouse ({type(error).__name__}: {error})",
            }
        with self._lock:
            self._running.pop(identity, None)
            self._cancelled.discard(identity)
        send({"id": identity, **response, "nanoseconds": time.perf_counter_ns() - started})

    def _execute(self, identity: str, request: dict) -> dict:
        cursor = self._connection.cursor()
        with self._lock:
            if identity in self._cancelled:
                return {"status": "ABORTED"}
            self._running[identity] = cursor
        send({"id": identity, "status": "STARTED"})
        translation = self._translator.translate(request["sql"], request["parameters"])
        path = self._results / f"{identity}.{request['format'].lower()}"
        write = results.explain if translation.explain else results.write
        try:
            result = write(cursor, translation.sql, request["format"], path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        finally:
            cursor.close()
        columns = [column.describe() for column in result.columns]
        return {
            "status": "FINISHED",
            "rows": result.rows,
            "size": result.size,
            "offsets": result.offsets,
            "columns": columns,
        }


def message(error: duckdb.Error) -> str:
    """DuckDB's message in Redshift's form, without position and advice about settings."""
    text = str(error).split("\n\nLINE ")[0]
    if "Division by zero" in text:
        return "ERROR: Divide by zero"
    if isinstance(error, duckdb.OutOfMemoryException):
        return "ERROR: out of memory: the statement needs more memory than the local warehouse has"
    kind, _, rest = text.partition(": ")
    return "ERROR: " + (rest if kind.endswith("Error") and rest else text).split("\n\tCandidate")[0].strip()


OUTPUT = threading.Lock()


def send(message: dict) -> None:
    with OUTPUT:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    options = json.loads(sys.stdin.readline())
    # DuckDB's limit does not count all memory of text functions.
    max_bytes = MEMORY_FACTOR * options["megabytes"] * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (max_bytes, max_bytes))
    os.makedirs(options["scratch"], mode=0o700, exist_ok=True)
    layers = confine(options["layers"], [options["database"]], [options["results"], options["scratch"]])
    worker = Worker(options)
    send({"ready": True, "layers": layers})
    for line in sys.stdin:
        request = json.loads(line)
        if "cancel" in request:
            worker.cancel(request["cancel"])
        else:
            worker.submit(request)
    # The parent has exited: do not wait for running statements.
    os._exit(0)


if __name__ == "__main__":
    main()
