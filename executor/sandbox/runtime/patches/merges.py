"""Warns when a DataFrame merge fans out, like the check of SQL joins."""

import functools
from typing import Any

from interpreter.session import add_runtime_warning


def install() -> None:
    """Compares the row counts of each merge."""
    import pandas
    from pandas.core.reshape import merge as module

    original = module.merge

    @functools.wraps(original)
    def merge(left: Any, right: Any, how: Any = 'inner', *arguments: Any, **options: Any) -> Any:
        result = original(left, right, how, *arguments, **options)
        # the most rows possible if the keys of one side are unique
        limit = max(len(left), len(right)) if how == 'inner' else len(left) + len(right)
        if how != 'cross' and len(result) > limit:
            add_runtime_warning(
                f'A merge of {len(left):,} and {len(right):,} rows gave {len(result):,} rows: its keys are not unique '
                'on either side, so rows are repeated.'
            )
        return result

    module.merge = merge
    pandas.merge = merge  # type: ignore[assignment]
