"""How a post that went wrong is spoken of: its title, where it belongs, and what its place is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from commands.reply import Block, Button, Buttons, Heading, Reply, Text, from_json
from storage import people
from storage.partnerships import Partnership
from storage.post import Post
from storage.times import say_date

LONGEST, SHOWN, PRESSED = 60, 5, 4
PLATFORMS = {"slack": "Slack", "telegram": "Telegram"}
KINDS = {"slack": "Slack channel", "telegram": "Telegram group"}


class Addressed(Protocol):
    """A post with the place or person it is for."""

    @property
    def platform(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def place(self) -> int | None: ...
    @property
    def person(self) -> int | None: ...


def title(reply: str) -> str:
    """What a post is called: its heading, or how its text begins."""
    blocks = from_json(reply).blocks
    words = [block.text for block in blocks if isinstance(block, Heading | Text)]
    return words[0].split("\n")[0][:LONGEST] if words else "a message"


def where(db: Session, partnership: Partnership, post: Addressed, verb: str = "in") -> str:
    """Where a post belongs: "in the Slack channel food-insight", or "to Demo Analyst in private"."""
    if post.place is not None:
        return f"{verb} {the_place(partnership, post.platform, post.address)}"
    return f"to {people.person(db, post.person).name} in private" if post.person else "to a person in private"


def the_place(partnership: Partnership, platform: str, address: str) -> str:
    """A place by the name it has in the configuration."""
    here = [
        each for each in partnership.settings.places if (each.platform, each.address) == (platform, address)
    ]
    name = next((each.name for each in here if each.name), address)
    return f"the {KINDS.get(platform, 'place')} {name}"


def platform_name(platform: str) -> str:
    return PLATFORMS.get(platform, "the page")


def left_out(partnership: Partnership, posts: Sequence[Post]) -> Reply:
    """What a place is told about the posts it did not get, as soon as it can be told."""
    zone, one = partnership.zone, len(posts) == 1
    lines = [f"{title(each.reply)}, {say_date(each.due.astimezone(zone).date())}" for each in posts[:SHOWN]]
    if len(posts) > SHOWN:
        lines.append(f"and {len(posts) - SHOWN} more")
    many = "1 post" if one else f"{len(posts)} posts"
    blocks: list[Block] = [
        Text(f"{many} could not be posted here when {'it was' if one else 'they were'} due:"),
        Text("\n".join(lines)),
        Text(f"Ask {partnership.contact('lead')} if you want {'it' if one else 'them'} posted after all."),
    ]
    pressed = dict.fromkeys(button for each in posts if (button := _look_up(each)))
    if pressed:
        blocks.append(Buttons(tuple(pressed)[:PRESSED]))
    return Reply(tuple(blocks))


def _look_up(post: Post) -> Button | None:
    """The command that shows the same thing to whoever presses it, where there is one."""
    reply = from_json(post.reply)
    if post.live.startswith("poll/"):
        return Button(f"Show sounding {post.live.removeprefix('poll/')}", post.live.replace("/", " "))
    lines = [one.line for block in reply.blocks if isinstance(block, Buttons) for one in block.buttons]
    asked = [f"ask {reply.asked}"] if reply.asked else [each for each in lines if each.startswith("ask ")]
    return Button(f"Show {title(post.reply)}"[:LONGEST], asked[0]) if asked else None
