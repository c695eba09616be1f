"""Who somebody is: accounts prove it, names do not, and roles come from the configuration alone."""

from sqlalchemy import select

from storage import database, people, seeding
from storage.tables import PersonRow


def seed_again(chat, *changed) -> None:
    settings = chat.app.partnerships["demo-food"].settings
    if changed:
        settings = settings.model_copy(update={"people": changed})
    with database.writing(chat.app.engine) as db, db.begin():
        seeding.seed(db, settings)


def roles_of(chat, name: str) -> list[list[str]]:
    with database.reading(chat.app.engine) as db:
        return [
            row.roles for row in db.scalars(select(PersonRow).filter_by(name=name).order_by(PersonRow.id))
        ]


def test_a_newcomer_who_takes_a_stewards_name_never_gets_their_role(chat):
    chat.says("demo steward", "ask foodbank-referrals")  # shown on the platform as “Demo Steward”
    assert roles_of(chat, "Demo Steward") == [["member", "steward"], ["member"]]
    steward = next(p for p in chat.app.partnerships["demo-food"].settings.people if p.name == "Demo Steward")
    seed_again(chat, steward.model_copy(update={"slack": None, "telegram": None}))
    assert roles_of(chat, "Demo Steward") == [["member", "steward"], ["member"]]
    assert "Only a deputy, lead or steward can do this" in chat.says("demo steward", "data")


def test_who_is_no_longer_named_is_a_member(chat):
    others = [p for p in chat.app.partnerships["demo-food"].settings.people if p.name != "Demo Steward"]
    seed_again(chat, *others)
    assert roles_of(chat, "Demo Steward") == [["member"]]
    assert "Only a deputy, lead or steward can do this" in chat.says("steward", "data")


def test_an_account_that_was_replaced_is_nobodys_any_more(chat):
    everyone = list(chat.app.partnerships["demo-food"].settings.people)
    seed_again(
        chat, *[p.model_copy(update={"slack": "U77"}) if p.name == "Demo Steward" else p for p in everyone]
    )
    with database.reading(chat.app.engine) as db:
        assert people.person_at(db, "demo-food", "slack", "U06") is None
        assert people.person_at(db, "demo-food", "slack", "U77").name == "Demo Steward"
        assert people.person_at(db, "demo-food", "telegram", "106").name == "Demo Steward"


def test_seeding_twice_makes_nobody_twice(chat):
    seed_again(chat)
    with database.reading(chat.app.engine) as db:
        names = [row.name for row in db.scalars(select(PersonRow))]
    assert len(names) == len(set(names))


def test_a_renamed_person_stays_the_same_person(chat):
    everyone = list(chat.app.partnerships["demo-food"].settings.people)
    lead = next(p for p in everyone if p.name == "Demo Lead")
    chat.says("lead", "/action to ring by Fri")
    seed_again(chat, *[p if p is not lead else p.model_copy(update={"name": "New Lead"}) for p in everyone])
    assert "A1" in chat.says("lead", "action list mine")
    assert roles_of(chat, "New Lead") == [["editor", "lead", "member"]]


def test_the_address_of_the_platform_last_used_comes_first(chat):
    with database.writing(chat.app.engine) as db, db.begin():
        person = people.called(db, "demo-food", "@demo-lead")[0]
        seeding.switch(db, "demo-food", {"web", "slack", "telegram"})
        people.note_reachable(db, "telegram", "108", True)
        for platform, account in (("slack", "U08"), ("telegram", "108"), ("web", "lead")):
            people.note_seen(db, person.id, platform)
            db.flush()
            assert people.address_of(db, person.id) == (platform, account)


def test_handles_are_understood_and_never_guessed(chat):
    with database.reading(chat.app.engine) as db:
        found = {
            handle: [p.name for p in people.called(db, "demo-food", handle)]
            for handle in (
                "@analyst",
                "analyst",
                "@demo-analyst",
                "<@U04>",
                "<@U04|ada>",
                "@lead",
                "@nobody",
                "<@U99>",
            )
        }
    assert (
        found["@analyst"] == found["analyst"] == found["@demo-analyst"] == found["<@U04>"] == ["Demo Analyst"]
    )
    assert found["<@U04|ada>"] == ["Demo Analyst"]
    assert len(found["@lead"]) > 1
    assert found["@nobody"] == found["<@U99>"] == []


def test_the_same_account_is_somebody_else_in_another_partnership(chat):
    """Roles, name and organisation are a partnership's own; the account alone is shared."""
    settings = chat.app.partnerships["demo-food"].settings
    analyst = next(person for person in settings.people if person.name == "Demo Analyst")
    other = analyst.model_copy(update={"name": "Guest", "organisation": "forum", "roles": ("steward",)})
    with database.writing(chat.app.engine) as db, db.begin():
        seeding.seed(db, settings.model_copy(update={"id": "other", "people": (other,), "places": ()}))
        seeding.seed(db, settings)
        found = [people.person_at(db, identity, "slack", "U04") for identity in ("demo-food", "other")]
    assert [(each.name, each.organisation, each.roles) for each in found] == [
        ("Demo Analyst", "council", {"member"}),
        ("Guest", "forum", {"member", "steward"}),
    ]
    assert found[0].id != found[1].id
