"""The end of a program: what it has open is written out and closed, as Python does it when it ends, and somewhat better.

The process leaves by `os._exit`, since its libraries are shared with the forkserver; what Python's own end would do
for the program's objects is done here.
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

from .pictures import pictures
from .session import note

#: For destructors and for files that do not close. A program that is ended by a limit does not come here.
SECONDS = 20.0
MOST_ROUNDS = 5
#: Written out and left open: closing them would be an error of the threads that still use them.
UNPACKED = (io.BufferedWriter, io.BufferedRandom, io.BufferedReader, io.BufferedRWPair, io.BytesIO)

Close = Callable[[Any], Any]


def close_all(module: types.ModuleType, leave: Callable[[], Any]) -> None:
    """Closes what the program has open. `leave` is called in place of a return when that takes too long."""
    done = threading.Event()

    def watch() -> None:
        if not done.wait(SECONDS):
            note(f'The end of the program took more than {SECONDS:g} seconds: a file may not be complete.')
            leave()

    try:
        threading.Thread(target=watch, daemon=True).start()
    except RuntimeError:  # no thread is left: then without
        pass
    # a collection in between would change the order in which objects in a circle are finished: a file could be closed
    # before the destructor that still writes to it
    gc.disable()
    # what threads still do with the names that are taken away is nobody's concern
    threading.excepthook = lambda arguments: None
    # before what is alone in a circle is collected: Python does so in any order, and may close a file before its buffer
    for step in (_close_writers, lambda: _clear(module), _close_left, _collect, _close_left):
        try:
            step()
        except BaseException as failure:  # a program's objects may do anything
            note(f'A file may not be complete: {_described(failure)}')
    done.set()


def _described(failure: BaseException) -> str:
    return f'{type(failure).__name__}: {failure}'


def _close_writers() -> None:
    """Files whose end is written by close() alone, which Python does not call for them."""
    kinds: Dict[type, Close] = {tarfile.TarFile: lambda file: file.mode == 'r' or file.close()}
    if 'pandas' in sys.modules:
        kinds[sys.modules['pandas'].ExcelWriter] = lambda file: file._handles.handle.closed or file.close()
    if 'matplotlib.backends.backend_pdf' in sys.modules:
        kinds[sys.modules['matplotlib.backends.backend_pdf'].PdfPages] = lambda file: file.close()
    for one in _of(tuple(kinds), gc.get_objects()):
        _try(next(close for kind, close in kinds.items() if isinstance(one, kind)), one)


def _clear(module: types.ModuleType) -> None:
    """Lets go of the program's names, and of those of modules in its folder."""
    here = pictures.folder + os.sep
    own = [one for one in list(sys.modules.values()) if str(getattr(one, '__file__', None) or '').startswith(here)]
    for one in (*own, module):
        _clear_names(one.__dict__)
    for name in ('last_exc', 'last_value', 'last_traceback'):
        sys.__dict__.pop(name, None)


def _collect() -> None:
    for _ in range(MOST_ROUNDS):
        if not gc.collect():
            break


def _clear_names(names: Dict[str, Any]) -> None:
    """In Python's order: the names with an underscore first."""
    for private in (True, False):
        for name in list(names):
            if name != '__builtins__' and (name.startswith('_') and not name.startswith('__')) == private:
                names[name] = None


def _close_left() -> None:
    """What is held elsewhere: by names of libraries, by threads that still run, by circles of objects."""
    # what was there before the program is frozen, and not among these
    objects = gc.get_objects()
    files = [one for one in _of((io.IOBase,), objects) if not _is_closed(one)]
    # gzip and the like: their ends are written by close()
    packed = [one for one in files if isinstance(one, io.BufferedIOBase) and not isinstance(one, UNPACKED)]
    for one in files:
        if isinstance(one, io.TextIOBase):
            _try(_flush, one)
    for one in files:
        if isinstance(one, io.BufferedWriter) and any(one.raw is other for other in packed):
            _try(_flush, one)
    for one in packed:
        _try(lambda file: file.writable() and file.close(), one)
    kinds: List[type] = [zipfile.ZipFile, shelve.Shelf]
    for module, name in (('pyarrow.parquet', 'ParquetWriter'), ('duckdb', 'DuckDBPyConnection')):
        if hasattr(sys.modules.get(module), name):
            kinds.append(getattr(sys.modules[module], name))
    for one in _of(tuple(kinds), objects):
        _try(lambda file: file.close(), one)
    for one in files:
        if isinstance(one, io.BufferedIOBase):
            _try(_flush, one)


def _of(kinds: Tuple[type, ...], objects: Iterable[Any]) -> List[Any]:
    # by its type: a program's object may lie about its class
    return [one for one in objects if issubclass(type(one), kinds)]


def _is_closed(file: Any) -> bool:
    try:
        return bool(file.closed)
    except ValueError:  # its buffer has been taken away
        return True


def _flush(file: Any) -> None:
    if not _is_closed(file) and file.writable():
        file.flush()


def _try(close: Close, file: Any) -> None:
    try:
        close(file)
    except BrokenPipeError:  # who would have read it is gone
        pass
    except BaseException as failure:  # one by one
        names = (getattr(file, name, None) for name in ('name', 'filename', 'path'))
        name = next((name for name in names if isinstance(name, (str, os.PathLike))), type(file).__name__)
        note(f'The file {name} may not be complete: {_described(failure)}')
