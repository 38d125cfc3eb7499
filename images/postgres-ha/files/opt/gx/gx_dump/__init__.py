"""Logical dumps: taking one of a database, and proving that it can be restored."""
