"""The verbs of the house, a file each: they serve, search, count, tell and check what is kept."""
