"""The nouns of the command line: each file one, thin functions over the public API."""
