"""Approving a digest: the version somebody looked at, once; then it is posted, copied and published."""

from __future__ import annotations

from dataclasses import replace

from commands import Refusal, Request, command
from commands.digests.change import to_change
from commands.digests.checks import details
from commands.digests.draft import shown
from commands.digests.edition import PUBLIC, edition, message
from commands.digests.markdown import markdown
from commands.reply import Button, Buttons, Reply, Send, Text, ToEveryPlace, ToPerson, ToPlace
from commands.schedule_words import paused, settings_now
from storage import digests, people, wishes
from storage.digests import Digest
from storage.partnership import PartnershipSettings
from storage.times import say_day


@command(
    "digest approve", usage="digest approve WEEK VERSION", example="digest approve", writes=True, listed=False
)
def approve(request: Request, words: str) -> Reply:
    """Approve the draft you have just looked at; it is posted at once."""
    found = to_change(request, words)
    digest = found.digest
    if digest.approved:
        return _was_approved(request, digest)
    if not found.rest.strip():
        return shown(request, digest, "Look at the draft, then press Approve and post.")
    if found.rest.strip() != str(digest.version):
        return shown(
            request,
            digest,
            "The draft has changed since you looked at it, so nothing was posted. This is it now.",
        )
    _check(request, digest)
    settings = settings_now(request)
    _not_in_a_pause(request, settings)
    wanted = settings.schedule.weeknote_digest
    folder = wanted.publish_dir if wanted else None
    done = digests.approve(request.db, digest, request.person.id, request.now, with_files=folder is not None)
    digests.keep_markdown(request.db, done, markdown(edition(request.partnership, done, PUBLIC)))
    told = f"Approved. It is posted now.{_published(request, settings) if folder else ''}"
    return Reply(
        (Text(told),), private=True, also=tuple(_sends(request, done)), noted=f"{done.week} {done.version}"
    )


def _was_approved(request: Request, digest: Digest) -> Reply:
    by = people.person(request.db, digest.approved_by).name if digest.approved_by else "Parley"
    return Reply(
        (Text(f"The digest of this week was approved by {by}, and it is posted already."),), private=True
    )


def _check(request: Request, digest: Digest) -> None:
    """Nothing without a line, and nothing with personal details, goes out."""
    if not digest.standing():
        raise Refusal("Every line is left out, so there is nothing to post.", [_draft(digest)])
    bad = [str(line.number) for line in digest.standing() if details(line)]
    if bad:
        lines = f"Line {bad[0]} seems" if len(bad) == 1 else f"Lines {', '.join(bad)} seem"
        drop = [
            Button(f"Leave line {number} out", f"digest drop {digest.week} {number}") for number in bad[:5]
        ]
        raise Refusal(
            f"{lines} to contain personal details, so nothing was posted. Change them or leave them out.",
            [*drop, _draft(digest)],
        )


def _draft(digest: Digest) -> Button:
    return Button("Show the draft", f"digest {digest.week}")


def _not_in_a_pause(request: Request, settings: PartnershipSettings) -> None:
    if pause := settings.pause_on(request.today, "posts"):
        raise Refusal(
            f"{paused(pause)} The draft is kept; approve it then.", [Button("Show the schedule", "schedule")]
        )


def _published(request: Request, settings: PartnershipSettings) -> str:
    if pause := settings.pause_on(request.today, "public"):
        lead = request.partnership.contact("lead")
        return (
            f" Nothing of it is published until {say_day(pause.last)} ({pause.reason}): then {lead} is asked whether "
            "it should be."
        )
    return " What may leave the channel is published in a moment."


def _sends(request: Request, digest: Digest) -> list[Send]:
    """A post in each place of the digest, and a copy for those who want one."""
    posted = message(request, digest)
    copies = wishes.wanting_digest(request.db, request.partnership.id)
    private = replace(posted, private=True)
    return [*_posts(request, posted), *(Send(ToPerson(person), private, "digest") for person in copies)]


def _posts(request: Request, posted: Reply) -> list[Send]:
    settings = request.partnership.settings
    wanted = settings.schedule.weeknote_digest
    chosen = settings.addresses(wanted.places) if wanted else ()
    if not chosen:
        return [Send(ToEveryPlace(), posted)]
    places = people.places(request.db, request.partnership.id)
    return [Send(ToPlace(place.id), posted) for place in places if place.address in chosen]


@command(
    "digest publish",
    usage="digest publish WEEK",
    example="digest publish 2026-11-16",
    roles=("lead",),
    writes=True,
    listed=False,
)
def publish(request: Request, words: str) -> Reply:
    """Publish what a pause held back."""
    digest = _held(request, words)
    settings = settings_now(request)
    if pause := settings.pause_on(request.today, "public"):
        raise Refusal(f"Nothing is published until {say_day(pause.last)}: {pause.reason}.")
    digests.set_hold(request.db, digest, "")
    return Reply(
        (Text(f"The digest of the week of {say_day(digest.week)} is published in a moment."),), private=True
    )


@command(
    "digest leave",
    usage="digest leave WEEK",
    example="digest leave 2026-11-16",
    roles=("lead",),
    writes=True,
    listed=False,
)
def leave(request: Request, words: str) -> Reply:
    """Leave unpublished what a pause held back."""
    digest = _held(request, words)
    digests.set_hold(request.db, digest, "left")
    again = Buttons((Button("Publish it after all", f"digest publish {digest.week}"),))
    return Reply((Text("It stays in the channel and is not published."), again), private=True)


def _held(request: Request, words: str) -> Digest:
    digest = to_change(request, words).digest
    if not digest.hold:
        raise Refusal("Nothing of this digest is held back.")
    return digest
