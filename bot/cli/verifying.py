"""parley data verify: one release by itself, without bot, database or network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.base import harmless, stop, tell

if TYPE_CHECKING:
    from storage.bundle import Bundle
    from storage.protection.contributors import Learnt

UNKNOWN = (
    "It cannot be seen from here whether that key is registered in a partnership and whose it is, what else has been "
    "published about the same people, and whether a steward has approved this. The server looks at all three."
)
OWN = (
    'What an organisation knows of its own cases: "AREA, PERIOD = NUMBER" or "AREA, PERIOD, CODE = NUMBER". '
    "Several are tried one by one. The number is kept nowhere."
)


def verify(
    release: Annotated[Path, typer.Argument(help="The release to check.")],
    own: Annotated[list[str] | None, typer.Option("--own", help=OWN)] = None,
) -> None:
    """Check a release by itself: signature, hashes, declaration, cells and sums. Needs no database.

    Example: parley data verify release.zip

    With --own it also tries what an organisation could learn of everybody else's cases, by leaving out its own:
    parley data verify release.zip --own "Highgate, 2026-01-05 = 12"
    """
    from storage import bundle

    made = bundle.read(release)
    typer.echo(harmless(f"{release}: {facts(made)}"))
    for line in _checked(made):
        typer.echo(harmless(f"  {line}"))
    if made.signature is None:
        stop("Nobody has signed it, so no server takes it in. Build it again with --sign-with.")
    typer.echo("Everything in it agrees with its certificate, and nothing was changed after it was signed.")
    if own:
        _suppose(made, own)
    tell(UNKNOWN)


def facts(made: Bundle) -> str:
    """A release in one line."""
    proof = made.certificate
    if not made.periods:
        return f"{made.measure.title}, no periods, built by {made.built_by}"
    return (
        f"{made.measure.title}, version {proof.version}, {proof.cells:,} cells, periods: {proof.periods} "
        f"({made.periods[0]} to {made.periods[-1]}), base {proof.base}, built by {made.built_by}, "
        f"table {proof.table_sha256[:12]}"
    )


def _checked(made: Bundle) -> Iterator[str]:
    yield from made.certificate.checks
    if made.verdict is not None:
        yield from (f"attacked where it was built: {attack}" for attack in made.verdict.attacks)
    if made.signature is not None:
        yield f"signed with the key {made.signature.public.fingerprint}"


def _suppose(made: Bundle, own: Sequence[str]) -> None:
    """Try each; leaves with 1 where the policy does not hold for everybody else, with 2 where one cannot be tried."""
    from storage import judging
    from storage.protection import contributors

    holds, wrong = True, []
    for text in own:
        try:
            found = judging.supposed(made, text)
        except contributors.OwnError as error:
            wrong.append(f"--own: {error}")
            continue
        typer.echo(harmless(f"{contributors.place_in(text)}: {_told(made, found)}"))
        holds = holds and not found.small
    if wrong:
        stop(*wrong)
    if not holds:
        raise typer.Exit(1)


def _told(made: Bundle, found: Learnt) -> str:
    policy = made.certificate.policy
    if not found.small:
        wide = "nothing limits how many they are"
        if found.width < inf:
            wide = f"how many they are stays open over a range of at least {found.width:.0f}"
        return f"the policy of {policy} holds for everybody else; {wide}."
    places = sorted({_named(made, each.area) for each in found.small})
    return (
        f"the policy of {policy} does not hold for everybody else. An organisation that knows this of itself could tell "
        f"that there are {policy} or fewer others, in {', '.join(places)}. Rounding cannot stop that: larger areas, longer "
        "periods or fewer categories can."
    )


def _named(made: Bundle, code: str) -> str:
    area = made.areas.get(code)
    return area.name if area else code
