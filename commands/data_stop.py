"""Stopping what would go out by itself: one release, or everything. It lets nothing out and withdraws nothing."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.deciding import STOPPERS, WAITING, deciders, found, tell, tell_done
from commands.reply import Button, Buttons, Reply, Text, say
from storage import people, releases, standing_approvals


@command("data stop", usage="data stop NUMBER", example="data stop 3", writes=True, roles=STOPPERS)
def stop(request: Request, words: str) -> Reply:
    """Stop one release that would go out by itself; it waits for a person then."""
    release = found(request, words, "data stop 3")
    if not standing_approvals.stop(request.db, release.id):
        raise Refusal(
            f"Release {release.id} is {release.state} and not on its way out, so there is nothing to stop."
        )
    title = release.measure.title
    return Reply(
        (
            Text(f"Stopped. Release {release.id} of {title} waits for a person now."),
            Buttons((Button(f"Look at {release.id}", f"data show {release.id}"),)),
        ),
        private=True,
        also=tell_done(request, release, "stopped", " It waits for a person now."),
        noted=f"{release.id} {release.measure.id}",
    )


@command("data stop all", example="data stop all", writes=True, roles=STOPPERS)
def stop_all(request: Request, words: str) -> Reply:
    """End every standing approval and stop all that would go out by itself. Nothing is withdrawn."""
    given = standing_approvals.all_of(request.db, request.partnership.id)
    going = standing_approvals.on_their_way(request.db, request.partnership.id)
    if not given and not going:
        return say("There is nothing to stop: no standing approval, and nothing on its way out.")
    for each in given:
        standing_approvals.end(request.db, each, request.person.id, request.now)
    for number in standing_approvals.on_their_way(request.db, request.partnership.id):
        standing_approvals.stop(request.db, number)
    done = f"{len(given)} standing approvals ended, {len(going)} releases stopped"
    held = [releases.find(request.db, request.partnership.id, number) for number in going]
    whom = [people.person(request.db, each.giver) for each in given]
    whom += [each for release in held if release for each in deciders(request.db, release)]
    return Reply(
        (
            Text(f"Stopped: {done}. From now on everything waits for a person. Nothing was withdrawn."),
            Buttons((WAITING,)),
        ),
        private=True,
        also=tell(
            request, whom, say(f"{request.person.name} stopped everything that goes out by itself: {done}.")
        ),
        noted=f"approvals {[each.id for each in given]}, releases {going}",
    )
