"""Dumps one member's data into a file, and proves that such a file can be had back."""
