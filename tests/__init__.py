"""The tests: they mirror the tree; `pages/` holds recorded look-alike pages."""
