"""Replaces functions of Python and its libraries that cannot work in the sandbox, or would mislead."""
