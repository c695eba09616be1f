"""Files: given with answers and posts on every surface, saved at a terminal, and kindly refused from people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot import outgoing
from bot.console import saved
from bot.post import PostOffice
from bot.text import file_bytes, file_name
from commands.reply import File, Reply, Send, Text, ToEveryPlace, from_json, to_json
from storage import database, posts
from storage.tables import PostRow
from tests.text.awkward import HOSTILE

CSV = File("calls.csv", "\ufeffWard,Calls\r\nYnys Môn,15\r\n", "Calls by ward: 1 row.")
POST = Reply((Text("Figures of the week"), CSV))


def owe(chat, reply: Reply) -> None:
    with database.writing(chat.app.engine) as db, db.begin():
        outgoing.owe(db, "demo-food", Send(ToEveryPlace(), reply), chat.clock())


# With posts


def test_a_post_carries_its_file_through_the_outbox(chat):
    owe(chat, POST)
    chat.run(chat.office.drain())
    assert chat.place() == "Figures of the week\n\ncalls.csv\nCalls by ward: 1 row."
    assert chat.wall.files == [("demo", CSV)]


@pytest.mark.parametrize("hostile", [text for text in HOSTILE if "\ud800" not in text])
def test_any_file_comes_back_from_the_outbox_as_it_was(hostile):
    reply = Reply((File(hostile, "\ufeff" + hostile, hostile),))
    assert from_json(to_json(reply)) == reply


def test_a_file_that_fails_never_loses_the_words_and_the_lead_is_told(chat):
    async def attach(address, reference, attachment):
        raise RuntimeError("no upload today")

    chat.wall.attach = attach
    owe(chat, POST)
    chat.run(chat.office.drain())
    assert "Figures of the week" in chat.place()
    assert "The file that belongs to “Figures of the week”" in chat.told("lead")
    assert "could not be sent. The words are there." in chat.told("lead")
    with database.reading(chat.app.engine) as db:
        assert {row.state for row in db.query(PostRow)} == {"sent"}


def test_a_file_cut_off_by_a_stop_is_asked_about_and_never_sent_twice(chat):
    owe(chat, POST)
    with database.writing(chat.app.engine) as db, db.begin():
        (post,) = posts.claim(db, ["web"], chat.clock())
        posts.note_standing(db, post.id, "post-1")
        posts.note_picture(db, post.id, shown=1)
    chat.clock.move_by(timedelta(minutes=2))

    async def restart() -> None:
        office = PostOffice(chat.app, {"web": chat.wall}, rewrite_every=0)
        await office.settle_left_behind()
        await office.close()
        await office.drain()

    chat.run(restart())
    assert "adding a picture or a file to “Figures of the week”" in chat.told("lead")
    assert chat.wall.files == []


# At a terminal


def test_a_file_is_saved_beside_what_is_there_and_never_over_it(tmp_path):
    for name in ("calls.csv", "calls-2.csv", "calls-3.csv"):
        assert saved(CSV, tmp_path) == f"Saved as {tmp_path / name}"
        assert (tmp_path / name).read_bytes() == CSV.text.encode()


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "calls.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert saved(CSV, tmp_path) == f"Saved as {tmp_path / 'calls-2.csv'}"
    assert not (tmp_path / "elsewhere.csv").exists()


@pytest.mark.parametrize("hostile", ["../../up.csv", "/etc/passwd", "..", "~/x", "C:\\x", "a\x00b", *HOSTILE])
def test_a_hostile_name_stays_in_the_folder(tmp_path, hostile):
    folder = tmp_path / "here"
    folder.mkdir()
    file = File(hostile, hostile, "")
    assert saved(file, folder).startswith("Saved as")
    assert [each.name for each in folder.iterdir()] == [file_name(file)]
    assert (folder / file_name(file)).read_bytes() == file_bytes(file)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_takes_no_files_is_said(tmp_path):
    assert saved(CSV, tmp_path / "gone") == (
        f"The file could not be saved in {tmp_path / 'gone'}. "
        "Start Parley in a folder you may write to, and ask for it again."
    )


# From people


def test_somebody_who_sends_a_file_is_told_how_figures_come_in(quick):
    said = quick.says("food-hub-lead", "file sent")
    assert "Parley takes no files in chat. It has not opened yours, and has kept nothing of it." in said
    assert "made ready on an analyst's own computer, with “parley data build”" in said
    assert "To share figures, ask Demo Analyst" in said
    assert "Delete the file from this chat now, so that nobody else opens it" in said
    assert quick.presses("food-hub-lead", "What can I ask?").startswith("What you can ask")


def test_no_menu_offers_to_send_a_file(quick):
    assert "file sent" not in quick.says("lead", "help")
