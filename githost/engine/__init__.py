"""Performs the exchanges that operations describe: the only part of githost that does network I/O."""
