"""Merges of DataFrames that multiply rows are told to the reader of the answer, as joins in SQL are."""

import functools
from typing import Any

from .session import note


def prepare() -> None:
    """Before any program: looks at how many rows each merge gives."""
    import pandas
    from pandas.core.reshape import merge as module

    original = module.merge

    @functools.wraps(original)
    def merge(left: Any, right: Any, how: Any = 'inner', *arguments: Any, **options: Any) -> Any:
        result = original(left, right, how, *arguments, **options)
        # The most that keys give that are in one row of one side: then each row of the other is there once.
        most = max(len(left), len(right)) if how == 'inner' else len(left) + len(right)
        if how != 'cross' and len(result) > most:
            note(
                f'A merge of {len(left):,} with {len(right):,} rows gave {len(result):,}: its keys are in several rows '
                'of both sides, so that rows are repeated.'
            )
        return result

    module.merge = merge
    pandas.merge = merge  # type: ignore[assignment]
