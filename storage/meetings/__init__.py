"""Meetings: read ``meeting`` first, then ``holding``, ``lines``, ``agenda``, ``attendance`` and ``registers``."""
