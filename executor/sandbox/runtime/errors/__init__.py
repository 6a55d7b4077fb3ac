"""Explains errors and warnings of a program in terms of its own lines."""
