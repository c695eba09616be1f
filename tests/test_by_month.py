"""Detail that only months show: asked in every way, never by week, and additive with what the weeks show."""

import csv
import io
import re
from dataclasses import astuple, replace
from datetime import date
from random import Random

import pytest

from bot.text import buttons
from commands import Refusal
from commands.answers.reply import answer_to
from commands.asking import follow
from commands.asking.read import read as read_line
from commands.asking.vocabulary import vocabulary
from commands.changed import changed
from commands.definition import definition
from commands.explain import explain
from commands.question import line, understand
from commands.safety import safety
from storage.belonging import weeks_of
from storage.cells import Cells
from storage.counts import Count, Extract
from storage.measures import Breakdown
from storage.partnerships import Partnership
from storage.protection.history import build_all
from storage.releases import Shelf
from tests import asker
from tests.world import read

REFERRALS = "foodbank-referrals"
DEBT = f"{REFERRALS} ward=Highgate reason=debt"
OCTOBER = "in October 2026 (4 weeks, Monday 28 September to Sunday 25 October 2026)"
SAID = "This detail is published by month, not by week. A week counts in the month of its Sunday."
KEY = b"a key of the test, 32 bytes long"
BY_MONTH = Breakdown("ward", ("reason",), "month")


def partnership(weeks=60, bases=1):
    """The demonstration, where referrals by ward and reason are published too, but only by month."""
    whose = asker.partnership()
    publish = (*whose.catalogue.measures[REFERRALS].publish, BY_MONTH)
    whose = asker.redeclared(whose, REFERRALS, publish=publish)
    measure = whose.catalogue.measures[REFERRALS]
    areas, random = whose.catalogue.areas_of(measure), Random(7)
    counts = tuple(
        Count(ward.code, date.fromisoformat(week), (code,), random.choice([0, 0, 1, 2, 3, 5, 8]))
        for week in asker.periods_of(measure)[-weeks:]
        for ward in areas.at("ward")
        for code in measure.dimensions["reason"].codes
    )
    made = build_all(measure, areas, Extract(measure.id, counts, "0" * 64), KEY)
    release = replace(whose.shelf.releases[REFERRALS], year_within=made.kept, month_bases=bases)
    cells = Cells((*astuple(each)[:4], each.value) for each in made.cells)
    releases, figures = {REFERRALS: release}, {REFERRALS: cells}
    shelf = Shelf({**whose.shelf.releases, **releases}, {**whose.shelf.figures, **figures})
    return Partnership(whose.settings, whose.catalogue, shelf)


class Talk:
    """Somebody asks; what they see, and the last answer."""

    def __init__(self, whose):
        self.request, self.last = asker.request(whose), None

    def asks(self, typed):
        question = understand(self.request, typed.removeprefix("ask "), {})
        assert understand(self.request, line(question).removeprefix("ask "), {}) == question
        self.last = answer_to(self.request, question)
        return read(self.last)

    def is_refused(self, typed):
        with pytest.raises(Refusal) as error:
            self.asks(typed)
        return error.value

    def table(self):
        found = next(block for block in self.last.blocks if block.kind == "table")
        return {row[0]: row[1:] for row in found.rows}

    def presses(self, label):
        return self.asks(next(each.line for each in buttons(self.last) if each.label == label))


@pytest.fixture(scope="module")
def whose():
    return partnership()


@pytest.fixture
def talk(whose):
    return Talk(whose)


def number(cell):
    return 0 if cell.startswith("fewer") else int(cell.replace(",", ""))


@pytest.mark.parametrize(
    "typed",
    [
        f"{DEBT} month=October",
        f"{DEBT} month=2026-10",
        DEBT,
        "how many food bank referrals for debt in highgate last month?",
        "vouchers, highgate, debt, october",
        f"{DEBT} since 5 October",
        f"{DEBT} last=1",
    ],
)
def test_a_month_of_a_ward_and_reason_is_asked_like_anything_else(talk, typed):
    first, change, *_ = (seen := talk.asks(typed)).split("\n\n")
    assert re.fullmatch(rf"Highgate had about \d+ food bank referrals \(debt\) {re.escape(OCTOBER)}\.", first)
    assert "the month before" in change
    assert SAID in seen
    assert "Rounded to 5: the true number is within 4 of the one shown." in seen
    assert "Next figures are due from 3 December 2026." in seen  # November's last week ends on the 29th
    assert "Provisional: late records may still change this month." in seen


@pytest.mark.parametrize(
    ("typed", "words", "labels"),
    [
        (f"{DEBT} week=14 September 2026", "by month only, not by week. Would September 2026 do?", ["September 2026"]),
        (f"{DEBT} week=28 September 2026", "Would October 2026 do?", ["October 2026"]),  # its Sunday is the 4th
        (f"{DEBT} week=26 October 2026", "Would October 2026 do?", ["October 2026"]),  # November's is not whole
        (f"{DEBT} last 3 weeks", "food bank referrals (debt) in Highgate by month only", ["October 2026"]),
        (f"{DEBT} by=week", "food bank referrals (debt) by month only, not by week.", ["By month"]),
        (f"{DEBT} month=November", "once all weeks of the month are published", ["October 2026"]),
        (f"{DEBT} month=2020-01", "The first figures are for October 2025.", ["October 2025"]),
        (f"{DEBT} vs=week 2 November", "by month only, not by week", ["Without the comparison"]),
    ],
)  # fmt: skip
def test_asked_by_week_or_too_early_it_says_so_with_a_month_to_press(talk, typed, words, labels):
    refusal = talk.is_refused(typed)
    assert words in refusal.text
    assert [each.label for each in refusal.offer] == labels
    for each in refusal.offer:
        assert talk.asks(each.line)


def test_a_month_that_is_not_whole_yet_anywhere_is_said(talk):
    short = Talk(partnership(weeks=2))
    refusal = short.is_refused(DEBT)
    assert "No month is whole yet. Ask Demo Analyst when it will be." in refusal.text
    assert short.asks(refusal.offer[0].line).startswith("Camden had about")


def test_answers_by_week_are_as_they_were_and_lead_to_what_only_months_show(talk):
    seen = talk.asks(f"{REFERRALS} ward=Highgate")
    assert seen.startswith("Highgate had about")
    assert "in the week of Monday 2 November 2026." in seen
    assert SAID not in seen
    assert "Food bank referrals in Highgate by reason" in talk.presses("By reason, by month")
    assert "in the week of" in talk.asks(f"{REFERRALS} reason=debt")
    assert "Food bank referrals (debt) by ward" in talk.presses("All wards, by month")
    talk.asks(f"{REFERRALS} ward=Highgate month=September")
    assert "In September 2026" in talk.presses("By reason, by month")


@pytest.mark.parametrize("month", ["2026-08", "2026-09", "2026-10"])
def test_months_by_reason_add_up_to_the_published_weeks_both_ways(talk, month):
    weeks = weeks_of(f"{month}-01")
    talk.asks(f"{REFERRALS} ward=Highgate by=reason month={month}")
    reasons = sum(number(cells[0]) for cells in talk.table().values())
    talk.asks(f"{REFERRALS} ward=Highgate by=time from={weeks[0]} to={weeks[-1]}")
    assert reasons == sum(number(cells[0]) for cells in talk.table().values())
    talk.asks(f"{REFERRALS} reason=debt by=ward month={month}")
    wards = sum(number(cells[0]) for cells in talk.table().values())
    talk.asks(f"{REFERRALS} reason=debt by=month month={month}")
    assert wards == sum(number(cells[0]) for cells in talk.table().values())


def test_over_time_it_is_a_row_or_a_point_for_each_month(talk):
    for typed in (f"{DEBT} by=time", f"{DEBT} by=month", f"{DEBT} as=table"):
        talk.asks(typed)
        assert list(talk.table())[-2:] == ["Sep 2026", "Oct 2026"]
    rows = talk.table()
    seen = talk.asks(f"{DEBT} as=chart")
    chart = talk.last.blocks[0]
    assert seen.startswith("Food bank referrals (debt) in Highgate by month, Oct 2025 to Oct 2026")
    assert chart.within == 4
    assert [point.value for point in chart.series[0].points][-8:] == [
        number(cells[0]) for cells in rows.values()
    ]
    assert "more than" not in seen  # months differ in length


def test_a_file_has_a_row_for_each_month_and_says_what_a_month_is(talk):
    talk.asks(f"{DEBT} by=month as=csv")
    file = next(block for block in talk.last.blocks if block.kind == "file")
    rows = list(csv.reader(io.StringIO(file.text)))
    assert [row[3] for row in rows if row[0] == "Highgate"][-1] == "2026-10-01"
    assert ["Note", SAID] in [row[:2] for row in rows]
    assert "within 4 of each published one" in next(row[1] for row in rows if row[0] == "Rounding")


def test_a_map_and_several_areas_work_too(talk):
    assert "October 2026" in talk.asks(f"{REFERRALS} reason=debt by=ward as=map")
    seen = talk.asks(f"compare highgate and camden, {REFERRALS} reason=debt month=October")
    assert f"Camden had about {number(talk.table()['Camden'][0])}" in seen
    assert "within 16 of the one shown" in seen  # Camden's is the sum of four weeks


def test_where_one_area_is_known_by_week_its_months_are_the_sums_of_them_and_its_file_has_the_weeks(talk):
    talk.asks(f"compare highgate and camden, {REFERRALS} reason=debt as=chart")
    chart = talk.last.blocks[0]
    assert [len(line.points) for line in chart.series] == [13, 13]
    assert chart.within == 16
    talk.asks(f"compare highgate and camden, {REFERRALS} reason=debt month=October as=csv")
    file = next(block for block in talk.last.blocks if block.kind == "file")
    rows = [row for row in csv.reader(io.StringIO(file.text)) if row[0] in ("Highgate", "Camden")]
    assert [row[3] for row in rows] == ["2026-10-01", *weeks_of("2026-10-01")]
    assert all(row[5].isdigit() for row in rows)


def test_months_that_differ_in_length_are_compared_by_week(talk):
    seen = talk.asks(f"{DEBT} month=September")  # August has five weeks
    assert "The two are not equally long: about" in seen
    assert "each week against" in seen
    talk.asks(f"{REFERRALS} reason=debt by=ward month=September vs=August")
    assert "not equally long" in read(talk.last)
    assert all(len(cells) == 2 for cells in talk.table().values())


@pytest.mark.parametrize(
    ("before", "then", "means"),
    [
        (f"{DEBT} month=2026-10", "and kilburn?", f"{REFERRALS} ward=Kilburn reason=debt month=2026-10"),
        (f"{DEBT} month=2026-10", "in september", f"{DEBT} month=2026-09"),
        (f"{DEBT} month=2026-10", "over time", f"{REFERRALS} ward=Highgate by=time reason=debt month=2026-10"),
        (f"{REFERRALS} ward=Highgate", "for debt", DEBT),
        (f"{DEBT} month=2026-10", "the whole borough", f"{REFERRALS} reason=debt month=2026-10"),
    ],
)  # fmt: skip
def test_what_follows_up_a_month_changes_it(talk, before, then, means):
    known = vocabulary(talk.request.partnership)
    now = read_line(then, known, talk.request.today)
    question = understand(talk.request, follow.follow_up(now, before, known, talk.request).text, {})
    assert line(question) == f"ask {means}"
    assert answer_to(talk.request, question)


@pytest.mark.parametrize(
    "typed",
    [
        DEBT,
        f"{DEBT} by=time",
        f"{REFERRALS} ward=Highgate by=reason",
        f"{DEBT} vs=last month",
        f"{DEBT} as=map",
    ],
)
def test_every_button_leads_to_an_answer(talk, typed):
    talk.asks(typed)
    for each in buttons(talk.last):
        if each.line.startswith("ask "):
            assert talk.asks(each.line), each.line


def test_how_far_off_a_month_may_be_is_what_the_certificate_says():
    talk = Talk(partnership(weeks=12, bases=2))
    seen = talk.asks(f"{REFERRALS} by=ward reason=debt")
    assert "the true number is within 9 of the one shown" in seen
    assert "Two numbers that differ by 18 or less may be the same." in seen
    assert "fewer than 5" not in seen
    assert "fewer than 10" in seen
    assert "What is published by month alone may be up to 9 away." in read(safety(talk.request, REFERRALS))
    assert "may be further off" in read(definition(talk.request, REFERRALS))
    assert "Each month is rounded to 5, so the true number is within 18 of a sum of 2 months." in talk.asks(
        f"{DEBT} last=2"
    )


def test_what_is_explained_and_what_changed_stay_by_week(talk):
    form = explain(talk.request, f"{DEBT} month=2026-10", keys={}).form()
    assert [option.value for option in form.fields[1].options] == list(reversed(weeks_of("2026-10-01")))
    seen = read(changed(talk.request, f"{REFERRALS} ward=Highgate month=October", keys={}))
    assert "beyond rounding" in seen
    assert "Parley cannot tell yet" in read(changed(talk.request, f"{DEBT} month=October", keys={}))


def test_a_ward_withheld_in_one_week_is_withheld_in_months_that_add_up_its_weeks(whose):
    table = whose.shelf.figures[REFERRALS]
    hole = ("borough×reason×week", "E09000007", "2026-10-05", ("debt",))
    cells = Cells((*key, None if key == hole else value) for key, value in table.items())
    shelf = Shelf(whose.shelf.releases, {**whose.shelf.figures, REFERRALS: cells})
    talk = Talk(Partnership(whose.settings, whose.catalogue, shelf))
    talk.asks(f"compare highgate and camden, {REFERRALS} reason=debt by=time")
    assert talk.table()["Oct 2026"][1] == "too few to show"
    assert number(talk.table()["Sep 2026"][1]) > 0
