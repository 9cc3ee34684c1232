"""Carries in: everything between a response and the shelf."""
