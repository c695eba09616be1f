"""Try the attack on purpose: what naive rules give away, what ours does, and how long it takes.

`python -m tests.attack_trial` prints, on made-up counts: numbers recovered from answers that are rounded or starred one
by one and from tables that star only small numbers, beside the same numbers after controlled rounding; seconds and
memory for tables of 10² to 10⁴ cells, published once and twice; and two years of weekly releases, attacked week by week
as they would have been let out. It takes a few minutes and asserts that no number of ours is given away.
"""

from __future__ import annotations

import resource
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from time import process_time

from storage.counts import Count, Extract
from storage.geography import parse_areas
from storage.protection.bounds.attacker import Attacker
from storage.protection.bounds.known import Interval, Known, Limit
from storage.protection.cube import Cube
from storage.protection.history import build_all
from storage.protection.joint.attack import attack
from storage.protection.risks import judge
from storage.protection.rounding import round_table
from storage.protection.standing import Standing, tables_of
from tests.released import KEY, atoms, declared, of_hidden, of_rounded, release, tree, tree_filled

SMALL = (1, 2, 4, 6, *range(8, 24))
WEEKLY = (0, 0, 1, 2, 3, 5, 8, 12)
WEEKS = tuple((date(2024, 4, 1) + timedelta(weeks=n)).isoformat() for n in range(104))


def main() -> None:
    """Print all of it."""
    answers()
    tables()
    sizes()
    history()


def answers() -> None:
    """Twelve wards, asked for any sums of them: each answer protected by itself, and sums of a protected table."""
    print("Sums of any of 12 wards, numbers recovered exactly (of them small):")
    for questions in (50, 100, 200):
        for name, rule in RULES:
            print(f"  {questions} questions, {name}: {recovered(questions, rule)}")


def recovered(questions: int, rule) -> str:
    random = Random(18)
    truth = [random.randint(0, 14) for _ in range(12)]
    published = round_table(truth, (), 10, KEY, "t")
    limits = []
    for _ in range(questions):
        asked = tuple(random.sample(range(12), random.randint(1, 12)))
        total = sum(truth[ward] for ward in asked)
        off = 9 * len(asked)
        shown = sum(published[ward] for ward in asked)
        limits.append(Limit(asked, *(rule(total) if rule else (shown - off, shown + off))))
    known = Known((Interval(0, 200),) * 12, (), tuple(limits)) if rule else of_rounded(published, (), 10)
    attacker = Attacker(replace(known, limits=tuple(limits)))
    exact = [ward for ward in range(12) if attacker.interval(ward).width == 0]
    assert rule or not exact
    return f"{len(exact)} of 12 ({sum(1 <= truth[ward] <= 7 for ward in exact)})"


def starred(total: int) -> tuple[int, int]:
    return (total, total) if total == 0 else (1, 7) if total <= 7 else nearest(total)


def nearest(total: int) -> tuple[int, int]:
    return 5 * round(total / 5) - 2, 5 * round(total / 5) + 2


def midpoint(total: int) -> tuple[int, int]:
    return (0, 0) if total == 0 else (total - (total - 1) % 6, total - (total - 1) % 6 + 5)


RULES = (
    ("0, star 1 to 7, nearest 5", starred),
    ("nearest 5", nearest),
    ("midpoint of 6", midpoint),
    ("ours", None),
)


def tables() -> None:
    """Twenty wards in four localities in a borough, by six categories: stars under totals, and rounding as a whole."""
    print(
        "Tables of 20 wards, 4 localities and their borough by 6 categories, hidden or small numbers recovered exactly:"
    )
    for seed in range(3):
        random = Random(seed)
        names, sums = tree([4, 5], 6)
        truth = tree_filled(names, lambda random=random: random.choice(SMALL))
        hidden = [at for at, value in enumerate(truth) if 1 <= value <= 7]
        stars = Attacker(
            of_hidden([None if at in hidden else value for at, value in enumerate(truth)], sums, 1, 7)
        )
        ours = Attacker(of_rounded(round_table(truth, sums, 10, KEY, "t"), sums, 10))
        open_to = [ours.interval(at).width for at in hidden]
        lost = sum(stars.interval(at).width == 0 for at in hidden)
        print(
            f"  starred: {lost} of {len(hidden)}; ours: {open_to.count(0)}, each open to at least {min(open_to) + 1:.0f} numbers"
        )
        assert min(open_to) >= 9


def sizes() -> None:
    """Cells against seconds and memory; published twice means rounded afresh with another key."""
    print("One period, of cells, seconds to attack it (and programmes solved), largest memory so far:")
    for wards, kinds, ages in ((4, 4, 0), (20, 6, 0), (20, 6, 16), (64, 41, 0), (64, 118, 0)):
        areas, measure = council(wards, kinds, ages)
        random = Random(1)
        many = len(atoms(Cube(measure, areas)))
        counts = {WEEKS[0]: [random.choice(WEEKLY) for _ in range(many)]}
        once = release(measure, counts, areas=areas)
        again = release(measure, counts, 2, key=bytes(32), areas=areas)
        for name, published in (("once", [once]), ("twice", [once, again])):
            with timed() as took:
                joint = attack(published)
            print(
                f"  {len(once.cells):,} published {name}: {took[0]:.1f} s ({joint.programmes}), {memory()} MB"
            )


def council(wards: int, kinds: int, ages: int = 0):
    rows = ["code,name,level,parent", "B,Borough,borough,"]
    for at in range(max(1, wards // 5)):
        rows.append(f"L{at},Locality {at},locality,B")
        rows += [f"W{n},Ward {n},ward,L{at}" for n in range(wards) if n % max(1, wards // 5) == at]
    codes = {"reason": [f"k{n}" for n in range(kinds)]} | (
        {"age": [f"a{n}" for n in range(ages)]} if ages else {}
    )
    publish = ["ward×reason×week", *(["ward×age×week"] if ages else [])]
    return parse_areas("\n".join(rows) + "\n"), declared(
        publish, codes, levels=("ward", "locality", "borough")
    )


def history() -> None:
    """Every week a release that says all earlier weeks again, attacked with all before it."""
    areas, measure = council(20, 6)
    random = Random(2)
    kinds = atoms(Cube(measure, areas))
    counts = [
        Count(area, date.fromisoformat(week), kind, random.choice(WEEKLY))
        for week in WEEKS
        for area, kind in kinds
    ]
    with timed() as took:
        made = build_all(measure, areas, Extract(measure.id, tuple(counts), ""), KEY)
    print(
        f"{len(made.cells):,} cells of {len(WEEKS)} weeks built in {took[0]:.1f} s, years to date within {made.kept}"
    )
    shown = [[cell for cell in made.cells if cell.period <= week] for week in WEEKS]
    with timed() as took:
        tables = tables_of(
            [Standing(measure, areas, n, cells, made.kept) for n, cells in enumerate(shown, 1)],
            {measure.id: measure},
        )
    print(f"{len(tables)} weekly releases laid side by side in {took[0]:.1f} s, {memory()} MB")
    with timed() as took:
        verdict = judge(tables[-1:])
    print(f"all of it attacked at once in {took[0]:.1f} s: {said(verdict)}")
    each = []
    with timed() as took:
        for n in range(len(tables)):
            with timed() as once:
                verdict = judge(tables[: n + 1])
            each.append(once[0])
            assert verdict.releasable
    print(f"week by week in {took[0]:.1f} s, the slowest {max(each):.1f} s: {said(verdict)}, {memory()} MB")


def said(verdict) -> str:
    small = min(width.smallest for width in verdict.widths)
    return f"{sum(width.numbers for width in verdict.widths):,} numbers, smallest width {small}"


@contextmanager
def timed():
    """Seconds of the processor, in a list."""
    took: list[float] = []
    begun = process_time()
    yield took
    took.append(process_time() - begun)


def memory() -> int:
    """The most that was in use so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
