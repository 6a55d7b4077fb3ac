"""A program outside a job, as in a notebook."""

from typing import Callable, List, Sequence

import pandas

from .session import session


def connect(read: Callable[[str], pandas.DataFrame]) -> None:
    """Gives query() a function that runs one SELECT and returns its rows.

    Raises RuntimeError inside a job, whose statements the supervisor runs.
    """
    if session.channel is not None:
        raise RuntimeError('A job is connected to its warehouse already.')
    session.read = read


def result() -> str:
    """The answer so far as Markdown, with its assumptions and warnings."""
    parts = [session.answer or 'The program has not called answer().']
    parts += _section('Assumptions', session.assumptions.all())
    parts += _section('Warnings', [*session.runtime_warnings.all(), *session.warnings.all()])
    return '\n\n'.join(parts)


def _section(title: str, sentences: Sequence[str]) -> List[str]:
    return ['\n'.join([f'## {title}', '', *(f'- {one}' for one in sentences)])] if sentences else []
