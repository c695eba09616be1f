"""Everything published about the same cases, attacked together."""
