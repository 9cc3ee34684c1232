"""Measures what the readers understand and how fast the whole way goes."""
