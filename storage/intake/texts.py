"""A cell of a workbook or a database as the text that a CSV would have in its place."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

EXACT = 10**15  # from here on a number with a point no longer holds every whole number


def text_of(value: object) -> str:
    """Whole numbers without a point, days as 2026-03-16, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | Decimal) and -EXACT < value < EXACT and value == int(value):
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    return str(value).strip()
