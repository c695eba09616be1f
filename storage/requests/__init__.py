"""Data requests: read ``request`` first, then ``raising``, ``talking``, ``settling``, ``finding`` and ``alike``."""
