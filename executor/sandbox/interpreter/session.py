"""What a program says about its result: the answer, values, assumptions, warnings."""

from typing import Any, Dict, List, Optional, Set

from .channel import Channel
from .values import MOST_TEXT, Value, plain

MOST_ANSWER = 50_000
MOST_TEXTS = 30
MOST_VALUES = 100
#: Never shown, and six times as long on the way.
CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


class Texts:
    """Sentences, each once; of too many the first ones, and how many there were more."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._kept: List[str] = []
        self._further = 0

    def add(self, text: object) -> None:
        line = str(text).translate(CONTROL).strip()
        if len(line) > MOST_TEXT:
            line = f'{line[: MOST_TEXT - 1]}…'
        if not line or line in self._kept:
            return
        if len(self._kept) < MOST_TEXTS:
            self._kept.append(line)
        else:
            self._further += 1

    def all(self) -> List[str]:
        if not self._further:
            return list(self._kept)
        noun = self._what if self._further == 1 else f'{self._what}s'
        return [*self._kept, f'and {self._further:,} further {noun}']


class Session:
    """All that one run has said so far."""

    def __init__(self) -> None:
        self.channel: Optional[Channel] = None
        self.answer: Optional[str] = None
        self.values: Dict[str, Value] = {}
        self.assumptions = Texts('assumption')
        self.warnings = Texts('warning')
        #: Of the runtime: what the program cannot know.
        self.notes = Texts('warning')
        self._values_left_out: Dict[str, None] = {}
        self._values_cut: Dict[str, None] = {}
        #: Names of columns that query() gave, and the program's text.
        self.columns: Set[str] = set()
        self.source = ''
        #: The working folder.
        self.folder = ''

    def connected(self) -> Channel:
        if self.channel is None:
            raise RuntimeError('This works inside a job only.')
        return self.channel

    def name(self, values: Dict[str, Any]) -> None:
        """Adds named values. Raises TypeError for what is none, and then adds nothing."""
        converted = {name.translate(CONTROL)[:MOST_TEXT]: plain(value) for name, value in values.items()}
        for name, value in converted.items():
            self._values_cut.pop(name, None)
            if name not in self.values and len(self.values) >= MOST_VALUES:
                self._values_left_out[name] = None
                continue
            if isinstance(value, str):
                value = value.translate(CONTROL)
                if isinstance(values.get(name), str) and len(values[name]) > MOST_TEXT:
                    self._values_cut[name] = None
            self.values[name] = value

    def result(self) -> Dict[str, Any]:
        """As it goes to the supervisor, within its limits."""
        if self._values_left_out:
            self.notes.add(
                f'The first {MOST_VALUES} named values are kept; {len(self._values_left_out):,} further ones were '
                f'left out: {_named(self._values_left_out)}.'
            )
        if self._values_cut:
            self.notes.add(f'Values were cut after {MOST_TEXT:,} characters: {_named(self._values_cut)}.')
        return {
            'answer': self._shortened(),
            'values': self.values,
            'assumptions': self.assumptions.all(),
            'warnings': [*self.notes.all(), *self.warnings.all()],
        }

    def _shortened(self) -> Optional[str]:
        """The answer; of a long one the lines that fit."""
        text = self.answer and self.answer.translate(CONTROL)
        if text is None or len(text) <= MOST_ANSWER:
            return text
        kept = text[:MOST_ANSWER]
        kept = kept[: kept.rfind('\n') if '\n' in kept[MOST_ANSWER // 2 :] else MOST_ANSWER]
        self.notes.add(
            f'The answer has {len(text):,} characters; the first {len(kept):,} are shown. Write long tables to a file.'
        )
        return kept


def _named(names: Dict[str, None]) -> str:
    shown = [name[:60] for name in names][:10]
    return ', '.join(shown) + (' …' if len(names) > len(shown) else '')


session = Session()


def answer(*texts: Any, **values: Any) -> None:
    """answer(markdown, **values): the answer in words, with named values. The last text counts; values are merged."""
    if not texts:
        texts = tuple(values.pop(name) for name in ('markdown', 'text') if name in values)[:1]
    text = texts[0] if len(texts) == 1 else None
    if not isinstance(text, str):
        given = f'{type(text).__name__}' if len(texts) == 1 else f'{len(texts)} arguments without a name'
        raise TypeError(
            f'answer() takes one text, and named values: answer("…", total=5). Here it got {given}. '
            'A table becomes text by df.to_markdown(index=False).'
        )
    session.name(values)
    session.answer = text


def assume(text: str) -> None:
    """Something that was taken for granted and that the reader should know."""
    session.assumptions.add(text)


def warn(text: str) -> None:
    """Something about the data or the result that the reader should beware of."""
    session.warnings.add(text)


def note(text: str) -> None:
    """A warning of the runtime: something of the program's that was lost, changed or doubtful."""
    session.notes.add(text)
