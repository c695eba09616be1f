"""Meetings: what is said before, during and after one."""
