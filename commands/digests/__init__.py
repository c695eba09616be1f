"""The digest of the week: put together from every part, changed and approved by an editor, then posted and published.

Reading order: sections, lines, draft, change, approve, edition.
"""
