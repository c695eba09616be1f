"""The digest of the week: editors look at its draft, everybody at the last one that was approved."""

from __future__ import annotations

from dataclasses import replace

from commands import Refusal, Request, command
from commands.digests import editors
from commands.digests.draft import offered, shown
from commands.digests.edition import message
from commands.digests.lines import SCHEDULE, meant
from commands.reply import Reply
from storage import digests


@command("digest", example="digest", writes=True)
def digest(request: Request, words: str) -> Reply:
    """Read the last digest of the weeknotes; editors see the draft."""
    if not editors.may_edit(request):
        return _last(request)
    found = meant(request, words).digest
    return _as_posted(request, found) if found.approved else shown(request, found)


def _last(request: Request) -> Reply:
    found = digests.newest(request.db, request.partnership.id, approved=True)
    if found is None:
        raise Refusal("No digest has been posted here yet.", [SCHEDULE])
    return _as_posted(request, found)


def _as_posted(request: Request, found: digests.Digest) -> Reply:
    return replace(message(request, found), private=True, live="")


@command("digest preview", usage="digest preview", example="digest preview", writes=True, listed=False)
def preview(request: Request, words: str) -> Reply:
    """See the digest as it will look."""
    editors.check(request)
    found = meant(request, words).digest
    looks = _as_posted(request, found)
    return replace(looks, blocks=(*looks.blocks, *offered(found).blocks))


@command("weeknote digest", example="weeknote digest", writes=True, listed=False)
def draft(request: Request, words: str) -> Reply:
    """Look at this week's digest; editors see the draft."""
    return digest(request, words)
