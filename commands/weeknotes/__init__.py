"""Weeknotes: written all week, as a note of one's own, a reply or somebody's message; quoted as far as its author says."""
