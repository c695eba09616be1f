"""Minutes, in the order to read: ``minutes`` (what they say), ``wording``, then ``blocks``, ``markdown``, ``page``, ``text``.

Then what people do with them: ``show``, ``correct``, ``confirm``; and ``ending`` and ``arising``, for a meeting's end and start.
"""
