"""What takes a process its rights: limits, user, Landlock, seccomp."""
