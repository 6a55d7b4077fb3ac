"""Letters in charts: fonts beside the chosen one, and a word on those that no font has."""

import functools
import logging
import unicodedata
from typing import Any, List, Set

from .session import note

#: The image has the first two: Chinese, Japanese and Korean letters, and emoji. Others may be on a machine.
FALLBACK = ('WenQuanYi Micro Hei', 'Symbola', 'Noto Sans CJK JP', 'Noto Sans CJK SC', 'Droid Sans Fallback', 'Noto Emoji')
MOST_SHOWN = 12

_missing: Set[str] = set()


def prepare() -> None:
    """Before any program, and before the first text is drawn."""
    from matplotlib import _text_helpers, font_manager

    original = font_manager.FontManager._find_fonts_by_props
    found = {entry.name: entry.fname for entry in reversed(font_manager.fontManager.ttflist)}
    fallback = [found[name] for name in FALLBACK if name in found]

    @functools.wraps(original)
    def fonts(self: Any, prop: Any, fontext: str = 'ttf', *arguments: Any, **options: Any) -> List[Any]:
        chosen = original(self, prop, fontext, *arguments, **options)
        return [*chosen, *(font for font in fallback if font not in chosen)] if fontext == 'ttf' else chosen

    font_manager.FontManager._find_fonts_by_props = fonts
    # a line for each text whose font is not here, and nothing is lost by another one
    logging.getLogger('matplotlib.font_manager').setLevel(logging.ERROR)
    _text_helpers.warn_on_missing_glyph = lambda codepoint, fonts: _missing.add(chr(codepoint))


def note_missing() -> None:
    letters = sorted(letter for letter in _missing if unicodedata.category(letter)[0] not in 'CMZ')
    _missing.clear()
    if letters:
        more = f' and {len(letters) - MOST_SHOWN} more' if len(letters) > MOST_SHOWN else ''
        note(
            f'The chart has letters that no font here has: {" ".join(letters[:MOST_SHOWN])}{more}. '
            'They are drawn as empty boxes.'
        )
