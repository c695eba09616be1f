"""Numbers in notes: what looks like a count is found, and what does not is left alone."""

import pytest

from commands.digests.numbers import unknown

NOTES = [
    ("We gave out 47 parcels on Monday.", ["47"]),
    ("Two new volunteers started.", []),
    ("Three families came for the first time.", ["Three"]),
    ("We are open 9 to 5 from 23 November 2026.", []),
    ("The session is at 6 on Thursday, or 10:30am.", []),
    ("Our van was off the road for 3 days.", []),
    ("About 120 people came to the Christmas lunch.", ["120"]),
    ("We spent \u00a3250 on milk and 3kg of cheese.", []),
    ("Demand is up 30%.", []),
    ("Food for a dozen households went out.", ["a dozen"]),
    ("See action A42 and sounding 3.", []),
    ("More under 5s than last year, ages 16 to 24 missing.", []),
    ("1,250 meals since September.", ["1,250"]),
    ("Twenty-three referrals from the school, twenty three from the GP.", ["Twenty-three", "twenty three"]),
    ("The 3rd time this month the freezer broke.", []),
    ("COVID-19 is back; NW1 is quiet; 24/7 support.", []),
    ("By 2027 we hope to be in the new hall.", []),
    ("We had 12 in on Tuesday and 15 on Friday.", ["12", "15"]),
    ("Met 4 of the 6 organisations.", ["4", "6"]),
    ("Half of us were ill.", []),
    ("Hundreds of tins.", []),
    ("Three hundred tins from the school.", ["Three hundred"]),
    ("Queue out of the door by 10.", []),
    ("It took 2 hours and 15 minutes.", []),
    ("Between 40 and 50 people queue.", ["40", "50"]),
    ("5-a-side raised money. Year 6 came.", []),
    ("Ring at 5pm, 4 to 6pm works.", []),
    ("Over 60 households!", ["60"]),
    ("16 November was the busiest.", []),
    ("on the 14th and 15/11", []),
    ("1.5 tonnes of potatoes", []),
    ("From 30 last week to 45 this week.", ["30", "45"]),
    ("we saw 47, which is more than 31 before", ["47", "31"]),
    ("7 new volunteers, 3 left", ["7", "3"]),
    ("Nine out of ten said yes", ["Nine", "ten"]),
    ("Team of 5: three days a week", ["5"]),
    ("I talked to 5 organisations outside ours.", ["5"]),
    ("5 loaves and 2 fishes", ["5"]),
    ("twice as many; ten times as busy", []),
    ("Weeks 46 and 47", []),
    ("47", ["47"]),
]


@pytest.mark.parametrize(("note", "found"), NOTES)
def test_numbers_that_look_like_counts_are_found(note, found):
    assert unknown(note, set()) == found


def test_a_number_that_somebody_has_approved_needs_no_check():
    assert unknown("We gave out 47 parcels and a dozen vouchers.", {47}) == ["a dozen"]
    assert unknown("47, then 47 again, then 48.", {48}) == ["47"]
