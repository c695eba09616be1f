"""Soundings beyond one question and one tap."""
