"""Selects third-party example programs and writes each to a file.

programs.py ARCHIVES FOLDER COUNT SEED [NAME], with the Python of the programs: ARCHIVES is a folder of source
distributions; with NAME it picks all programs that have it in their names. Prints a JSON line for each program: {source,
name, file}. The same for the same seed and packages.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import importlib.util
import json
import pkgutil
import random
import re
import sys
import tarfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Program(NamedTuple):
    name: str
    text: str


class Archive(NamedTuple):
    source: str
    distribution: str
    examples: str


ARCHIVES = [
    Archive('scikit-learn', 'scikit_learn', r'examples/.+\.py'),
    Archive('matplotlib', 'matplotlib', r'galleries/(?:examples|plot_types|tutorials|users_explain)/.+\.py'),
    Archive('statsmodels', 'statsmodels', r'examples/python/.+\.py'),
    Archive('seaborn', 'seaborn', r'examples/.+\.py'),
]
# Of all programs; a source that has fewer gives what it has.
SHARES = {
    'scikit-learn': 0.32,
    'matplotlib': 0.26,
    'statsmodels': 0.13,
    'seaborn': 0.03,
    'pandas docstrings': 0.15,
    'scipy docstrings': 0.11,
}
# What reaches for the network, by the last name of the call and by module.
FETCHING = re.compile(
    'fetch_.+|load_dataset|get_rdataset|webuse|urlopen|urlretrieve|read_html|DataReader|face|ascent|electrocardiogram'
)
NETWORK = {'urllib', 'http', 'socket', 'requests', 'webbrowser', 'pooch', 'pandas_datareader'}
ADDRESS = re.compile(r'(?:https?|ftp|s3)://')


def main() -> None:
    archives, folder, count, seed, *names = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:]
    # Modules that warn when they are imported, and print.
    warnings.simplefilter('ignore')
    share = 0.0
    for source, programs in sources(archives).items():
        # Rounded so that all together are as many as were asked for.
        number = round(count * (share + SHARES[source])) - round(count * share)
        share += SHARES[source]
        # The same docstring can be found under several names.
        single = {program.text: program for program in sorted(programs, reverse=True)}
        suitable = sorted(program for program in single.values() if is_suitable(program.text))
        chosen = random.Random(f'{seed} {source}').sample(suitable, min(len(suitable), number))
        if names:
            chosen = [program for program in suitable if names[0] in program.name]
        for program in chosen:
            file = folder / f'{source} {program.name}'.replace('/', ' ').replace(' ', '-')
            file.write_text(program.text, encoding='utf-8')
            print(json.dumps({'source': source, 'name': program.name, 'file': str(file)}), flush=True)


def sources(archives: Path) -> dict[str, set[Program]]:
    found = {archive.source: set(examples(archives, archive)) for archive in ARCHIVES}
    found['pandas docstrings'] = set(docstrings('pandas', 'import numpy as np\nimport pandas as pd\n'))
    found['scipy docstrings'] = set(docstrings('scipy', 'import numpy as np\n'))
    return found


def examples(archives: Path, archive: Archive) -> Iterator[Program]:
    (path,) = archives.glob(f'{archive.distribution}-*.tar.gz')
    with tarfile.open(path) as content:
        for member in content:
            name = member.name.partition('/')[2]
            # Files with this suffix are not meant to be run.
            if member.isfile() and re.fullmatch(archive.examples, name) and not name.endswith('_sgskip.py'):
                yield Program(name, content.extractfile(member).read().decode('utf-8'))


def docstrings(package: str, start: str) -> Iterator[Program]:
    finder = doctest.DocTestFinder(exclude_empty=True)
    for module in modules(package):
        for test in finder.find(module, module.__name__):
            skipped = any(example.options.get(doctest.SKIP) for example in test.examples)
            # `__test__` repeats the docstrings of compiled modules.
            if test.examples and not skipped and '.__test__.' not in test.name:
                yield Program(f'{test.name}.py', start + ''.join(map(statement, test.examples)))


def modules(package: str) -> Iterator[object]:
    top = importlib.import_module(package)
    yield top
    for found in pkgutil.walk_packages(top.__path__, f'{package}.', onerror=lambda _: None):
        if re.search(r'\.(_?tests?|conftest|setup)\b', found.name):
            continue
        try:
            yield importlib.import_module(found.name)
        except Exception:  # it is for another system, or for a package that is not there
            continue


def statement(example: doctest.Example) -> str:
    """The example's source; where its docstring shows an error, one that expects it."""
    if example.exc_msg is None:
        return example.source
    body = ''.join(f'    {line}' for line in example.source.splitlines(keepends=True))
    return f'try:\n{body}except Exception:\n    pass\nelse:\n    raise AssertionError("The docstring shows an error here.")\n'


def is_suitable(text: str) -> bool:
    """Whether it is a program, reaches for no network, and imports nothing that is not there."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            tops = {alias.name.partition('.')[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            tops = {(node.module or '').partition('.')[0]}
            if any(FETCHING.fullmatch(alias.name) for alias in node.names):
                return False
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, 'id', '')
            if FETCHING.fullmatch(called):
                return False
            continue
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # Prose has addresses, too, and blanks around them.
            if ADDRESS.match(node.value) and not re.search(r'\s', node.value):
                return False
            continue
        else:
            continue
        if tops & NETWORK or not all(is_there(top) for top in tops):
            return False
    return True


def is_there(top: str) -> bool:
    # Tk's part of the standard library needs its own, which an image has not.
    name = '_tkinter' if top == 'tkinter' else top
    return name in sys.builtin_module_names or (name != '' and importlib.util.find_spec(name) is not None)


if __name__ == '__main__':
    main()
