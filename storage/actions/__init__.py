"""Actions: read ``action`` first, then ``making``, ``changing`` and ``finding``."""
