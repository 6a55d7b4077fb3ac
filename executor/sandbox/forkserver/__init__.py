"""The forkserver: has the libraries loaded and forks once for each attempt."""
