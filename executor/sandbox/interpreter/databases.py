"""DuckDB takes its limit of memory from the machine: here it gets one of the program's."""

import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import Any, Dict, Optional

#: Of the program's memory, as much as DuckDB takes of a machine's; beyond it, it writes to files or says that memory
#: ran out.
SHARE = 0.8


class _Finder(importlib.abc.MetaPathFinder):
    """Finds DuckDB as Python does, and limits it as soon as it is there."""

    def __init__(self, settings: Dict[str, Any]) -> None:
        self._settings = settings

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Optional[importlib.machinery.ModuleSpec]:
        if fullname != 'duckdb':
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                _limit(module, self._settings)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _limit(duckdb: Any, settings: Dict[str, Any]) -> None:
    connect = duckdb.connect

    def limited(database: Any = ':memory:', read_only: bool = False, config: Optional[Dict[str, Any]] = None) -> Any:
        if database == ':default:':
            return connect(database, read_only, config or {})
        return connect(database, read_only, {**settings, **(config or {})})

    limited.__doc__ = connect.__doc__
    duckdb.connect = limited
    shared = duckdb.default_connection()
    for name, value in settings.items():
        shared.execute(f"SET {name} = '{value}'")


def limit(memory_bytes: int, processors: int) -> None:
    """For this fork: DuckDB, once it is imported, keeps to the memory and the processors of the program."""
    megabytes = int(memory_bytes * SHARE) >> 20
    sys.meta_path.insert(0, _Finder({'memory_limit': f'{megabytes}MiB', 'threads': processors}))
