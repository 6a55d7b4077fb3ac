"""Distinguishes the modules of the sandbox from those of the program and of the libraries."""

import importlib.abc
import importlib.machinery
import os
import sys
from types import ModuleType
from typing import Any, Dict, Optional, Sequence

from confinement.library_folders import Folder

#: The package that programs import.
PUBLIC = 'interpreter'
SANDBOX = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def is_sandbox_code(path: str, libraries: Sequence[Folder]) -> bool:
    """Whether the file is a module of the sandbox."""
    return any(folder.contains(path) for folder in libraries if SANDBOX in (folder.path, folder.reachable_path))


def release_names(libraries: Sequence[Folder]) -> None:
    """Makes the names of the sandbox's modules free for modules of the program.

    The loaded modules still work, but can no longer import each other. `interpreter` remains importable, unless the
    program has a module of that name.
    """
    modules = {name: module for name, module in sys.modules.items() if is_sandbox_code(_file(module), libraries)}
    modules.pop('__main__', None)
    for name in modules:
        del sys.modules[name]
    sys.path[:] = [path for path in sys.path if not is_sandbox_code(os.path.join(path, ''), libraries)]
    sys.meta_path.append(_Finder({name: modules[name] for name in modules if name.split('.')[0] == PUBLIC}))


def _file(module: ModuleType) -> str:
    return getattr(module, '__file__', None) or ''


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the loaded package `interpreter`. The last finder: the program's folder comes first."""

    def __init__(self, modules: Dict[str, ModuleType]) -> None:
        self._modules = modules

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Optional[importlib.machinery.ModuleSpec]:
        spec = self._modules[PUBLIC].__spec__ if fullname == PUBLIC else None
        if spec is not None:
            spec.loader = self
        return spec

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return self._modules[spec.name]

    def exec_module(self, module: ModuleType) -> None:
        # with the submodules, which would be loaded a second time otherwise
        sys.modules.update(self._modules)
