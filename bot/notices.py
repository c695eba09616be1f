"""What is said when a post could not be sent, or nobody can tell whether it was: to the leads, and in its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from bot.log import log
from bot.transport import Impossible
from commands.missed_words import left_out, the_place, where
from commands.missed_words import title as title_of
from commands.reply import Attachment, Button, Buttons, File, Reply, Text, to_json
from storage import live_posts, missed, outages, people, place_changes, posts
from storage.post import Post
from storage.posts import MISSED, NOTICE

if TYPE_CHECKING:
    from bot.app import App

NO_PICTURE = "The picture could not be shown. {}"
NO_FILE = "The file could not be sent. {}"
SAME = "The words above say the same."
AGAIN = "Ask for it again in a few minutes, or ask for the figures as text."
BROKE = "The connection broke while it was being sent."
PRESSED = 4  # buttons under one notice
PATIENCE = timedelta(minutes=10)  # a closed place that was just tried in vain is not tried again before


def failed(db: Session, app: App, post: Post, problem: Impossible) -> None:
    """Give up on a post: another account, else the leads and, as soon as that can be, its place learn of it."""
    now = app.clock()
    if post.person is not None and posts.to_next_account(db, post, now):
        return
    posts.note_ended(db, post.id, "failed", problem.reason)
    if post.kind == NOTICE:
        log.error("a lead could not be told that a post went wrong", post=post.id)
        return
    new = True
    if problem.closed and post.place is not None:
        new = place_changes.close(db, post.place, problem.reason, now)
    if not new or post.kind == MISSED:
        return  # the leads know; the place learns of it when it can be posted to
    later = (
        "What comes up until then is listed there when it can be posted to again." if problem.closed else ""
    )
    tell_leads(
        db,
        app,
        post.partnership,
        f"Parley could not post “{title(post)}” {_where(db, app, post)}. {problem.reason} {later}".strip(),
        [] if missed.is_withdrawn(db, post.id) else [_again(post.id)],
    )
    if post.place is not None and not problem.closed:
        tell_place(db, app, post.place)


def sent(db: Session, app: App, post: Post, reference: str) -> None:
    """A post stands. If its place had been closed, that is told what it missed, and the leads that it is back."""
    now = app.clock()
    posts.note_sent(db, post.id, reference, now)
    if post.place is None:
        return
    if post.kind != MISSED:
        returned(db, app, post.place)
        return
    said = [each for each in missed.untold(db, post.place, now) if each.id < post.id]
    missed.note_told(db, [each.id for each in said], now)
    if place_changes.open_again(db, post.place):
        _tell_back(db, app, post.place, said)


def returned(db: Session, app: App, place: int) -> None:
    """A place can be posted to; if it could not before, it is told what it missed."""
    if place_changes.open_again(db, place):
        unsaid = missed.untold(db, place, app.clock())
        tell_place(db, app, place)
        _tell_back(db, app, place, unsaid)


def _tell_back(db: Session, app: App, place: int, missing: Sequence[Post]) -> None:
    here = people.place(db, place)
    named = the_place(app.partnerships[here.partnership], here.platform, here.address)
    said = " What was not posted meanwhile is listed there." if missing else ""
    after_all = [
        Button(f"Post {title_of(each.reply)}"[:60], f"post again {each.id}")
        for each in missing[-PRESSED:]
        if not missed.is_withdrawn(db, each.id)
    ]
    tell_leads(db, app, here.partnership, f"Parley can post in {named} again.{said}", after_all)


def contact(db: Session, app: App, place: int) -> None:
    """Somebody speaks in a place that was closed: see whether it can be told what it missed."""
    here = people.place(db, place)
    if here.closed and here.runs and not missed.was_tried(db, place, app.clock() - PATIENCE):
        tell_place(db, app, place)


def tell_place(db: Session, app: App, place: int) -> None:
    """Owe a place the list of what it missed, unless there is nothing or it is on its way."""
    now = app.clock()
    unsaid = missed.untold(db, place, now)
    if not unsaid or missed.was_tried(db, place, now):
        return
    here = people.place(db, place)
    words = left_out(app.partnerships[here.partnership], unsaid)
    posts.owe_place(db, here, to_json(words), "", now, kind=MISSED)


def closed(db: Session, app: App, place: int, reason: str) -> None:
    """A place says that Parley was removed from it: the leads learn of it before a post is missing."""
    if not place_changes.close(db, place, reason, app.clock()):
        return
    here = people.place(db, place)
    named = the_place(app.partnerships[here.partnership], here.platform, here.address)
    tell_leads(
        db,
        app,
        here.partnership,
        f"Parley was removed from {named}, so it cannot post there any more. Add it again if that was not meant.",
    )


def is_it_there(db: Session, app: App, post: Post) -> None:
    """Nobody can read back what was posted: it is not sent again, and the lead is asked to look.

    What was on its way to a lead is sent again: it may be such a notice, and twice is better than never.
    """
    pause = posts.pause_after(post.attempts)
    if pause is not None and post.person in {
        lead.id for lead in people.with_role(db, post.partnership, "lead")
    }:
        posts.note_later(db, post.id, BROKE, app.clock() + pause)
        return
    posts.note_ended(db, post.id, "unknown", BROKE)
    look = "Look whether it is there" if post.place is not None else "Ask them whether it is there"
    tell_leads(
        db,
        app,
        post.partnership,
        f"The connection broke while Parley was posting “{title(post)}” {_where(db, app, post)}. "
        f"{look}. Parley will not post it again by itself.",
        [Button("It is there", f"post there {post.id}"), _again(post.id)],
    )


def is_gone(db: Session, app: App, post: Post, reason: str) -> None:
    """Somebody has deleted a message that is kept up to date: it is left alone, and the leads learn of it."""
    live_posts.note_gone(db, post.id, reason, app.clock())
    tell_leads(
        db,
        app,
        post.partnership,
        f"“{title(post)}” {_where(db, app, post)} is not kept up to date any more. {reason}",
        [] if missed.is_withdrawn(db, post.id) else [_again(post.id)],
    )


def is_the_rest_there(db: Session, app: App, post: Post) -> None:
    """A picture or a file was on its way when the connection broke, or when Parley stopped."""
    tell_leads(
        db,
        app,
        post.partnership,
        f"Parley was cut off while it was adding a picture or a file to “{title(post)}” "
        f"{_where(db, app, post)}. Look whether it is there. The words are.",
    )


def no_rest(db: Session, app: App, post: Post, attachment: Attachment) -> None:
    kind, what = ("file", "sent") if isinstance(attachment, File) else ("picture", "shown")
    tell_leads(
        db,
        app,
        post.partnership,
        f"The {kind} that belongs to “{title(post)}” {_where(db, app, post)} could not be {what}. The words are there.",
    )


def not_attached(attachment: Attachment, problem: Exception) -> str:
    """What the person who asked is told, and what they can do instead."""
    sentence, instead = (NO_FILE, AGAIN) if isinstance(attachment, File) else (NO_PICTURE, SAME)
    return sentence.format(problem.reason if isinstance(problem, Impossible) else instead)


def title(post: Post) -> str:
    """What a post is called in a notice."""
    return title_of(post.reply)


def tell_leads(
    db: Session, app: App, partnership: str, sentence: str, buttons: Sequence[Button] = ()
) -> None:
    """Owe every lead a notice, on a platform that can be reached; where nobody has an account it is logged."""
    words = (Text(sentence), Buttons(tuple(buttons))) if buttons else (Text(sentence),)
    text, away = to_json(Reply(words, private=True)), outages.away(db)
    leads = people.with_role(db, partnership, "lead")
    for lead in leads:
        posts.owe_notice(db, partnership, lead.id, text, app.clock(), away)
    if not any(people.address_of(db, lead.id) for lead in leads):
        log.error("no lead can be told that a post went wrong", partnership=partnership)


def tell_all_leads(db: Session, app: App, sentence: str) -> None:
    """Something that is the matter with the whole of Parley, for the leads of every partnership."""
    for partnership in app.partnerships:
        tell_leads(db, app, partnership, sentence)


def _again(number: int) -> Button:
    return Button("Send it again", f"post again {number}")


def _where(db: Session, app: App, post: Post) -> str:
    return where(db, app.partnerships[post.partnership], post)
