"""Every file of a week, by name: nothing in them that is not for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.publish.feed import feed
from bot.publish.page import index_page, week_page
from commands.digests.edition import PUBLIC, edition
from commands.digests.markdown import markdown
from commands.digests.text import plain
from storage.digests import Digest
from storage.partnerships import Partnership


def files_of(here: Partnership, digest: Digest, weeks: Sequence[Digest]) -> Mapping[str, str]:
    """The files of one week, and the list and feed of all ``weeks``, which are given newest first."""
    this, name = edition(here, digest, PUBLIC), digest.week.isoformat()
    every = [edition(here, each, PUBLIC) for each in weeks]
    return {
        f"{name}.html": week_page(this),
        f"{name}.md": markdown(this),
        f"{name}.txt": plain(this),
        "index.html": index_page(here.name, every),
        "feed.xml": feed(here.id, here.name, every),
    }
