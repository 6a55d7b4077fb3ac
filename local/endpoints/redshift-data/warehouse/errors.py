"""What a statement is answered with when it is not run."""


class StatementError(Exception):
    """The statement is at fault; the text is the one its author reads."""


def undefined_relation(name: str) -> StatementError:
    return StatementError(f'ERROR: relation "{name}" does not exist')


def undefined_function(name: str, hint: str = "") -> StatementError:
    return StatementError(f"ERROR: function {name}() does not exist{': ' + hint if hint else ''}")


def unsupported(what: str) -> StatementError:
    return StatementError(f"ERROR: {what}")
