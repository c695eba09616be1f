"""Replies as plain text, and what text of any kind must survive."""
