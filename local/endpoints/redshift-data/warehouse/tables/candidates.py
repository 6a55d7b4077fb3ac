"""What a text file can look like, as data: encodings, separators, quotes, and words that are no values."""

from __future__ import annotations

import re

# Byte order marks, longest first: UTF-32 LE starts with the mark of UTF-16 LE.
MARKS = {
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
SEPARATORS = (",", ";", "\t", "|")
# Considered only where none of SEPARATORS splits the records.
RARE_SEPARATORS = ("^", "~", "¦", "\x01", "\x1f")
# (quote, escape) as in Python's csv module. A later one is used only if it reads more records than the ones before.
QUOTES: tuple[tuple[str | None, str | None], ...] = (('"', None), ('"', "\\"), (None, None), ("'", None))

# Missing values in columns of numbers, dates and booleans, in lower case. In a column of text they stay text.
MISSING = (
    *("", "na", "n/a", "n.a.", "n.a", "<na>", "null", "(null)", "none", "nil", "nan", "-nan", "nat", "\\n"),
    *("missing", "(missing)", "k.a.", "k. a.", "n/d", "n.d.", "(n.d.)", "s/d", "n/v", "н/д"),
    *("#n/a", "#n/a n/a", "#na", "#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#spill!", "#calc!"),
    # The same in German, French, Italian, Spanish, Portuguese, and Russian.
    *("#getting_data", "#nv", "#wert!", "#bezug!", "#zahl!", "#n/d", "#valeur!", "#nom?", "#nombre!", "#valore!"),
    *("#rif!", "#nome?", "#¡valor!", "#¿nombre?", "#¡ref!", "#¡num!", "#¡div/0!", "#valor!", "#núm!", "#н/д"),
    *("#знач!", "#ссылка!", "#дел/0!", "#имя?", "#число!"),
    *(":", "-", "--", "---", "–", "—", ".", "..", "...", "?", "*", "0000-00-00", "0000-00-00 00:00:00"),
)
# Also characters without a width, and the end of file of DOS.
SPACES = " \t\u00a0\u202f\u2009\ufeff\u200b\u200e\u2060\x1a"
# A line under a header or above a total, in each of its cells.
RULE = re.compile(r"[-=_+:|─━]{2,}")
# Names of rows with sums, in lower case.
TOTALS = (
    *("total", "totals", "subtotal", "sub-total", "sub total", "grand total", "overall total", "sum", "total general"),
    *("gesamt", "gesamtsumme", "summe", "insgesamt", "totale", "total général", "totaal", "totalt", "toplam", "razem"),
    *("celkem", "итого", "всего", "合计", "总计", "合計"),
)
FOOTNOTE = re.compile(
    r"(\*|†|[(\[]?\d[)\]] |©|notes?\b|sources?\b|quellen?\b|hinweis|anmerkung|fuente|remarque|generated|exported"
    r"|copyright|end of )",
    re.IGNORECASE,
)

CURRENCIES = (
    r"(?:US|A|AU|C|CA|NZ|HK|S|R|MX)?\$|[£€¥₹₩₽₺₫₪฿₴₦₱]|kr\.?|zł|Kč|Ft|Fr\.|USD|EUR|GBP|JPY|CHF|CNY|RMB|INR|AUD|CAD|NZD"
    "|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|BRL|MXN|ZAR|KRW|SGD|HKD|THB|IDR|ILS|AED|SAR|RON|BGN|UAH|VND|PHP|MYR"
)
UNIT = rf"{CURRENCIES}|%|‰"
