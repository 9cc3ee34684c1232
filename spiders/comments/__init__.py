"""One embedded comment system a file: how it is found on a page, fetched and read."""
