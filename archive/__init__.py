"""Keeps and shows: WARC files, the database, the site. Knows nothing of spiders."""
