"""Reads pages of blogs that nobody described: structured data, names, shapes, and how sure that is."""
