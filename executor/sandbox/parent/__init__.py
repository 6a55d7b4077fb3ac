"""The process that has the libraries loaded, and of which each attempt is a fork."""
