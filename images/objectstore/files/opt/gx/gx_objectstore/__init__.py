"""Runs an object store of one server: starts it, and keeps its buckets as they are declared."""
