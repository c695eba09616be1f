"""For stewards: withdraw a release at once with a reason, or everything there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commands import Refusal, Request, command, corrections
from commands.deciding import (
    STEWARDS,
    STOPPERS,
    after_number,
    ask_for,
    check_named,
    decide,
    found,
    own_words,
    sentence_end,
    tell,
    tell_done,
)
from commands.reply import Button, Buttons, Reply, Text, say
from storage import people, releases, standing_approvals
from storage.releases import Release

WHY = "Why is it withdrawn?"
READ = "One plain sentence. People will read it."


@command(
    "data withdraw",
    usage="data withdraw NUMBER REASON",
    example="data withdraw 3 Counts were doubled in October",
    writes=True,
    roles=STEWARDS,
    free=True,
)
def withdraw(request: Request, words: str, *, reason: str = "") -> Reply:
    """Withdraw an approved release at once, with a reason."""
    release = found(request, words, "data withdraw 3 Counts were doubled in October")
    check_named(request, release.measure)
    if release.state not in ("approved", "replaced"):
        raise Refusal(f"Release {release.id} is {release.state}, so there is nothing to withdraw.")
    why = own_words(reason or after_number(words), "reason")
    if not why:
        return ask_for(f"Withdraw release {release.id}", f"data withdraw {release.id}", "reason", WHY, READ)
    decide(request, release, "withdrawn", why)
    done = corrections.correct(request.db, _as_decided(request, [release]))
    told = tell_done(request, release, "withdrew", f" Reason: {sentence_end(why)}")
    title = release.measure.title
    return Reply(
        (
            Text(
                f"Withdrawn. From now on nobody gets these figures of {title}."
                if release.state == "approved"
                else f"Withdrawn. The release of {title} that replaced it stays."
            ),
            *corrections.said(done),
        ),
        private=True,
        also=(*told, *done.replies),
        touched=done.again,
        noted=f"{release.id} {release.measure.id}: {why}",
    )


def _as_decided(request: Request, withdrawn: Sequence[Release]) -> list[Release]:
    found = (releases.find(request.db, request.partnership.id, release.id) for release in withdrawn)
    return [release for release in found if release is not None]


@command(
    "data withdraw all",
    usage="data withdraw all REASON",
    example="data withdraw all The referral log was found to be wrong",
    roles=STOPPERS,
    free=True,
)
def withdraw_all(request: Request, words: str, *, reason: str = "") -> Reply:
    """Withdraw every release of this partnership at once; you are asked once more before it happens."""
    approved = _approved(request)
    why = own_words(reason or words, "reason")
    if not why:
        return ask_for("Withdraw everything", "data withdraw all", "reason", WHY, READ)
    titles = ", ".join(release.measure.title for release in approved)
    return Reply(
        (
            Text(
                f"This withdraws {len(approved)} releases at once, ends every standing approval and corrects earlier "
                f"posts: {titles}."
            ),
            Text(
                f"Everybody who asks reads: {sentence_end(why)} To have figures back, each must be loaded and "
                "approved again."
            ),
            Buttons((Button("Withdraw everything now", f"data withdraw everything {why}", "danger"),)),
        ),
        private=True,
    )


def _approved(request: Request) -> list[Release]:
    approved = releases.approved(request.db, request.partnership.id)
    if not approved:
        raise Refusal("No release is approved, so there is nothing to withdraw.")
    return approved


@command(
    "data withdraw everything",
    usage="data withdraw everything REASON",
    example="data withdraw everything The referral log was found to be wrong",
    writes=True,
    roles=STOPPERS,
    free=True,
    listed=False,
)
def withdraw_everything(request: Request, words: str, *, reason: str = "") -> Reply:
    """Withdraw every release, as it was confirmed."""
    approved = _approved(request)
    why = own_words(reason or words, "reason")
    if not why:
        raise Refusal("Say why everything is withdrawn.", [Button("Say why", "data withdraw all")])
    for release in approved:
        decide(request, release, "withdrawn", why)
    for standing in standing_approvals.all_of(request.db, request.partnership.id):
        standing_approvals.end(request.db, standing, request.person.id, request.now)
    done = corrections.correct(request.db, _as_decided(request, approved))
    told = f"{request.person.name} withdrew all figures of this partnership. Reason: {sentence_end(why)}"
    everybody = people.everybody(request.db, request.partnership.id)
    concerned = [person for person in everybody if person.roles & set(STOPPERS)]
    reply = say(f"Withdrawn: {len(approved)} releases. From now on nobody gets any figures here.")
    return replace(
        reply,
        blocks=(*reply.blocks, *corrections.said(done)),
        also=(*tell(request, concerned, say(told)), *done.replies),
        touched=done.again,
        noted=f"{' '.join(str(release.id) for release in approved)}: {why}",
    )
