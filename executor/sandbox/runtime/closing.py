"""Closes what a program leaves open, as Python does at exit, plus archives and workbooks.

The process leaves by `os._exit`, because it shares the libraries with the forkserver. So Python's own finalization of
the program's objects is reproduced here.
"""

import gc
import io
import os
import shelve
import sys
import tarfile
import threading
import types
import zipfile
from typing import Any, Callable, Dict, Iterable, List, Tuple

from interpreter.session import add_runtime_warning

from .charts.pictures import pictures

#: For destructors and for files that block while closing.
TIMEOUT_S = 20.0
MAX_COLLECTIONS = 5
#: Only flushed, not closed: running threads may still use them.
PLAIN_BUFFERS = (io.BufferedWriter, io.BufferedRandom, io.BufferedReader, io.BufferedRWPair, io.BytesIO)

Close = Callable[[Any], Any]


def close_all(module: types.ModuleType, leave: Callable[[], Any]) -> None:
    """Closes what the program has open. Calls `leave` instead of returning if that takes too long."""
    done = threading.Event()

    def watch() -> None:
        if not done.wait(TIMEOUT_S):
            add_runtime_warning(f'Closing files took more than {TIMEOUT_S:g} seconds: a file may be incomplete.')
            leave()

    try:
        threading.Thread(target=watch, daemon=True).start()
    except RuntimeError:  # the thread limit is reached: without the timeout
        pass
    # a collection in between could close a file before the destructor that still writes to it
    gc.disable()
    # threads that still run fail once the module's names are cleared
    threading.excepthook = lambda arguments: None
    # writers first: collecting a reference cycle may close a file before its buffer is flushed
    for step in (_close_writers, lambda: _clear_modules(module), _close_remaining, _collect, _close_remaining):
        try:
            step()
        except BaseException as error:  # objects of the program may raise anything
            add_runtime_warning(f'A file may be incomplete: {_describe(error)}')
    done.set()


def _describe(error: BaseException) -> str:
    return f'{type(error).__name__}: {error}'


def _close_writers() -> None:
    """Closes files whose end only close() writes, and which Python does not close at exit."""
    kinds: Dict[type, Close] = {tarfile.TarFile: lambda file: file.mode == 'r' or file.close()}
    if 'pandas' in sys.modules:
        kinds[sys.modules['pandas'].ExcelWriter] = lambda file: file._handles.handle.closed or file.close()
    if 'matplotlib.backends.backend_pdf' in sys.modules:
        kinds[sys.modules['matplotlib.backends.backend_pdf'].PdfPages] = lambda file: file.close()
    for file in _instances(tuple(kinds), gc.get_objects()):
        _try(next(close for kind, close in kinds.items() if isinstance(file, kind)), file)


def _clear_modules(module: types.ModuleType) -> None:
    """Clears the names of the program and of modules in its folder."""
    prefix = pictures.folder + os.sep
    for one in list(sys.modules.values()):
        if str(getattr(one, '__file__', None) or '').startswith(prefix):
            _clear_names(one.__dict__)
    _clear_names(module.__dict__)
    for name in ('last_exc', 'last_value', 'last_traceback'):
        sys.__dict__.pop(name, None)


def _collect() -> None:
    for _ in range(MAX_COLLECTIONS):
        if not gc.collect():
            break


def _clear_names(names: Dict[str, Any]) -> None:
    # in Python's order: names with one underscore first
    for private in (True, False):
        for name in list(names):
            if name != '__builtins__' and (name.startswith('_') and not name.startswith('__')) == private:
                names[name] = None


def _close_remaining() -> None:
    """Closes files referenced by libraries, running threads or reference cycles."""
    # objects from before the fork are frozen, so they are not among these
    objects = gc.get_objects()
    files = [file for file in _instances((io.IOBase,), objects) if not _is_closed(file)]
    # such as gzip, whose end only close() writes
    compressed = [file for file in files if isinstance(file, io.BufferedIOBase) and not isinstance(file, PLAIN_BUFFERS)]
    for file in files:
        if isinstance(file, io.TextIOBase):
            _try(_flush, file)
    for file in files:
        if isinstance(file, io.BufferedWriter) and any(file.raw is other for other in compressed):
            _try(_flush, file)
    for file in compressed:
        _try(lambda file: file.writable() and file.close(), file)
    kinds: List[type] = [zipfile.ZipFile, shelve.Shelf]
    for module, name in (('pyarrow.parquet', 'ParquetWriter'), ('duckdb', 'DuckDBPyConnection')):
        if hasattr(sys.modules.get(module), name):
            kinds.append(getattr(sys.modules[module], name))
    for file in _instances(tuple(kinds), objects):
        _try(lambda file: file.close(), file)
    for file in files:
        if isinstance(file, io.BufferedIOBase):
            _try(_flush, file)


def _instances(kinds: Tuple[type, ...], objects: Iterable[Any]) -> List[Any]:
    # by type, not isinstance(): an object of the program may fake its __class__
    return [one for one in objects if issubclass(type(one), kinds)]


def _is_closed(file: Any) -> bool:
    try:
        return bool(file.closed)
    except ValueError:  # its buffer is detached
        return True


def _flush(file: Any) -> None:
    if not _is_closed(file) and file.writable():
        file.flush()


def _try(close: Close, file: Any) -> None:
    try:
        close(file)
    except BrokenPipeError:  # the reader has ended
        pass
    except BaseException as error:
        names = (getattr(file, name, None) for name in ('name', 'filename', 'path'))
        name = next((name for name in names if isinstance(name, (str, os.PathLike))), type(file).__name__)
        add_runtime_warning(f'The file {name} may be incomplete: {_describe(error)}')
