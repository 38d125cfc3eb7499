"""Dumps of databases: kept encrypted in an object store, and fetched from there again."""
