"""A raw server and a bare crawl: what the capture of the wire is measured against."""
