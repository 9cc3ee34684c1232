"""The evidence: WARC records, files and their index, a staircase from records to files."""
