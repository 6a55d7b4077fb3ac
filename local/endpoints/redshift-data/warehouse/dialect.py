"""sqlglot's Redshift dialect, except for functions that it would translate incorrectly."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlglot import exp
from sqlglot.dialects.redshift import Redshift

# sqlglot warns about each statement that it parses as a Command. check_statement rejects these.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

# Parsed as anonymous functions and translated in semantics.py.
UNPARSED = ("TO_CHAR", "TO_DATE", "TO_TIMESTAMP", "OCTET_LENGTH")


def anonymous(name: str) -> Callable[[list], exp.Anonymous]:
    return lambda args: exp.Anonymous(this=name, expressions=args)


class Warehouse(Redshift):
    class Parser(Redshift.Parser):
        FUNCTIONS = {**Redshift.Parser.FUNCTIONS, **{name: anonymous(name) for name in UNPARSED}}
