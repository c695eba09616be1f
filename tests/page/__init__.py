"""Tests of the demonstration page."""
