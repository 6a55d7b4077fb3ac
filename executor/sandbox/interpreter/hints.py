"""What to do about an exception: a table of what was raised and the sentence that is said after it."""

import re
import traceback
from dataclasses import dataclass
from typing import Callable, Iterator, List, Optional, Sequence, Tuple, Union

from . import columns, packages
from .session import session

NO_NETWORK = (
    'There is no network here: nothing can be downloaded, and no service can be reached. The tables come by query(); '
    'data sets that packages bring along, such as sklearn.datasets.load_iris(), are there.'
)
NO_CREDENTIALS = 'There is no network here and there are no credentials. The tables come by query().'
NO_PROGRAMS = (
    'No other program can be started here, also no shell and no second Python. Do it in Python; threads, and process '
    'pools of multiprocessing, concurrent.futures and joblib, work.'
)
NO_NOTEBOOK = (
    'This is a plain Python program, no notebook: it has no magics, no display() and no top-level await. Print with '
    'print(), give the answer by answer(), save charts by savefig(), and run coroutines by asyncio.run(main()).'
)
NO_FENCE = 'The program is taken as it is: leave out the fences (```) and whatever is no Python.'
NO_CONNECTION = (
    'There is no connection to open, and no table of the warehouse in other databases: query(sql) runs a SELECT in '
    'the warehouse and returns a DataFrame.'
)
NO_TABLE_IN_DUCKDB = (
    'DuckDB knows the DataFrames of the program by the names of their variables, and no table of the warehouse: '
    'fetch it first, as in users = query("SELECT … FROM users").'
)
NO_FILES = (
    'There are no files but those that the program writes: the tables come by query(), as in '
    'df = query("SELECT … FROM sales").'
)
FOLDER = (
    'Files go into the working folder, under a plain name such as "result.csv"; they are handed over from there. No '
    'other folder can be written or read. The tables come by query().'
)
NO_FOLDER = 'The folder is not there: make it first by os.makedirs(folder, exist_ok=True), below the working folder.'
NO_KEYBOARD = 'Nobody is there to type: put the value into the program, and print what a debugger would show.'
NO_WINDOWS = 'There is no screen: save charts by savefig(), and leave out matplotlib.use() and tkinter.'
NO_LATEX = "LaTeX is not here: leave text.usetex off; matplotlib's own mathtext draws formulas between dollar signs."
NO_VIDEO = 'ffmpeg is not here: save the animation as .gif with writer="pillow", or as to_jshtml() in an .html file.'
NO_LOCALE = (
    'There is no locale but C.UTF-8. Write numbers by format strings, as in '
    "f'{x:,.2f}'.replace(',', ' ').replace('.', ','), and names of months and days by a dict."
)
NO_SOCKETS = (
    'There are no sockets here. Threads share what they have; processes share by Value, Array, SharedMemory, Queue '
    'and Pipe of multiprocessing.'
)
NO_OWNERS = 'Owners, links of devices and attributes of files cannot be changed here; leave it out.'
KEEPS_TYPE = (
    'A column of pandas 3 keeps its type when values are put into it. Change the type first, as in '
    "df['a'] = df['a'].astype('object').fillna('unknown')."
)


@dataclass(frozen=True)
class Raised:
    """An exception, as far as the table asks."""

    failure: BaseException
    #: Full names of its class and of those that it derives from.
    names: Sequence[str]
    message: str
    #: Line of the program that raised it, or that is no Python.
    line: str
    #: All of the program.
    source: str
    #: Below that line: the files of libraries, outermost first.
    files: Sequence[str]


Sentence = Union[str, Callable[[Raised], Optional[str]]]


@dataclass(frozen=True)
class Case:
    """All that is given has to fit: expressions, searched in the names, the message, the line or a file."""

    sentence: Sentence
    name: str = ''
    message: str = ''
    line: str = ''
    source: str = ''
    file: str = ''

    def hint(self, raised: Raised) -> Optional[str]:
        fits = (
            any(re.search(self.name, one) for one in raised.names)
            and re.search(self.message, raised.message) is not None
            and re.search(self.line, raised.line) is not None
            and re.search(self.source, raised.source) is not None
            and (not self.file or any(re.search(self.file, one) for one in raised.files))
        )
        if not fits:
            return None
        return self.sentence if isinstance(self.sentence, str) else self.sentence(raised)


def _missing_module(raised: Raised) -> Optional[str]:
    return packages.advice(str(getattr(raised.failure, 'name', None) or ''))


def _installed(raised: Raised) -> str:
    """For a package that was to be installed: by the import that failed before, or by the arguments."""
    before = raised.failure.__context__
    if isinstance(before, ModuleNotFoundError) and before.name:
        return packages.advice(before.name)
    _, _, arguments = raised.line.partition('install')
    named = re.findall(r"(?<![\w./-])[A-Za-z][\w.-]*", arguments)
    return packages.advice(named[0] if named else '')


def _optional_module(raised: Raised) -> Optional[str]:
    found = re.search(r"(?i)(?:import|install|requires?|dependency|module named)[ :`']+([a-z_][\w.-]*)", raised.message)
    return packages.advice(found.group(1)) if found else packages.advice('')


def _columns(raised: Raised) -> Optional[str]:
    return columns.advice(raised.failure, raised.message)


def _nulls(raised: Raised) -> Optional[str]:
    return columns.advice_on_nulls(raised.failure, raised.message)


INSTALLING = r'\b(pip3?|conda|mamba|uv|apt(-get)?|easy_install|poetry)\b'
CONNECTIONS = 'conn|connection|cnx|con|cur|cursor|engine|db|database|spark|spark_session|sc|sqlContext|redshift|client'

#: The first that fits counts. What is special stands before what is general.
CASES: Sequence[Case] = (
    # no notebook
    Case(NO_FENCE, name='SyntaxError', source=r'(?m)^\s*(```|~~~)'),
    Case(_installed, name='SyntaxError', line=rf'^\s*[!%]*\s*{INSTALLING}\s+install'),
    Case(NO_NOTEBOOK, name='SyntaxError', line=r'^\s*[!%?]|\?\s*$|^\s*\w+\s*=\s*[!%]'),
    Case(NO_NOTEBOOK, name='SyntaxError', message=r"'(await|async for|async with|yield)' outside|asynchronous"),
    Case(
        NO_NOTEBOOK,
        name='NameError',
        message=r"name '(display|get_ipython|HTML|Markdown|In|Out|clear_output|ipython)' is",
    ),
    # modules and packages
    Case(NO_WINDOWS, name='ImportError', message=r'(?i)interactive framework|tkinter|PyQt|PySide|wx|gi\b|libGL|headless'),
    Case(_missing_module, name='ModuleNotFoundError'),
    Case(_optional_module, name='ImportError', message=r'(?i)\binstall\b|missing optional|requires? |dependency'),
    Case(_installed, name='OSError|FileNotFoundError', file=r'(subprocess|commands)\.py$', line=INSTALLING),
    # programs of the machine
    Case(NO_LATEX, message=r'(?i)\b(pdf|xe|lua)?latex\b|dvipng|\bkpsewhich\b'),
    Case(NO_VIDEO, message=r'(?i)ffmpeg|imagemagick|unknown file extension: \.(mp4|mov|avi|mkv|m4v|webm)'),
    Case(
        'Write a chart of plotly as a page: fig.write_html("chart.html"). For a png draw it by matplotlib.',
        message=r'(?i)kaleido|orca executable|\bchrome\b',
    ),
    Case(NO_PROGRAMS, name='OSError', file=r'(subprocess|commands|popen_\w+|pty)\.py$'),
    Case(NO_PROGRAMS, name='OSError', line=r'\b(subprocess|Popen|os\.(system|popen|exec\w+|spawn\w+|posix_spawn\w*))\b'),
    # network
    Case(NO_SOCKETS, name='OSError', file=r'multiprocessing/(managers|connection)\.py$'),
    Case(NO_NETWORK, name=r'urllib\.error\.|socket\.|http\.client\.|requests\.|ssl\.|ConnectionError|TimeoutError'),
    Case(NO_NETWORK, name='OSError', file=r'(^|/)(socket|ssl|socketserver|http/\w+|urllib/\w+|asyncio/\w+|smtplib|ftplib)\.py$'),
    Case(NO_NETWORK, name='OSError', line=r'\bsocket\.|socketpair\('),
    Case(NO_NETWORK, name='duckdb', message=r'(?i)https?:|httpfs|extension|motherduck|\bs3:'),
    Case(NO_NETWORK, name='OSError|ValueError|Arrow', message=r'(?i)https?://|s3://|gs://|abfss?://|hdfs://|curl|resolve host'),
    Case(NO_CREDENTIALS, message=r'(?i)\bcredentials?\b|access key'),
    # connections and tables
    Case(NO_CONNECTION, name='NameError', message=rf"name '({CONNECTIONS})' is"),
    Case(NO_CONNECTION, name=r'sqlite3\.', message=r'no such table|unable to open|no such column'),
    Case(NO_TABLE_IN_DUCKDB, name='duckdb', message=r'(?i)table with name|schema with name'),
    Case(NO_CONNECTION, name='KeyError', line=r'environ', message=r'(?i)redshift|database|db_|_db|url|host|password|user|key|secret|token'),
    # files
    Case(FOLDER, name='OSError|Arrow|duckdb.*IOException', message=r"(^|['\" ])(/\w|[A-Za-z]:[\\/]|~/)"),
    Case(NO_FOLDER, name='OSError', message='non-existent directory'),
    Case(NO_OWNERS, name='PermissionError', line=r'\b(chown|link|xattr|mknod|mkfifo)\b'),
    Case(NO_FOLDER, name='FileNotFoundError', message=r"['\"][^'\"]+/[^'\"]+['\"]", line=r'savefig|\bto_|write|dump|save|mkdir|[\'"][wax]b?\+?[\'"]'),
    Case(NO_FILES, name='FileNotFoundError|duckdb.*IOException', message=r'(?i)no such file|no files found|not found'),
    Case(FOLDER, name='PermissionError', file=r'(^|/)(shutil|pathlib|os|tempfile|glob|io/common)\.py$'),
    Case(FOLDER, name='PermissionError|Arrow.*', message=r'(?i)permission denied'),
    # people
    Case(NO_KEYBOARD, name=r'EOFError|bdb\.BdbQuit', message=r'EOF when reading|^$'),
    Case(NO_WINDOWS, name=r'tkinter\.|_tkinter\.|TclError'),
    # locales
    Case(NO_LOCALE, name=r'locale\.Error'),
    Case(NO_LOCALE, name='ValueError', file=r'(^|/)locale\.py$'),
    # data
    Case(KEEPS_TYPE, name='TypeError', message=r"^Invalid value '.*' for dtype '"),
    Case(
        _nulls,
        name='TypeError|ValueError',
        message=r"(?i)value of NA is ambiguous|NAType|(convert|containing|contains) .*\b(nan|NA)\b|(Boolean|U?Int\d+)Dtype",
    ),
    Case(lambda raised: columns.gone(raised.failure), name='AttributeError'),
    Case(_columns, name='KeyError|AttributeError|ValueError|NameError|TypeError|IndexError|PatsyError|Formulaic|Factor'),
)


def hint_for(failure: BaseException, program: str) -> Optional[str]:
    """The sentence for this exception, or for one that it was raised from. `program`: name of the program's file."""
    for one in _chain(failure):
        raised = _raised(one, program)
        for case in CASES:
            hint = case.hint(raised)
            if hint:
                return hint
    return None


def _chain(failure: BaseException) -> Iterator[BaseException]:
    current: Optional[BaseException] = failure
    for _ in range(6):
        if current is None:
            return
        yield current
        if isinstance(current, BaseExceptionGroup):
            yield from current.exceptions[:3]
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _raised(failure: BaseException, program: str) -> Raised:
    line, files = _place(failure, program)
    return Raised(
        failure,
        [f'{one.__module__}.{one.__qualname__}' for one in type(failure).__mro__],
        str(failure),
        line,
        session.source,
        files,
    )


def _place(failure: BaseException, program: str) -> Tuple[str, List[str]]:
    if isinstance(failure, SyntaxError):
        return failure.text or '', []
    line, files = '', []
    for frame in traceback.extract_tb(failure.__traceback__):
        if frame.filename == program:
            line, files = frame.line or '', []
        else:
            files.append(frame.filename)
    return line, files

