"""What came of attacking a release: what a steward is told, and what goes into its certificate.

Places, widths and sentences; no published number and none that an attacker found.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True)
class Spot:
    """One number, named by where it stands. One that nobody published is named after its source."""

    measure: str
    breakdown: str
    area: str
    period: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Width:
    """How far the numbers of one breakdown can be pinned down: from the smallest to the largest possible count.

    None where nothing limits them. `small` is the share that may be as small as the policy or smaller.
    """

    breakdown: str
    numbers: int
    smallest: int | None
    median: float | None
    small: float


@dataclass(frozen=True)
class Verdict:
    """Whether a release may go out with everything published before, and what to know before it does.

    `unsafe` names what may not go out like this; `attacks` are those that were carried out.
    """

    releasable: bool
    unsafe: tuple[Spot, ...]
    widths: tuple[Width, ...]
    warnings: tuple[str, ...]
    attacks: tuple[str, ...]


def to_json(verdict: Verdict) -> str:
    """The verdict as JSON, the same text for the same verdict."""
    return json.dumps(asdict(verdict), ensure_ascii=False, indent=1, sort_keys=True)


def from_json(text: str) -> Verdict:
    """Read a verdict; raises ValueError where it is not written as `to_json` does."""
    try:
        raw = json.loads(text)
        verdict = Verdict(
            releasable=raw["releasable"],
            unsafe=tuple(Spot(**each | {"categories": tuple(each["categories"])}) for each in raw["unsafe"]),
            widths=tuple(Width(**each) for each in raw["widths"]),
            warnings=tuple(raw["warnings"]),
            attacks=tuple(raw["attacks"]),
        )
    except (KeyError, TypeError, AttributeError):
        raise ValueError("the verdict cannot be read") from None
    if to_json(verdict) != text:
        raise ValueError("the verdict is not written the way it is hashed")
    return verdict
