"""Confines a process: resource limits, its own user, Landlock and seccomp."""
