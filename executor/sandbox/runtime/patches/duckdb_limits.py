"""Limits DuckDB to the program's memory and processors. Its defaults come from the whole machine."""

import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import Any, Dict, Optional

#: DuckDB's default share of memory. Beyond it, DuckDB spills to disk or raises OutOfMemoryException.
MEMORY_SHARE = 0.8


class _Finder(importlib.abc.MetaPathFinder):
    """Applies the settings when DuckDB is imported."""

    def __init__(self, settings: Dict[str, Any]) -> None:
        self._settings = settings

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Optional[importlib.machinery.ModuleSpec]:
        if fullname != 'duckdb':
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is not None and spec.loader is not None:
            original = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                original(module)
                _apply(module, self._settings)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _apply(duckdb: Any, settings: Dict[str, Any]) -> None:
    original = duckdb.connect

    def connect(database: Any = ':memory:', read_only: bool = False, config: Optional[Dict[str, Any]] = None) -> Any:
        if database == ':default:':
            return original(database, read_only, config or {})
        return original(database, read_only, {**settings, **(config or {})})

    connect.__doc__ = original.__doc__
    duckdb.connect = connect
    default = duckdb.default_connection()
    for name, value in settings.items():
        default.execute(f"SET {name} = '{value}'")


def set_limits(memory_bytes: int, processors: int) -> None:
    """Limits DuckDB in this process, once it is imported."""
    mebibytes = int(memory_bytes * MEMORY_SHARE) >> 20
    sys.meta_path.insert(0, _Finder({'memory_limit': f'{mebibytes}MiB', 'threads': processors}))
