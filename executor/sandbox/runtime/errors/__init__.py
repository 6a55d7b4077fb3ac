"""Explains a program's errors and warnings by its lines."""
