"""Errors of statements that cannot be run."""


class StatementError(Exception):
    """An error in the statement, with a message for its author."""


def undefined_relation(name: str) -> StatementError:
    return StatementError(f'ERROR: relation "{name}" does not exist')


def undefined_function(name: str, hint: str = "") -> StatementError:
    return StatementError(f"ERROR: function {name}() does not exist{': ' + hint if hint else ''}")


def unsupported(message: str) -> StatementError:
    return StatementError(f"ERROR: {message}")
