"""How a release is sent and refused."""

from __future__ import annotations

LARGE = ((40, 50), (41, 52), (43, 54))


def refused(office, words, release="release.zip"):
    """The import fails with one sentence, and the store is as it was."""
    before = office.stored()
    said = office.takes_in(release)
    assert (said.exit_code, said.stdout) == (2, "")
    assert words in said.stderr
    assert office.stored() == before
    return said.stderr
