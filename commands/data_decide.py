"""For stewards: approve the very release they have looked at, or decline it with a reason."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.deciding import (
    STEWARDS,
    after_number,
    ask_for,
    decidable,
    decide,
    own_words,
    sentence_end,
    tell_done,
)
from commands.reply import Button, Buttons, Reply, Text
from storage import expected, review
from storage.releases import Release
from storage.review import Review


@command(
    "data approve",
    usage="data approve NUMBER HASH",
    example="data approve 3 9f2c81d0aa41",
    writes=True,
    roles=STEWARDS,
)
def approve(request: Request, words: str) -> Reply:
    """Approve the release you have looked at."""
    release, seen = decidable(request, words, "data approve 3 9f2c81d0aa41")
    if not seen.is_sealed_by("".join(words.split()[1:])):
        raise Refusal(
            "Look at the release first, as it is now, then press Approve there.",
            [Button("Look", f"data show {release.id}")],
        )
    check_safe(request, release, seen)
    decide(request, release, "approved")
    expected.arrived(request.db, request.partnership.settings, release.measure.id, request.now)
    title = release.measure.title
    return Reply(
        (
            Text(f"Approved. {title} can be asked for from now on."),
            Buttons(
                (
                    Button("Ask for it", f"ask {release.measure.id}"),
                    Button("Let new periods out", f"data standing give {release.id} {seen.seal[:12]}"),
                )
            ),
        ),
        private=True,
        also=tell_done(request, release, "approved"),
        noted=f"{release.id} {seen.seal[:12]} {release.measure.id}",
    )


def check_safe(request: Request, release: Release, seen: Review) -> None:
    """What nobody has attacked, or not together with what came out since, is approved by nobody."""
    again = f"Ask {release.loaded_by} to load it again."
    if seen.verdict is None:
        raise Refusal(
            f"Nobody has tried to work true numbers out from this release, so it cannot be approved. {again}"
        )
    if not seen.verdict.releasable:
        raise Refusal("True numbers could be worked out from this release, so it cannot be approved.")
    later = review.published_since(request.db, release, seen, request.partnership.catalogue.measures)
    if later:
        raise Refusal(
            f"{' and '.join(later)} came out after this release was examined, so the two have not been examined "
            f"together. {again}"
        )


@command(
    "data decline",
    usage="data decline NUMBER REASON",
    example="data decline 3 The van week is missing",
    writes=True,
    roles=STEWARDS,
    free=True,
)
def decline(request: Request, words: str, *, reason: str = "") -> Reply:
    """Decline a release with a reason."""
    release, _ = decidable(request, words, "data decline 3 The van week is missing")
    why = own_words(reason or after_number(words), "reason")
    if not why:
        return ask_for(f"Decline release {release.id}", f"data decline {release.id}", "reason", "Why not?")
    decide(request, release, "declined", why)
    return Reply(
        (Text("Declined. The person who loaded it has been told why."),),
        private=True,
        also=tell_done(request, release, "declined", f" Reason: {sentence_end(why)}"),
        noted=f"{release.id} {release.measure.id}: {why}",
    )
