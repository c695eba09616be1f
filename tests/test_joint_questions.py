"""Any number of questions adds nothing to a released table; the same attacker undoes what is done answer by answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.ask import ask
from commands.reply import Table, Text
from storage.catalogue import Catalogue
from storage.cells import Cells
from storage.geography import parse_areas
from storage.partnerships import Partnership
from storage.protection.bounds.attacker import Attacker
from storage.protection.bounds.known import Interval, Known, Limit
from storage.protection.cube import Cube
from storage.protection.joint.attack import attack
from storage.protection.published import Other, Sum
from storage.releases import Release, Shelf
from tests import asker
from tests.released import WEEKS, atoms, declared, of_hidden, place, release, tree, tree_filled

QUESTIONS = 200
NOW = datetime(2026, 2, 5, 10, tzinfo=UTC)
TREES = ["Alder", "Birch", "Cedar", "Damson", "Elder", "Fir", "Gorse", "Hazel", "Ivy"]


def forest(sizes):
    """A code list of wards in localities in a borough, with so many wards in each locality."""
    rows, names = ["code,name,level,parent", "B,Forest,borough,"], iter(TREES)
    for at, size in enumerate(sizes):
        rows.append(f"L{at},Locality {at},locality,B")
        rows += [f"{name[0]}W,{name},ward,L{at}" for name, _ in zip(names, range(size), strict=False)]
    return parse_areas("\n".join(rows) + "\n")


def asking(measure, areas, table):
    """Somebody who may ask this released table and nothing else."""
    approved = Release(
        1, "t", 1, "approved", measure, areas, "", "Demo Analyst", NOW, "Demo Steward", NOW, None
    )
    cells = Cells(
        (cell.breakdown, cell.area, cell.period, cell.categories, cell.value) for cell in table.cells
    )
    known = Catalogue({measure.id: measure}, {measure.areas.file: areas})
    shelf = Shelf({measure.id: approved}, {measure.id: cells})
    return asker.request(Partnership(asker.partnership().settings, known, shelf), NOW)


def question(random, areas, measure):
    """A line that asks, and for each number of its answer the areas, weeks and reason that it is the sum of."""
    first, last = sorted(random.choices(range(len(WEEKS)), k=2))
    weeks, codes = WEEKS[first : last + 1], measure.dimensions["reason"].codes
    area, reason = random.choice(areas.areas), random.choice((None, *codes))
    level = random.choice(("ward", "locality"))
    where, when = f"{area.level}={area.code}", f"from={weeks[0]} to={weeks[-1]}"
    only = f" reason={reason}" if reason else ""
    return random.choice(
        [
            (f"figures {where} {when}{only}", [(area.code, weeks, reason)]),
            (f"figures by={level} {when}{only}", [(each.code, weeks, reason) for each in areas.at(level)]),
            (f"figures {where} by=reason {when}", [(area.code, weeks, each) for each in codes]),
            (f"figures {where} by=time {when}{only}", [(area.code, [week], reason) for week in weeks]),
        ]
    )


def numbers(reply):
    """Every number that an answer shows, in order; of “fewer than 5” the 0 that was published."""
    tables = [block for block in reply.blocks if isinstance(block, Table)]
    if tables:
        said = [row[1] for row in tables[0].rows]
    else:
        said = [next(block.text for block in reply.blocks if isinstance(block, Text)).split(" had ", 1)[1]]
    return [
        0 if "fewer than" in each else int(re.search(r"\d[\d,]*", each)[0].replace(",", "")) for each in said
    ]


@settings(max_examples=5, deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=2),
    st.integers(1, 3),
    st.sampled_from([(5, 3), (10, 8)]),
    st.integers(0, 10**6),
)
def test_two_hundred_questions_add_nothing_to_the_released_table(sizes, codes, protection, seed):
    random, areas = Random(seed), forest(sizes)
    reasons = {"reason": [f"kind-{n}" for n in range(codes)]}
    measure = declared(["ward×reason×week"], reasons, *protection, levels=("ward", "locality", "borough"))
    kinds = len(atoms(Cube(measure, areas)))
    table = release(
        measure, {week: random.choices([0, 0, 1, 2, 4, 7, 12], k=kinds) for week in WEEKS}, areas=areas
    )
    person, learnt = asking(measure, areas, table), []
    for _ in range(QUESTIONS):
        line, asked = question(random, areas, measure)
        for (area, weeks, reason), value in zip(asked, numbers(ask(person, line, keys={})), strict=True):
            places = [place(area, week, **({"reason": reason} if reason else {})) for week in weeks]
            off = len(weeks) * (table.base - 1)
            learnt.append(Sum(tuple(places), max(0, value - off), value + off))
    alone = {each.place: each.interval for each in attack([table], exact=True).found}
    after = attack([table], [Other("the answers", "figures", tuple(dict.fromkeys(learnt)))], exact=True)
    assert after.contradicted == ()
    assert {each.place: each.interval for each in after.found} == alone


def test_an_answer_that_was_rounded_by_itself_would_be_noticed():
    table = release(declared(["ward×week"]), {WEEKS[0]: [3, 3]})
    value = next(cell.value for cell in table.cells if cell.area == "B")
    wrong = Other("the answers", "figures", (Sum((place("B"),), value + 1, value + 9),))
    alone, after = (
        {each.place: each.interval for each in attack([table], told).found} for told in ((), [wrong])
    )
    assert after != alone


def midpoint(total):
    """OpenSAFELY's midpoint 6: 1 to 6 are shown as 3, 7 to 12 as 9, 13 to 18 as 15; none as none."""
    shown = -(-total // 6) * 6 - 3 if total else 0
    assert shown == {0: 0, 1: 3, 6: 3, 7: 9, 12: 9, 13: 15, 18: 15}.get(total, shown)
    return (shown - 2, shown + 3) if shown else (0, 0)


def nearest(total):
    return 5 * round(total / 5) - 2, 5 * round(total / 5) + 2


@pytest.mark.parametrize("rule", [nearest, midpoint])
def test_two_hundred_answers_each_rounded_by_itself_give_every_number_away(rule):
    random, wards = Random(5), range(12)
    truth = [random.randint(0, 14) for _ in wards]
    asked = [tuple(random.sample(wards, random.randint(1, 12))) for _ in range(QUESTIONS)]
    limits = tuple(Limit(some, *rule(sum(truth[ward] for ward in some))) for some in asked)
    attacker = Attacker(Known((Interval(0, 200),) * 12, (), limits))
    assert [*attacker.intervals(wards)] == [Interval(each, each) for each in truth]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_hiding_only_small_numbers_under_shown_totals_gives_most_of_them_away(seed):
    """Twenty wards in four localities in a borough, by six categories, 1 to 7 starred wherever it stands."""
    random = Random(seed)
    names, sums = tree([4, 5], 6)
    truth = tree_filled(names, lambda: random.choice([1, 2, 4, 6, *range(8, 24)]))
    starred = [None if 1 <= value <= 7 else value for value in truth]
    attacker = Attacker(of_hidden(starred, sums, 1, 7))
    hidden = [at for at, value in enumerate(starred) if value is None]
    exact = [at for at in hidden if attacker.interval(at).width == 0]
    assert all(attacker.interval(at).low <= truth[at] <= attacker.interval(at).high for at in hidden)
    assert len(hidden) > 10
    assert len(exact) > 0.6 * len(hidden)
