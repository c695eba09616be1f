"""Many waiting posts for one place hold nobody else up, in either kind of database."""

from datetime import timedelta

from sqlalchemy import select, text

from storage import database, people, posts, seeding
from storage.tables import PostRow
from tests.world import NOW


def test_thousands_that_wait_for_one_place_starve_no_other(engine):
    with database.writing(engine) as db, db.begin():
        for address in ("blocked", "free"):
            seeding.seed_place(db, "p", "web", address)
        blocked = people.place_at(db, "web", "blocked")
        first = posts.owe_place(db, blocked, "{}", "", NOW)
        posts.note_later(db, first, "Wait.", NOW + timedelta(hours=1))
        row = {
            "partnership": "p",
            "platform": "web",
            "address": "blocked",
            "place": blocked.id,
            "reply": "{}",
        }
        row |= {"state": "due", "not_before": NOW, "live": "", "kind": "", "stale": False, "attempts": 0}
        db.execute(PostRow.__table__.insert(), [{**row, "pictures": 0} for _ in range(1100)])
        posts.owe_place(db, people.place_at(db, "web", "free"), "{}", "", NOW)
    with database.writing(engine) as db, db.begin():
        assert [post.address for post in posts.claim(db, ["web"], NOW)] == ["free"]
        assert posts.claim(db, ["web"], NOW) == []
        assert posts.claim(db, ["other"], NOW) == []
        assert [post.id for post in posts.claim(db, ["web"], NOW + timedelta(hours=2))] == [first]


def test_looking_for_what_is_next_uses_the_index_of_what_waits(engine):
    query = select(PostRow.id).where(text("state IN ('due', 'sending')"), PostRow.platform == "web")
    if not database.is_sqlite(engine):
        return
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(
            "explain query plan " + str(query.compile(compile_kwargs={"literal_binds": True}))
        ).fetchall()
    assert "ix_posts_waiting" in str(plan)
