"""What people type about figures, and the one question that each line is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands import Refusal
from commands.question import Question, line, reads_as_question, understand
from storage.measures import Rates
from tests import asker

DEMO = asker.partnership()
RURAL = asker.partnership("central-bedfordshire")
RATED = asker.redeclared(DEMO, "foodbank-referrals", rates=Rates(per=1000, of="helpline-calls"))
UNRATED = asker.redeclared(DEMO, "foodbank-referrals", rates=Rates(per=1000, of="census-households"))
MONTHLY = asker.redeclared(
    DEMO,
    "helpline-calls",
    time=DEMO.catalogue.measures["helpline-calls"].time.model_copy(update={"grain": "month", "starts": None}),
    publish=tuple(replace(each, time="month") for each in DEMO.catalogue.measures["helpline-calls"].publish),
)


def asked(typed: str, whose=DEMO) -> Question:
    return understand(asker.request(whose), typed, {})


def refused(typed: str, whose=DEMO) -> Refusal:
    with pytest.raises(Refusal) as error:
        asked(typed, whose)
    return error.value


def offers(refusal: Refusal) -> dict[str, str]:
    return {button.label: button.line for button in refusal.offer}


def table(text: str) -> list[tuple[str, ...]]:
    """What is typed, after a >, and the lines under it."""
    return [tuple(part.strip() for part in entry.split("\n")) for entry in text.strip()[1:].split("\n>")]


REFERRALS = "foodbank-referrals"
MEANS = """
> how many food bank referrals in kentish town south last month?
foodbank-referrals ward=Kentish Town South month=2026-10
> free school meals gap by ward
fsm-entitled with=fsm-taking by=ward
> food bank referrals for debt in Kilburn this year
foodbank-referrals ward=Kilburn reason=debt year=2026-04-01
> referrals last 8 weeks
foodbank-referrals from=2026-09-14 to=2026-11-08
> vouchers kings x
foodbank-referrals ward=King's Cross
> chart of helpline calls in Gospel Oak
helpline-calls ward=Gospel Oak as=chart
> map of food bank referrals
foodbank-referrals by=ward as=map
> compare gospel oak and highgate since october for food bank referrals
foodbank-referrals ward=Gospel Oak, Highgate from=2026-09-28 to=2026-11-08
> map of referrals in highgate last month
foodbank-referrals by=ward month=2026-10 as=map
> food bank referrals
foodbank-referrals
> Please could you tell me how many food bank vouchers we had?
foodbank-referrals
> what were highgate's referrals in october?
foodbank-referrals ward=Highgate month=2026-10
> Referrals, Highgate, October
foodbank-referrals ward=Highgate month=2026-10
> referrals in highgate ward
foodbank-referrals ward=Highgate
> referrals camden
foodbank-referrals
> food bank referrals in total
foodbank-referrals
> food bank referrals in the whole borough last month
foodbank-referrals month=2026-10
> food bank referral st pancras & somers town
foodbank-referrals ward=St Pancras & Somers Town
> referrals in E05013663
foodbank-referrals ward=Kentish Town North
> how many people used the food bank in highgate
foodbank-referrals ward=Highgate
> helpline calls each week
helpline-calls by=time
> foodbank-referrals ward=Gospel Oak, Highgate
foodbank-referrals ward=Gospel Oak, Highgate
> foodbank-referrals ward=Gospel Oak and Highgate
foodbank-referrals ward=Gospel Oak, Highgate
> foodbank-referrals area=Gospel Oak area=Highgate
foodbank-referrals ward=Gospel Oak, Highgate
> foodbank-referrals ward=“Kentish Town South”
foodbank-referrals ward=Kentish Town South
> FOODBANK-REFERRALS WARD=GOSPEL OAK AS=CHART
foodbank-referrals ward=Gospel Oak as=chart
> foodbank-referrals ward = Gospel Oak , by = time
foodbank-referrals ward=Gospel Oak by=time
> referrals ward:Highgate month:october as:chart
foodbank-referrals ward=Highgate month=2026-10 as=chart
> ward=Highgate month=October food bank referrals
foodbank-referrals ward=Highgate month=2026-10
> referrals ward=Highgate last month
foodbank-referrals ward=Highgate month=2026-10
> referrals ward=all
foodbank-referrals by=ward
> referrals borough=Camden
foodbank-referrals
> referrals ward=
foodbank-referrals
> referrals reason=debt
foodbank-referrals reason=debt
> referrals reason: low income
foodbank-referrals reason=low-income
> referrals reason=all
foodbank-referrals by=reason
> referrals by=reasons
foodbank-referrals by=reason
> referrals by=area
foodbank-referrals by=ward
> referrals by=weekly
foodbank-referrals by=time
> referrals by=month
foodbank-referrals by=month
> referrals week=2/11/2026
foodbank-referrals week=2026-11-02
> referrals week=w/c 2 Nov
foodbank-referrals week=2026-11-02
> referrals month=10
foodbank-referrals month=2026-10
> referrals month=last
foodbank-referrals month=2026-10
> referrals term=autumn
foodbank-referrals term=Autumn term 2026
> referrals since=1 October
foodbank-referrals from=2026-09-28 to=2026-11-08
> referrals from=5 Oct to=1 Nov
foodbank-referrals from=2026-10-05 to=2026-11-01
> referrals to=1 Nov by=ward from=5 Oct
foodbank-referrals by=ward from=2026-10-05 to=2026-11-01
> referrals last=8
foodbank-referrals from=2026-09-14 to=2026-11-08
> referrals year=2025/26
foodbank-referrals year=2025-04-01
> referrals vs=last year
foodbank-referrals vs=week 2025-11-03
> referrals month=October vs=month before
foodbank-referrals month=2026-10 vs=month 2026-09
> referrals month=October vs=October 2025
foodbank-referrals month=2026-10 vs=month 2025-10
> referrals ward=Highgate vs=Gospel Oak
foodbank-referrals ward=Highgate, Gospel Oak
> referrals as=spreadsheet
foodbank-referrals as=csv
> referrals as=a table
foodbank-referrals as=table
> referrals as=text
foodbank-referrals
> referrals by reason since october
foodbank-referrals by=reason from=2026-09-28 to=2026-11-08
> referrals in each ward
foodbank-referrals by=ward
> which wards had referrals
foodbank-referrals by=ward
> compare wards for food bank referrals
foodbank-referrals by=ward
> referrals over time
foodbank-referrals by=time
> have referrals gone up since october?
foodbank-referrals by=time from=2026-09-28 to=2026-11-08
> monthly trend of referrals
foodbank-referrals by=month
> most referrals by ward
foodbank-referrals by=ward
> referrals in highgate by ward
foodbank-referrals ward=Highgate
> referrals for debt by reason
foodbank-referrals reason=debt
> download referrals by ward
foodbank-referrals by=ward as=csv
> referrals in october compared with the month before
foodbank-referrals month=2026-10 vs=month 2026-09
> compare october with september for referrals
foodbank-referrals month=2026-10 vs=month 2026-09
> compare referrals with last year
foodbank-referrals vs=week 2025-11-03
> are there more referrals than last year?
foodbank-referrals vs=week 2025-11-03
> highgate vs gospel oak referrals last month
foodbank-referrals ward=Highgate, Gospel Oak month=2026-10
> parcels from food bank
food-parcels provider=food-bank
> food parcels by provider
food-parcels by=provider
> helpline calls about prescriptions last 4 weeks
helpline-calls category=prescriptions from=2026-10-12 to=2026-11-08
> free school meals in autumn term
fsm-entitled term=Autumn term 2026
> fsm gap in highgate since spring 2025
fsm-entitled with=fsm-taking ward=Highgate from=Spring term 2025 to=Autumn term 2026
> fsm-entitled with=fsm-taking
fsm-entitled with=fsm-taking
> free school meals and free school meals taken
fsm-entitled with=fsm-taking
> free school meals last year
fsm-entitled year=2025-09-01
> referrals november so far
foodbank-referrals month=2026-11
> the highest ward for referrals
foodbank-referrals by=ward
> referrals oct-nov by ward
foodbank-referrals by=ward from=2026-09-28 to=2026-11-08
> referrals the latest
foodbank-referrals
"""


@pytest.mark.parametrize(("typed", "means"), table(MEANS))
def test_a_typed_line_means_one_question(typed, means):
    question = asked(typed)
    assert line(question) == f"ask {means}"
    assert asked(line(question).removeprefix("ask ")) == question


# What is typed, how the refusal begins, and its buttons.
REFUSED = """
>
Which figure would you like?
[Food parcels and meals] [Food bank referrals] [Free school meals: entitled] [All figures]
> ward=Highgate
Which figure would you like?
[Food parcels and meals] [Food bank referrals] [Free school meals: entitled] [All figures]
> foodbnk referals
Parley does not know “foodbnk referals”. Did you mean one of these?
[Food bank referrals] [All figures]
> badgers
Parley has no approved figure called “badgers”.
[What can I ask?] [Ask the people who hold it]
> helpline calls or parcels
Parley answers about one figure at a time.
[Helpline calls] [Food parcels and meals] [All figures]
> how many pupils in highgate
Parley answers about one figure at a time.
[Free school meals: entitled] [Free school meals: taking] [All figures]
> referrals ward=Highgat
There is no ward called “Highgat”. Did you mean this?
[Highgate] [All wards]
> referrals ward=Xyzzy
There is no ward called “Xyzzy”. Check the spelling, or ask for all wards.
[All wards]
> referrals in swiss cottage
Swiss Cottage was an earlier ward (2002 to 2022)
[South Hampstead] [Primrose Hill] [All wards]
> referrals in highgat
Parley did not understand “highgat”. Did you mean one of these?
[Highgate] [Ask without “highgat”]
> helplin calls
Parley did not understand “helplin”. Did you mean one of these?
[helpline] [Ask without “helplin”]
> referrals tomorrowish
Parley did not understand “tomorrowish”.
[Ask without “tomorrowish”]
> referrals not in highgate
Parley cannot leave something out of a figure
[All of it]
> referrals wrad=Highgate
“ask” does not know wrad=. It understands ward=, borough=, area=, by=
no button
> referrals week=soonish
Parley cannot read the date “soonish”. Write it like 9 November 2026.
no button
> referrals on 31 february
“31 february” is not a real date. Write it like 9 November 2026.
no button
> referrals week=31/2
“31/2” is not a real date.
no button
> referrals last=none
Parley cannot read the date “none”. Write how many, such as last=8.
no button
> referrals from 1 nov 2026 to 5 oct 2026
26 October 2026 is after 11 October 2026.
no button
> referrals last week
There is no figure for food bank referrals in Camden in the week of Monday 9 November 2026 yet.
[The week of Monday 2 November 2026]
> referrals week=2 January 2023
There is no figure for food bank referrals in Camden in the week of Monday 2 January 2023.
[The week of Monday 30 September 2024]
> referrals vs=3 years ago
There is no figure for food bank referrals in Camden in the week of Monday 13 November 2023.
[Without the comparison]
> referrals in october and november
Parley can show one time, and compare it with one other.
no button
> free school meals week=9 Nov
Parley has free school meals: entitled by term, not by week. Would the Autumn term 2026 do?
[The Autumn term 2026]
> referrals by=age
Food bank referrals can be split by ward, borough, reason, week or month, not by “age”.
[By ward] [By borough] [By reason]
> referrals by=year
Food bank referrals can be split by ward, borough, reason, week or month, not by “year”.
[By ward] [By borough] [By reason]
> referrals by ward by reason
Parley can split a figure in one way at a time.
[By ward] [By reason]
> referrals reason=dept
“dept” is not a reason of food bank referrals. Choose one of these.
[Debt] [Benefits] [Low income] [All reasons]
> referrals for debt and crisis
Choose one reason at a time, or see all reasons.
[Debt] [Crisis] [All reasons]
> referrals for prescriptions
Food bank referrals cannot be split by “prescriptions”. It can be split by reason.
[Food bank referrals]
> parcels reason=debt
Food parcels and meals cannot be split by reason. It can be split by provider.
[Food parcels and meals]
> referrals per 1000
Nobody has declared a rate for food bank referrals. Ask Demo Analyst about one.
[Show it as a number] [Ask the people who hold it]
> referrals per=lots
Write the rate as per=1000.
no button
> referrals as=hologram
Parley can show a figure as text, a table, a chart, a CSV file or a map, not as “hologram”.
no button
> map of referrals by reason
A map shows areas, so it cannot be split by reason as well.
[Map of areas]
> does Mrs Patel get referrals
Parley cannot say anything about one person
no button
"""


@pytest.mark.parametrize(("typed", "sentence", "labels"), table(REFUSED))
def test_what_cannot_be_answered_is_refused_with_a_way_on(typed, sentence, labels):
    refusal = refused(typed)
    assert refusal.text.startswith(sentence)
    assert " ".join(f"[{label}]" for label in offers(refusal)) == labels.replace("no button", "")


def test_a_question_that_is_too_long_is_refused():
    assert refused("referrals " * 300).text.startswith("This question is too long.")


# What is typed, which button of the refusal is pressed, and what is asked then.
PRESSED = """
> last month in highgate
[Food bank referrals]
foodbank-referrals ward=Highgate month=2026-10
> foodbnk referals in highgate
[Food bank referrals]
foodbank-referrals ward=Highgate
> helpline calls or parcels last month
[Helpline calls]
helpline-calls month=2026-10
> referrals ward=Highgat by=reason
[Highgate]
foodbank-referrals ward=Highgate by=reason
> referrals ward=Gospel Oak, Highgat last month
[Highgate]
foodbank-referrals ward=Gospel Oak, Highgate month=2026-10
> referrals ward=Highgat last month
[All wards]
foodbank-referrals by=ward month=2026-10
> referrals ward=Highgat by=reason last month
[All wards]
foodbank-referrals by=ward month=2026-10
> referrals in swiss cottage by reason
[Primrose Hill]
foodbank-referrals ward=Primrose Hill by=reason
> chart of referrals in highgat
[Highgate]
foodbank-referrals ward=Highgate as=chart
> referrals tomorrowish by ward
[Ask without “tomorrowish”]
foodbank-referrals by=ward
> chart of referrals last week in highgate
[The week of Monday 2 November 2026]
foodbank-referrals ward=Highgate as=chart
> fsm by ward week=9 Nov
[The Autumn term 2026]
fsm-entitled by=ward term=Autumn term 2026
> referrals reason=dept last month
[Debt]
foodbank-referrals reason=debt month=2026-10
> referrals reason=debt, crisis last month
[All reasons]
foodbank-referrals by=reason month=2026-10
> referrals by ward by reason as=csv
[By reason]
foodbank-referrals by=reason as=csv
> map of referrals by reason
[Map of areas]
foodbank-referrals by=ward as=map
> referrals in highgate per 1000 people
[Show it as a number]
foodbank-referrals ward=Highgate
> referrals vs=3 years ago as=chart
[Without the comparison]
foodbank-referrals as=chart
"""


@pytest.mark.parametrize(("typed", "label", "means"), table(PRESSED))
def test_a_button_under_a_refusal_asks_the_rest_of_the_question_again(typed, label, means):
    pressed = offers(refused(typed))[label.strip("[]")]
    assert line(asked(pressed.removeprefix("ask "))) == f"ask {means}"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("referrals last month", "A week counts in the month of its Sunday."),
        ("referrals week=1/10", "“1/10” was read as 1 October 2026: the day before the month."),
        ("referrals in highgate", "There is also a ward called Highgate in Haringey; this is another one."),
        ("how many people had referrals", "These figures count referrals, not people."),
        ("the most referrals by ward", "Parley does not rank areas: they stand in their usual order."),
        (
            "referrals from 1 Oct to 31 Dec 2026",
            "The newest figures are for the week of Monday 2 November 2026.",
        ),
        ("free school meals since october", "These figures are counted by term, so whole terms are shown."),
    ],
)
def test_a_choice_made_for_the_person_is_said(typed, said):
    assert said in asked(typed).said


def test_what_needs_no_saying_is_not_said():
    assert asked("how many pupils are entitled to free school meals in haverstock").said == ()


def test_a_week_of_monthly_figures_gets_its_month():
    refusal = refused("helpline calls week=9 Sep", MONTHLY)
    assert refusal.text == "Parley has helpline calls by month, not by week. Would September 2026 do?"
    assert offers(refusal) == {"September 2026": "ask helpline calls month=2026-09"}


def test_a_rate_is_given_only_as_it_is_declared_and_approved():
    assert asked("referrals per 1,000 residents by ward", RATED).per == 1000
    assert asked("referrals per head", RATED).per == 1000
    assert line(asked("referrals rate", RATED)) == f"ask {REFERRALS} per=1000"
    wrong = refused("referrals per=100", RATED)
    assert wrong.text == "Food bank referrals can be shown per 1,000, not per 100."
    assert offers(wrong)["Per 1,000"] == "ask referrals per=1000"
    missing = refused("referrals per=1000", UNRATED)
    assert missing.text.startswith("A rate needs approved figures for census-households, and there are none.")


def test_a_pair_knows_both_of_its_halves():
    question = asked("free school meals gap")
    assert question.measure.id == "fsm-entitled"
    assert question.paired is not None
    assert question.paired.measure.id == "fsm-taking"
    assert asked("free school meals").paired is None


def test_another_partnership_is_asked_in_the_words_of_its_own_catalogue():
    question = asked("parcels in leighton linslade north by month", RURAL)
    assert line(question) == "ask food-parcels ward=Leighton-Linslade North by=month"
    understood = refused("parcels wrad=x", RURAL).text
    assert all(f" {level}=" in understood for level in question.release.areas.levels)
    assert asked("parcels by ward", RURAL).areas == (question.release.areas.top,)


def test_a_question_changed_by_a_button_keeps_the_rest():
    question = asked("referrals ward=Highgate month=October reason=debt vs=last year as=chart")
    assert line(question, ward="Kilburn", as_="") == (
        f"ask {REFERRALS} ward=Kilburn reason=debt month=2026-10 vs=month 2025-10"
    )
    assert line(question, ward="", by="ward", reason="", vs="") == (
        f"ask {REFERRALS} by=ward month=2026-10 as=chart"
    )
    assert line(question, last="8", vs="") == f"ask {REFERRALS} ward=Highgate reason=debt last=8 as=chart"


def test_the_day_is_that_of_the_wall_calendar_on_both_nights_the_clocks_change():
    for now, monday in (
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), "2026-03-30"),  # 0:30am on Monday, summer time
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "2026-10-19"),  # still Sunday, winter time
    ):
        request = asker.request(DEMO, now)
        first = date.fromisoformat(monday)
        with_figures = asker.redeclared(DEMO, REFERRALS)
        with_figures.shelf.figures[REFERRALS].periods = (monday,)
        question = understand(asker.request(with_figures, now), "referrals this week", {})
        assert (request.today - first).days in range(7)
        assert question.window.periods == (monday,)


WARDS = [area.name for area in DEMO.catalogue.areas.at("ward")]
KEYS = {
    "ward": st.lists(st.sampled_from(WARDS), min_size=1, max_size=4, unique=True).map(", ".join),
    "by": st.sampled_from(["ward", "reason", "time", "month"]),
    "reason": st.sampled_from(["debt", "benefits", "low-income", "crisis", "other"]),
    "vs": st.sampled_from(
        ["last year", "month before", "October 2025", "2025/26", "from 1 May 2026 to 2 June 2026"]
    ),
    "as": st.sampled_from(["text", "table", "chart", "csv", "map"]),
}
TIMES = {
    "week": st.dates(date(2024, 9, 30), date(2026, 11, 2)).map(str),
    "month": st.dates(date(2024, 10, 1), date(2026, 11, 1)).map(lambda day: f"{day:%B %Y}"),
    "term": st.sampled_from(["autumn term 2025", "last", "spring 2026"]),
    "since": st.dates(date(2024, 10, 1), date(2026, 11, 8)).map(str),
    "year": st.sampled_from(["2025", "2025/26", "last"]),
    "last": st.integers(1, 200).map(str),
}


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line of keys, in any order, with at most one time."""
    wanted = draw(st.fixed_dictionaries({}, optional=KEYS))
    if name := draw(st.sampled_from(["", *TIMES])):
        wanted[name] = draw(TIMES[name])
    pairs = draw(st.permutations([f"{key}={value}" for key, value in wanted.items()]))
    return " ".join([REFERRALS, *pairs])


@given(lines())
def test_the_line_of_a_question_asks_it_again(typed):
    try:
        question = asked(typed)
    except Refusal:
        return
    assert asked(line(question).removeprefix("ask ")) == question


PHRASES = [
    *WARDS,
    *DEMO.catalogue.measures,
    *TIMES,
    *KEYS,
    "ward=",
    "vs=",
    "per=1000",
    "by=",
    "gap",
    "and",
    "last",
]
PHRASES += [
    "compare",
    "vs",
    "what about",
    "“",
    "'s",
    ",",
    ":",
    "=",
    "week=31/2",
    "from=",
    "to=",
    "2026",
    "not",
    "\n",
]
MIXED = st.lists(st.sampled_from(PHRASES) | st.text(max_size=8), max_size=9).map(" ".join)


@settings(max_examples=300)
@given(MIXED | st.text(max_size=60))
def test_any_text_is_a_question_or_is_refused_in_whole_sentences(typed):
    request = asker.request(DEMO)
    try:
        assert understand(request, typed, {}).window.periods
    except Refusal as refusal:
        told = refusal
    else:
        return
    assert told.text.endswith((".", "?")) or "Example: ask " in told.text
    assert all(button.label and button.line for button in told.offer)
    assert reads_as_question(request, typed) in (True, False)
