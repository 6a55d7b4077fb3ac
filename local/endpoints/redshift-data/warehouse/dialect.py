"""Redshift as sqlglot reads it, but for functions whose meaning it would lose."""

from __future__ import annotations

import logging

from sqlglot import exp
from sqlglot.dialects.redshift import Redshift

# sqlglot warns about each statement that it parses as a Command. check_statement refuses these.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

# Left as they are written, for semantics.py.
KEPT = ("TO_CHAR", "TO_DATE", "TO_TIMESTAMP", "OCTET_LENGTH")


def kept(name: str):
    return lambda args: exp.Anonymous(this=name, expressions=args)


class Warehouse(Redshift):
    class Parser(Redshift.Parser):
        FUNCTIONS = {**Redshift.Parser.FUNCTIONS, **{name: kept(name) for name in KEPT}}
