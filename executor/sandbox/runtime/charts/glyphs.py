"""Adds fallback fonts to matplotlib, and warns of letters that no font has."""

import functools
import logging
import unicodedata
from typing import Any, List, Set

from interpreter.session import add_runtime_warning

#: The image has the first two: Chinese, Japanese and Korean letters, and emoji. Other machines may have the others.
FALLBACK_FONTS = (
    'WenQuanYi Micro Hei',
    'Symbola',
    'Noto Sans CJK JP',
    'Noto Sans CJK SC',
    'Droid Sans Fallback',
    'Noto Emoji',
)
MAX_LISTED = 12

_missing: Set[str] = set()


def install() -> None:
    """Must run before the first text is drawn."""
    from matplotlib import _text_helpers, font_manager

    original = font_manager.FontManager._find_fonts_by_props
    installed = {entry.name: entry.fname for entry in reversed(font_manager.fontManager.ttflist)}
    fallback = [installed[name] for name in FALLBACK_FONTS if name in installed]

    @functools.wraps(original)
    def find_fonts(self: Any, prop: Any, fontext: str = 'ttf', *arguments: Any, **options: Any) -> List[Any]:
        fonts = original(self, prop, fontext, *arguments, **options)
        return [*fonts, *(font for font in fallback if font not in fonts)] if fontext == 'ttf' else fonts

    font_manager.FontManager._find_fonts_by_props = find_fonts
    # matplotlib logs a line for each missing font, even if a fallback has the glyph
    logging.getLogger('matplotlib.font_manager').setLevel(logging.ERROR)
    _text_helpers.warn_on_missing_glyph = lambda codepoint, fonts: _missing.add(chr(codepoint))


def warn_of_missing() -> None:
    letters = sorted(letter for letter in _missing if unicodedata.category(letter)[0] not in 'CMZ')
    _missing.clear()
    if letters:
        more = f' and {len(letters) - MAX_LISTED} more' if len(letters) > MAX_LISTED else ''
        add_runtime_warning(
            f'The chart has letters that no font here has: {" ".join(letters[:MAX_LISTED])}{more}. '
            'They are drawn as empty boxes.'
        )
