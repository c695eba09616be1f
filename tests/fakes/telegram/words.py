"""Lists of names, written as one reads them."""


def words(line: str) -> frozenset[str]:
    return frozenset(line.split())
