"""Collects the files that a program leaves in its working folder."""
