"""Turns figures and images that a program shows into files."""
