"""The table of hints: which exceptions get which sentence."""

import re
from dataclasses import dataclass
from typing import Callable, Optional, Sequence, Union

from . import column_hints, package_hints

NO_NETWORK = (
    'There is no network here: nothing can be downloaded and no service can be reached. Fetch tables with query(); '
    'data sets bundled with packages, such as sklearn.datasets.load_iris(), are available.'
)
NO_CREDENTIALS = 'There are no credentials and no network here. Fetch tables with query().'
NO_EXEC = (
    'No other program can be started here, including a shell and a second Python. Do it in Python; threads and process '
    'pools of multiprocessing, concurrent.futures and joblib work.'
)
NO_NOTEBOOK = (
    'This is a plain Python program, not a notebook: there are no magics, no display() and no top-level await. Print '
    'with print(), give the answer with answer(), save charts with savefig(), and run coroutines with '
    'asyncio.run(main()).'
)
NO_FENCES = 'The program is run as it is: leave out Markdown fences (```) and everything else that is not Python.'
NO_CONNECTION = (
    'There is no connection to open, and other databases do not have the tables of the warehouse: query(sql) runs a '
    'SELECT in the warehouse and returns a DataFrame.'
)
DUCKDB_TABLES = (
    'DuckDB finds the DataFrames of the program by their variable names, not the tables of the warehouse: fetch a '
    'table first, as in users = query("SELECT … FROM users").'
)
NO_INPUT_FILES = (
    'The only files here are those that the program writes. Fetch tables with query(), as in '
    'df = query("SELECT … FROM sales").'
)
WORKING_FOLDER_ONLY = (
    'Only the working folder can be read and written: use a plain file name such as "result.csv"; the file becomes an '
    'artifact. Fetch tables with query().'
)
MISSING_FOLDER = (
    'The folder does not exist: create it with os.makedirs(folder, exist_ok=True), below the working folder.'
)
NO_KEYBOARD = 'There is no user to type: write the value into the program, and print what a debugger would show.'
NO_DISPLAY = 'There is no display: save charts with savefig(), and leave out matplotlib.use() and tkinter.'
NO_LATEX = (
    'LaTeX is not installed: leave text.usetex off. The mathtext of matplotlib renders formulas between dollar signs.'
)
NO_VIDEO = (
    'ffmpeg is not installed: save the animation as .gif with writer="pillow", or write to_jshtml() to an .html file.'
)
NO_LOCALE = (
    'The only locale is C.UTF-8. Format numbers with format strings, as in '
    "f'{x:,.2f}'.replace(',', ' ').replace('.', ','), and translate names of months and days with a dict."
)
NO_SOCKETS = (
    'There are no sockets here. Threads share memory; processes share data with Value, Array, SharedMemory, Queue and '
    'Pipe of multiprocessing.'
)
NO_METADATA = 'Owners, hard links, device files and extended attributes cannot be changed here; leave the call out.'
FIXED_TYPE = (
    'A column keeps its dtype in pandas 3 when values are assigned to it. Convert it first, as in '
    "df['a'] = df['a'].astype('object').fillna('unknown')."
)


@dataclass(frozen=True)
class ErrorContext:
    """An exception and the place where it was raised."""

    error: BaseException
    #: Full names of its class and base classes.
    names: Sequence[str]
    message: str
    #: The program's line that raised it, or that is not valid Python.
    line: str
    #: The whole program.
    source: str
    #: Library files on the stack below that line, outermost first.
    files: Sequence[str]


Hint = Union[str, Callable[[ErrorContext], Optional[str]]]


@dataclass(frozen=True)
class Entry:
    """A hint and its conditions: regular expressions, all of which must be found."""

    hint: Hint
    name: str = ''
    message: str = ''
    line: str = ''
    source: str = ''
    file: str = ''

    def hint_for(self, context: ErrorContext) -> Optional[str]:
        matches = (
            any(re.search(self.name, name) for name in context.names)
            and re.search(self.message, context.message) is not None
            and re.search(self.line, context.line) is not None
            and re.search(self.source, context.source) is not None
            and (not self.file or any(re.search(self.file, file) for file in context.files))
        )
        if not matches:
            return None
        return self.hint if isinstance(self.hint, str) else self.hint(context)


def _missing_module(context: ErrorContext) -> Optional[str]:
    return package_hints.hint_for(str(getattr(context.error, 'name', None) or ''))


def _failed_installation(context: ErrorContext) -> str:
    """For the package that failed to import before, or the one in the command."""
    earlier = context.error.__context__
    if isinstance(earlier, ModuleNotFoundError) and earlier.name:
        return package_hints.hint_for(earlier.name)
    _, _, arguments = context.line.partition('install')
    packages = re.findall(r'(?<![\w./-])[A-Za-z][\w.-]*', arguments)
    return package_hints.hint_for(packages[0] if packages else '')


def _optional_module(context: ErrorContext) -> Optional[str]:
    pattern = r"(?i)(?:import|install|requires?|dependency|module named)[ :`']+([a-z_][\w.-]*)"
    match = re.search(pattern, context.message)
    return package_hints.hint_for(match.group(1) if match else '')


def _missing_column(context: ErrorContext) -> Optional[str]:
    return column_hints.missing_column_hint(context.error, context.message)


def _nulls(context: ErrorContext) -> Optional[str]:
    return column_hints.nulls_hint(context.error, context.message)


INSTALLING = r'\b(pip3?|conda|mamba|uv|apt(-get)?|easy_install|poetry)\b'
CONNECTIONS = 'conn|connection|cnx|con|cur|cursor|engine|db|database|spark|spark_session|sc|sqlContext|redshift|client'

#: The first entry that matches gives the hint: specific entries stand before general ones.
ENTRIES: Sequence[Entry] = (
    # notebooks
    Entry(NO_FENCES, name='SyntaxError', source=r'(?m)^\s*(```|~~~)'),
    Entry(_failed_installation, name='SyntaxError', line=rf'^\s*[!%]*\s*{INSTALLING}\s+install'),
    Entry(NO_NOTEBOOK, name='SyntaxError', line=r'^\s*[!%?]|\?\s*$|^\s*\w+\s*=\s*[!%]'),
    Entry(NO_NOTEBOOK, name='SyntaxError', message=r"'(await|async for|async with|yield)' outside|asynchronous"),
    Entry(
        NO_NOTEBOOK,
        name='NameError',
        message=r"name '(display|get_ipython|HTML|Markdown|In|Out|clear_output|ipython)' is",
    ),
    # modules and packages
    Entry(
        NO_DISPLAY, name='ImportError', message=r'(?i)interactive framework|tkinter|PyQt|PySide|wx|gi\b|libGL|headless'
    ),
    Entry(_missing_module, name='ModuleNotFoundError'),
    Entry(_optional_module, name='ImportError', message=r'(?i)\binstall\b|missing optional|requires? |dependency'),
    Entry(_failed_installation, name='OSError|FileNotFoundError', file=r'(subprocess|commands)\.py$', line=INSTALLING),
    # other programs
    Entry(NO_LATEX, message=r'(?i)\b(pdf|xe|lua)?latex\b|dvipng|\bkpsewhich\b'),
    Entry(NO_VIDEO, message=r'(?i)ffmpeg|imagemagick|unknown file extension: \.(mp4|mov|avi|mkv|m4v|webm)'),
    Entry(
        'Write a plotly chart as HTML: fig.write_html("chart.html"). For a PNG, draw it with matplotlib.',
        message=r'(?i)kaleido|orca executable|\bchrome\b',
    ),
    Entry(NO_EXEC, name='OSError', file=r'(subprocess|commands|popen_\w+|pty)\.py$'),
    Entry(NO_EXEC, name='OSError', line=r'\b(subprocess|Popen|os\.(system|popen|exec\w+|spawn\w+|posix_spawn\w*))\b'),
    # network
    Entry(NO_SOCKETS, name='OSError', file=r'multiprocessing/(managers|connection)\.py$'),
    Entry(NO_NETWORK, name=r'urllib\.error\.|socket\.|http\.client\.|requests\.|ssl\.|ConnectionError|TimeoutError'),
    Entry(
        NO_NETWORK,
        name='OSError',
        file=r'(^|/)(socket|ssl|socketserver|http/\w+|urllib/\w+|asyncio/\w+|smtplib|ftplib)\.py$',
    ),
    Entry(NO_NETWORK, name='OSError', line=r'\bsocket\.|socketpair\('),
    Entry(NO_NETWORK, name='duckdb', message=r'(?i)https?:|httpfs|extension|motherduck|\bs3:'),
    Entry(
        NO_NETWORK,
        name='OSError|ValueError|Arrow',
        message=r'(?i)https?://|s3://|gs://|abfss?://|hdfs://|curl|resolve host',
    ),
    Entry(NO_CREDENTIALS, message=r'(?i)\bcredentials?\b|access key'),
    # connections and tables
    Entry(NO_CONNECTION, name='NameError', message=rf"name '({CONNECTIONS})' is"),
    Entry(NO_CONNECTION, name=r'sqlite3\.', message=r'no such table|unable to open|no such column'),
    Entry(DUCKDB_TABLES, name='duckdb', message=r'(?i)table with name|schema with name'),
    Entry(
        NO_CONNECTION,
        name='KeyError',
        line=r'environ',
        message=r'(?i)redshift|database|db_|_db|url|host|password|user|key|secret|token',
    ),
    # files
    Entry(WORKING_FOLDER_ONLY, name='OSError|Arrow|duckdb.*IOException', message=r"(^|['\" ])(/\w|[A-Za-z]:[\\/]|~/)"),
    Entry(MISSING_FOLDER, name='OSError', message='non-existent directory'),
    Entry(NO_METADATA, name='PermissionError', line=r'\b(chown|link|xattr|mknod|mkfifo)\b'),
    Entry(
        MISSING_FOLDER,
        name='FileNotFoundError',
        message=r"['\"][^'\"]+/[^'\"]+['\"]",
        line=r'savefig|\bto_|write|dump|save|mkdir|[\'"][wax]b?\+?[\'"]',
    ),
    Entry(
        NO_INPUT_FILES,
        name='FileNotFoundError|duckdb.*IOException',
        message=r'(?i)no such file|no files found|not found',
    ),
    Entry(WORKING_FOLDER_ONLY, name='PermissionError', file=r'(^|/)(shutil|pathlib|os|tempfile|glob|io/common)\.py$'),
    Entry(WORKING_FOLDER_ONLY, name='PermissionError|Arrow.*', message=r'(?i)permission denied'),
    # users
    Entry(NO_KEYBOARD, name=r'EOFError|bdb\.BdbQuit', message=r'EOF when reading|^$'),
    Entry(NO_DISPLAY, name=r'tkinter\.|_tkinter\.|TclError'),
    # locales
    Entry(NO_LOCALE, name=r'locale\.Error'),
    Entry(NO_LOCALE, name='ValueError', file=r'(^|/)locale\.py$'),
    # data
    Entry(FIXED_TYPE, name='TypeError', message=r"^Invalid value '.*' for dtype '"),
    Entry(
        _nulls,
        name='TypeError|ValueError',
        message=r'(?i)value of NA is ambiguous|NAType|(convert|containing|contains) .*\b(nan|NA)\b|(Boolean|U?Int\d+)Dtype',
    ),
    Entry(lambda context: column_hints.removed_attribute_hint(context.error), name='AttributeError'),
    Entry(
        _missing_column,
        name='KeyError|AttributeError|ValueError|NameError|TypeError|IndexError|PatsyError|Formulaic|Factor',
    ),
)
