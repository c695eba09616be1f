"""Months and years of the weekly rhythm, through the real SDKs, against a calendar of the tests' own."""
