"""What is published of each period of one grain, beside the truth from which it was made; it never leaves a build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from storage.counts import Missing, Number
from storage.protection.carry import Past, Rounding, Whole, carries, errors
from storage.protection.cube import Cube
from storage.protection.rounding import label_of, round_known


@dataclass
class Periods:
    """The periods of one grain: what is published of each, and the truth from which it was made."""

    cube: Cube
    key: bytes
    truth: dict[str, tuple[Number, ...]] = field(default_factory=dict)
    published: dict[str, tuple[Number, ...]] = field(default_factory=dict)
    errors: dict[str, Whole] = field(default_factory=dict)

    def put(self, period: str, truth: tuple[Number, ...], published: tuple[Number, ...]) -> None:
        """Take in what is published of a period."""
        self.truth[period], self.published[period] = truth, published
        self.errors[period] = errors(truth, published)

    def rounding(self, period: str, truth: Sequence[Number]) -> Rounding:
        """A period that is to be rounded, with what it finds in the others of its year."""
        drift = Past(self.errors, self.cube.time).drift(period, len(self.cube.slots))
        return Rounding.of(self.cube, period, truth, drift, self.key)

    def round(
        self,
        period: str,
        truth: Sequence[Number],
        settled: Mapping[int, int],
        liked: Mapping[int, int],
    ) -> tuple[Number, ...] | None:
        """The table of a period, carrying what may be carried; None where there is none."""
        if carries(self.cube.measure):
            return self.rounding(period, truth).within(settled, liked)
        base, label = self.cube.measure.protect.base, label_of(self.cube, period)
        return round_known(truth, self.cube.equations, base, self.key, label, settled, liked)

    def copy(self) -> Periods:
        """As it is now, to go back to."""
        return Periods(self.cube, self.key, dict(self.truth), dict(self.published), dict(self.errors))

    def same(self, period: str, truth: Sequence[Number]) -> dict[int, int]:
        """The published values of the cells of which the truth is what it was."""
        triples = zip(self.truth[period], truth, self.published[period], strict=True)
        return {
            at: shown
            for at, (old, new, shown) in enumerate(triples)
            if old == new and not isinstance(shown, Missing)
        }

    def few(self, period: str, truth: Sequence[Number]) -> bool:
        """Whether some cell changes by so few that nothing may prove it."""
        policy = self.cube.measure.protect.policy
        return any(
            0 < abs(new - old) <= policy
            for old, new in zip(self.truth[period], truth, strict=True)
            if not isinstance(old, Missing) and not isinstance(new, Missing)
        )
