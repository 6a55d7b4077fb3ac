"""Warns when a merge, join or concatenation of DataFrames repeats rows, like the check of SQL joins."""

import functools
import sys
from typing import Any, List, Optional

from interpreter.session import add_runtime_warning

from ..errors.attribution import is_of_program

#: Pieces of a concatenation that are compared with each other.
MAX_PIECES = 30
FIRST_ROWS = 100


def install() -> None:
    """Looks at the rows that each merge pairs, and at the pieces of each concatenation."""
    import pandas
    from pandas.core.reshape import concat as concat_module
    from pandas.core.reshape import merge as merge_module

    operation: Any = merge_module._MergeOperation
    pair_rows = operation._get_join_info

    @functools.wraps(pair_rows)
    def get_join_info(self: Any) -> Any:
        pairs = pair_rows(self)
        if not isinstance(self, merge_module._CrossMergeOperation):
            _check_pairs(len(self.left), len(self.right), *pairs)
        return pairs

    operation._get_join_info = get_join_info

    concat = concat_module.concat

    @functools.wraps(concat)
    def checked_concat(objs: Any, *arguments: Any, **options: Any) -> Any:
        pieces = list(objs) if not isinstance(objs, (dict, pandas.DataFrame, pandas.Series)) else objs
        result = concat(pieces, *arguments, **options)
        # keys distinguish the pieces; libraries put the same rows side by side on purpose, as plots do
        is_checked = is_of_program(sys._getframe(1)) and options.get('keys') is None and not arguments
        if isinstance(pieces, list) and is_checked:
            _check_pieces(pieces, options.get('axis', 0))
        return result

    # pandas itself concatenates by the module's function
    pandas.concat = checked_concat  # type: ignore[assignment]


def _check_pairs(left: int, right: int, index: Any, left_rows: Optional[Any], right_rows: Optional[Any]) -> None:
    """left_rows, right_rows: positions of the paired rows, -1 for none; None if each row occurs once."""
    import numpy

    if left_rows is None or right_rows is None:
        return
    paired = (left_rows >= 0) & (right_rows >= 0)
    left_rows, right_rows = left_rows[paired], right_rows[paired]
    repeats = numpy.bincount(left_rows, minlength=left)[left_rows] > 1
    repeats &= numpy.bincount(right_rows, minlength=right)[right_rows] > 1
    if repeats.any():
        add_runtime_warning(
            f'A merge of {left:,} and {right:,} rows gave {len(index):,} rows{_line()}: its keys are not unique '
            'on either side, so rows are repeated.'
        )


def _check_pieces(pieces: List[Any], axis: Any) -> None:
    import pandas

    frames = [piece for piece in pieces if isinstance(piece, pandas.DataFrame) and len(piece) > 0]
    if axis not in (0, 'index', 'rows') or len(frames) > MAX_PIECES:
        return
    frames.sort(key=len, reverse=True)
    for position, small in enumerate(frames):
        if any(_contains(large, small) for large in frames[:position]):
            rows = 'row' if len(small) == 1 else f'{len(small):,} rows'
            add_runtime_warning(
                f'A concatenation has the same {rows} more than once{_line()}: counts and sums may be too high.'
            )
            return


def _contains(large: Any, small: Any) -> bool:
    """Whether all rows of a piece are rows of another one, with the same labels. Equal single rows are a coincidence."""
    if large is small:
        return True
    if len(small) < 2 or not large.columns.equals(small.columns):
        return False
    if not (large.index.is_unique and small.index.is_unique and small.index.isin(large.index).all()):
        return False
    # a few rows first: most pieces differ there, and a copy of a large piece takes memory
    return all(bool(large.loc[rows.index].equals(rows)) for rows in (small.head(FIRST_ROWS), small))


def _line() -> str:
    """` (line 12)`: of the program's innermost call."""
    frame = sys._getframe(1)
    while frame and not is_of_program(frame):
        frame = frame.f_back  # type: ignore[assignment]
    return f' (line {frame.f_lineno})' if frame else ''
