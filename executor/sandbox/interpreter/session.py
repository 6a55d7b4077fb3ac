"""The result of a program: answer, values, assumptions, warnings."""

from typing import Any, Callable, Dict, List, Optional, Set

from .channel import Channel
from .values import MAX_TEXT, Value, plain

MAX_ANSWER = 50_000
MAX_SENTENCES = 30
MAX_VALUES = 100
#: Control characters: invisible, and six times as long in JSON.
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


class Sentences:
    """Distinct sentences. Beyond MAX_SENTENCES they are only counted."""

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self._sentences: List[str] = []
        self._surplus = 0

    def add(self, text: object) -> None:
        line = str(text).translate(CONTROL).strip()
        if len(line) > MAX_TEXT:
            line = f'{line[: MAX_TEXT - 1]}…'
        if not line or line in self._sentences:
            return
        if len(self._sentences) < MAX_SENTENCES:
            self._sentences.append(line)
        else:
            self._surplus += 1

    def all(self) -> List[str]:
        if not self._surplus:
            return list(self._sentences)
        noun = self._noun if self._surplus == 1 else f'{self._noun}s'
        return [*self._sentences, f'and {self._surplus:,} more {noun}']


class Session:
    """The state of one run."""

    def __init__(self) -> None:
        self.channel: Optional[Channel] = None
        #: Runs a statement outside a job.
        self.read: Optional[Callable[[str], Any]] = None
        self.answer: Optional[str] = None
        self.values: Dict[str, Value] = {}
        self.assumptions = Sentences('assumption')
        self.warnings = Sentences('warning')
        self.runtime_warnings = Sentences('warning')
        # dictionaries as ordered sets of names
        self._dropped_values: Dict[str, None] = {}
        self._truncated_values: Dict[str, None] = {}
        #: Names of all columns that query() returned.
        self.columns: Set[str] = set()
        #: The program's source and working folder.
        self.source = ''
        self.folder = ''

    def connected(self) -> Channel:
        if self.channel is None:
            raise RuntimeError('query() works inside a job, or after interpreter.notebook.connect().')
        return self.channel

    def add_values(self, values: Dict[str, Any]) -> None:
        """Adds named values: all of them, or none if it raises TypeError for an unsupported type."""
        converted = {name.translate(CONTROL)[:MAX_TEXT]: plain(value) for name, value in values.items()}
        for name, value in converted.items():
            self._truncated_values.pop(name, None)
            if name not in self.values and len(self.values) >= MAX_VALUES:
                self._dropped_values[name] = None
                continue
            if isinstance(value, str):
                value = value.translate(CONTROL)
                if isinstance(values.get(name), str) and len(values[name]) > MAX_TEXT:
                    self._truncated_values[name] = None
            self.values[name] = value

    def result(self) -> Dict[str, Any]:
        """The message to the supervisor, within its limits."""
        if self._dropped_values:
            self.runtime_warnings.add(
                f'Only the first {MAX_VALUES} named values are included; {len(self._dropped_values):,} more were '
                f'left out: {_listing(self._dropped_values)}.'
            )
        if self._truncated_values:
            self.runtime_warnings.add(
                f'Values were cut after {MAX_TEXT:,} characters: {_listing(self._truncated_values)}.'
            )
        return {
            'answer': self._truncated_answer(),
            'values': self.values,
            'assumptions': self.assumptions.all(),
            'warnings': [*self.runtime_warnings.all(), *self.warnings.all()],
        }

    def _truncated_answer(self) -> Optional[str]:
        """The answer; if it is too long, the lines that fit."""
        text = self.answer and self.answer.translate(CONTROL)
        if text is None or len(text) <= MAX_ANSWER:
            return text
        start = text[:MAX_ANSWER]
        start = start[: start.rfind('\n') if '\n' in start[MAX_ANSWER // 2 :] else MAX_ANSWER]
        self.runtime_warnings.add(
            f'The answer has {len(text):,} characters; the first {len(start):,} are shown. Write long tables to a file.'
        )
        return start


def _listing(names: Dict[str, None]) -> str:
    first = [name[:60] for name in names][:10]
    return ', '.join(first) + (' …' if len(names) > len(first) else '')


session = Session()


def answer(*texts: Any, **values: Any) -> None:
    """answer(markdown, **values): sets the answer and adds named values. A second call replaces the text."""
    if not texts:
        texts = tuple(values.pop(name) for name in ('markdown', 'text') if name in values)[:1]
    text = texts[0] if len(texts) == 1 else None
    if not isinstance(text, str):
        actual = f'{type(text).__name__}' if len(texts) == 1 else f'{len(texts)} positional arguments'
        raise TypeError(
            f'answer() takes one text and named values: answer("…", total=5). Here it got {actual}. '
            'Use df.to_markdown(index=False) for a table.'
        )
    session.add_values(values)
    session.answer = text


def assume(text: str) -> None:
    """Adds an assumption that the reader should know about."""
    session.assumptions.add(text)


def warn(text: str) -> None:
    """Adds a warning about the data or the result."""
    session.warnings.add(text)


def add_runtime_warning(text: str) -> None:
    """Adds a warning that comes from the runtime, not from the program."""
    session.runtime_warnings.add(text)
