"""Lines that cannot be answered: why not, and the way on that is offered."""

from __future__ import annotations

import pytest

from commands.question import line
from tests.grammar import asked, offers, refused, table

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
[By ward] [By borough] [By reason] [Ask the people who hold it]
> referrals by=year
Food bank referrals can be split by ward, borough, reason, week or month, not by “year”.
[By ward] [By borough] [By reason] [Ask the people who hold it]
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
[Food bank referrals] [Ask the people who hold it]
> parcels reason=debt
Food parcels and meals cannot be split by reason. It can be split by provider.
[Food parcels and meals] [Ask the people who hold it]
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
