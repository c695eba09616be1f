"""What people type about figures, and the one question that each line is."""

from __future__ import annotations

import pytest

from commands.question import line
from tests.grammar import asked, table

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
