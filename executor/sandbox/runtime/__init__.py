"""Runs a program: patches Python and its libraries for the sandbox, saves charts, explains errors.

Programs import `interpreter`; they do not import this package.
"""


def install() -> None:
    """Patches Python and the libraries. Runs once, in the forkserver, after the libraries are imported."""
    from .charts import figures, glyphs, viewers
    from .errors import attribution
    from .patches import epochs, keyboard, merges, parallel

    for module in (attribution, figures, glyphs, viewers, merges, parallel, keyboard, epochs):
        module.install()
