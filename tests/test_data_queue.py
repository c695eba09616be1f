"""The steward's queue and preview: what is seen, what is asked, and that nothing else than what was seen is approved."""

from __future__ import annotations

import json

import pytest

from bot.text import buttons
from commands.reply import Chart
from storage import database
from storage.tables import FigureRow, ReleaseRow
from tests.deciding import HELPLINE, approved, audited, waiting


def plant(chat, number, **values):
    """Change what the database has of one release."""
    with database.writing(chat.app.engine) as db, db.begin():
        row = db.get(ReleaseRow, number)
        for name, value in values.items():
            setattr(row, name, value)


def labels(chat):
    return [each.label for each in buttons(chat.last)]


def test_the_queue_leads_to_the_preview(quick):
    assert "Helpline calls | Demo Analyst | 18 November 2026" in quick.says("steward", "data")
    assert quick.presses("steward", f"Look at {waiting(quick)}").startswith(
        f"Release {waiting(quick)}: Helpline"
    )


def test_the_preview_says_what_is_new_how_small_it_is_and_how_safe(quick):
    seen = quick.says("steward", f"data show {waiting(quick)}")
    assert "New: 2 Nov 2026. The declaration is the same." in seen
    assert "Newest period: the week of Monday 2 November 2026" in seen
    assert "By | Shown as fewer than 5 | Narrowest range | Middle range" in seen
    assert "ward and week | in 16% of them | 4 | 8" in seen
    assert "It could not prove of any count that it is 3 or smaller." in seen
    assert "Nobody can rule out that an organisation that knows its own cases" in seen
    assert labels(quick) == ["Approve", "Decline", "Ask the loader", "Let new periods out", "History"]
    assert quick.last.private


def test_the_chart_and_table_hold_the_protected_numbers_alone(quick):
    quick.says("steward", f"data show {waiting(quick)}")
    (chart,) = [block for block in quick.last.blocks if isinstance(block, Chart)]
    shown = [point.value for line in chart.series for point in line.points]
    assert all(value % 5 == 0 for value in shown)
    with database.reading(quick.app.engine) as db:
        newest = db.get(FigureRow, (waiting(quick), "borough×week", chart_area(quick), "2026-11-02", ""))
    assert shown[-1] == newest.value


def chart_area(quick):
    return quick.app.partnerships["demo-food"].shelf.releases[HELPLINE].areas.top.code


def test_corrected_periods_are_counted_and_a_changed_declaration_is_named(quick):
    number, before = waiting(quick), approved(quick, HELPLINE)
    with database.writing(quick.app.engine) as db, db.begin():
        for area in ("borough", "ward"):
            row = (
                db.query(FigureRow)
                .filter_by(release=before, breakdown=f"{area}×week", period="2026-10-26")
                .first()
            )
            row.value += 5
        old = json.loads(db.get(ReleaseRow, before).declaration)
        db.get(ReleaseRow, before).declaration = json.dumps({**old, "review_by": "2027-01-31"})
    seen = quick.says("steward", f"data show {number}")
    assert "Corrected: 2 published numbers in 26 Oct 2026." in seen
    assert "The declaration changed: review_by." in seen


def test_a_lead_may_look_and_is_offered_nothing_to_decide(quick):
    quick.says("lead", f"data show {waiting(quick)}")
    assert labels(quick) == ["History"]


def test_a_member_sees_nothing(quick):
    for line in ("data", "data show 6", "data history", "data everything", "data standing", "data stop all"):
        assert quick.says("pantry-lead", line).startswith("Only a ")


def test_what_was_examined_anew_must_be_looked_at_anew(chat):
    number = waiting(chat)
    chat.says("steward", f"data show {number}")
    line = next(each.line for each in buttons(chat.last) if each.label == "Approve")
    with database.reading(chat.app.engine) as db:
        verdict = json.loads(db.get(ReleaseRow, number).verdict)
    worse = json.dumps(verdict | {"warnings": ["Look out."]}, ensure_ascii=False, indent=1, sort_keys=True)
    plant(chat, number, verdict=worse)
    assert "Look at the release first, as it is now" in chat.says("steward", line)
    assert "Look out." in chat.presses("steward", "Look")
    assert chat.presses("steward", "Approve").startswith("Approved.")


def test_what_nobody_attacked_is_approved_by_nobody(quick):
    plant(quick, waiting(quick), verdict=None)
    assert "Nobody has tried to work true numbers out" in quick.says("steward", f"data show {waiting(quick)}")
    assert "so it cannot be approved. Ask Demo Analyst to load it again." in quick.presses(
        "steward", "Approve"
    )


def test_what_was_found_unsafe_is_named_by_place_and_approved_by_nobody(quick):
    number = waiting(quick)
    with database.reading(quick.app.engine) as db:
        verdict = json.loads(db.get(ReleaseRow, number).verdict)
    ward = quick.app.partnerships["demo-food"].shelf.releases[HELPLINE].areas.at("ward")[0]
    spot = {"measure": HELPLINE, "breakdown": "ward×week", "area": ward.code, "period": "2026-11-02"}
    verdict |= {"releasable": False, "unsafe": [spot | {"categories": []}]}
    plant(quick, number, verdict=json.dumps(verdict, ensure_ascii=False, indent=1, sort_keys=True))
    seen = quick.says("steward", f"data show {number}")
    assert f"It cannot be approved like this. It concerns: {ward.name}, 2 November 2026." in seen
    assert "so it cannot be approved" in quick.presses("steward", "Approve")


def test_what_came_out_since_must_have_been_examined_together(quick):
    number = waiting(quick)
    plant(quick, number, judged_with=[])
    quick.says("steward", f"data show {number}")
    assert "Helpline calls came out after this release was examined" in quick.presses("steward", "Approve")


def test_only_those_named_decide(quick):
    number = waiting(quick)
    with database.writing(quick.app.engine) as db, db.begin():
        row = db.get(ReleaseRow, number)
        row.declaration = row.declaration.replace("Demo Steward", "Somebody Else")
    seen = quick.says("steward", f"data decline {number} No")
    assert seen == "Only Somebody Else or Demo Deputy can decide about Helpline calls."


def test_two_stewards_at_once_decide_once(chat):
    number = waiting(chat)
    chat.says("steward", f"data decline {number} Wrong week")
    assert (
        chat.says("deputy", f"data decline {number} Wrong week")
        == f"Release {number} is declined already.\n\n[What waits]"
    )


def test_a_question_goes_to_the_loader_and_its_answer_comes_back(chat):
    number = waiting(chat)
    chat.says("steward", f"data show {number}")
    chat.presses("steward", "Ask the loader")
    assert chat.fills("steward", {"question": "Why did October change?"}).startswith(
        "Asked. Demo Analyst gets"
    )
    assert "Demo Steward asks about Helpline calls, which you loaded: Why did October change?" in chat.told(
        "analyst"
    )
    chat.last = chat.wall.posts[-1][2]
    assert "What do you want to tell Demo Steward?" in chat.presses("analyst", "Answer", private=True)
    assert chat.fills("analyst", {"answer": "A late box of forms"}, private=True) == "Sent to Demo Steward."
    assert "Demo Analyst answers about release 6 of Helpline calls: A late box of forms" in chat.told(
        "steward"
    )
    assert chat.place() == ""
    assert audited(chat, "data question")[-1] == f"{number} helpline-calls: Why did October change?"
    assert audited(chat, "data answer")[-1] == f"{number} helpline-calls: A late box of forms"


def test_nobody_else_can_answer_for_the_loader(quick):
    number = waiting(quick)
    assert "Only the person who loaded a release" in quick.says(
        "pantry-lead", f"data answer {number} 6 Hello"
    )
    assert "Only the person who loaded a release" in quick.says("pantry-lead", f"data note {number} Hello")


def test_a_note_of_the_loader_stands_beside_the_figures(quick):
    number = waiting(quick)
    quick.says("analyst", f"data note {number} October was counted again")
    assert "Demo Analyst says: October was counted again." in quick.says("steward", f"data show {number}")


@pytest.mark.parametrize("line", ["data question {} ring 07700 900123", "data decline {} ring 07700 900123"])
def test_personal_details_are_not_kept(quick, line):
    seen = quick.says("steward", line.format(waiting(quick)))
    assert seen.startswith("This seems to contain a phone number, so Parley has not kept it.")
    assert "900123" not in " ".join(audited(quick, "data question") + audited(quick, "data decline"))


def test_a_reason_is_in_the_audit_log_and_the_chain_holds(chat):
    number = waiting(chat)
    chat.says("steward", f"data decline {number} A week is missing")
    assert audited(chat, "data decline") == [f"{number} helpline-calls: A week is missing"]


@pytest.mark.parametrize("odd", ["", "0", "99999999999", "six", "6; drop", "٣", "6 \x00", "-1"])
def test_odd_numbers_get_a_sentence(quick, odd):
    for name in ("show", "approve", "decline", "question", "withdraw", "stop", "standing give", "note"):
        seen = quick.says("steward", f"data {name} {odd}")
        assert not seen.startswith("Sorry"), (name, odd)
