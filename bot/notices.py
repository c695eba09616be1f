"""What is said when a post could not be sent, or nobody can tell whether it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from bot import outgoing
from bot.transport import Impossible
from commands.reply import Attachment, File, Heading, Reply, Send, Text, ToPerson, from_json
from storage import people, posts
from storage.posts import Post

if TYPE_CHECKING:
    from bot.app import App

NO_PICTURE = "The picture could not be shown. {}"
NO_FILE = "The file could not be sent. {}"
SAME = "The words above say the same."
AGAIN = "Ask for it again in a few minutes, or ask for the figures as text."


def failed(db: Session, app: App, post: Post, problem: Impossible) -> None:
    """Give up on a post, remember a closed place, and tell the lead what did not go out and why."""
    posts.note_ended(db, post.id, "failed", problem.reason)
    if problem.closed and post.place is not None:
        people.close_place(db, post.place, problem.reason)
    _tell_leads(db, app, post, f"Parley could not post “{title(post)}” {_where(post)}. {problem.reason}")


def is_it_there(db: Session, app: App, post: Post) -> None:
    """Nobody can read back what was posted: it is not sent again, and the lead is asked to look.

    What was on its way to a lead is sent again: it may be such a notice, and twice is better than never.
    """
    pause = posts.pause_after(post.attempts)
    if pause is not None and post.person in {
        lead.id for lead in people.with_role(db, post.partnership, "lead")
    }:
        posts.note_later(db, post.id, "The connection broke while it was being sent.", app.clock() + pause)
        return
    posts.note_ended(db, post.id, "unknown", "The connection broke while it was being sent.")
    _tell_leads(
        db,
        app,
        post,
        f"The connection broke while Parley was posting “{title(post)}” {_where(post)}. "
        "Look whether it is there. Parley will not post it again by itself.",
    )


def is_the_rest_there(db: Session, app: App, post: Post) -> None:
    _tell_leads(
        db,
        app,
        post,
        f"Parley stopped while it was adding a picture or a file to “{title(post)}” {_where(post)}. "
        "Look whether it is there. The words are.",
    )


def no_rest(db: Session, app: App, post: Post, attachment: Attachment) -> None:
    kind, what = ("file", "sent") if isinstance(attachment, File) else ("picture", "shown")
    _tell_leads(
        db,
        app,
        post,
        f"The {kind} that belongs to “{title(post)}” {_where(post)} could not be {what}. The words are there.",
    )


def not_attached(attachment: Attachment, problem: Exception) -> str:
    """What the person who asked is told, and what they can do instead."""
    sentence, instead = (NO_FILE, AGAIN) if isinstance(attachment, File) else (NO_PICTURE, SAME)
    return sentence.format(problem.reason if isinstance(problem, Impossible) else instead)


def title(post: Post) -> str:
    """What a post is called in a notice: its heading, or how its text begins."""
    blocks = from_json(post.reply).blocks
    words = [block.text for block in blocks if isinstance(block, Heading | Text)]
    return words[0].split("\n")[0][:60] if words else "a message"


def _where(post: Post) -> str:
    if post.place is None:
        return "to a person"
    return f"in the {'Slack channel' if post.platform == 'slack' else 'Telegram group'} {post.address}"


def _tell_leads(db: Session, app: App, post: Post, sentence: str) -> None:
    for lead in people.with_role(db, post.partnership, "lead"):
        if lead.id == post.person:
            continue  # telling somebody who cannot be reached that they cannot be reached goes round for ever
        outgoing.owe(
            db,
            post.partnership,
            Send(ToPerson(lead.id), Reply((Text(sentence),), private=True)),
            app.clock(),
        )
