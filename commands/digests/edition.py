"""A digest as a certain readership gets it: one content, from which message, page, text and feed are drawn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commands import Request, live
from commands.digests.sections import in_order
from commands.reply import Chart, Heading, Note, Reply, Table, Text, from_json
from storage import digests
from storage.digests import Digest, Line, Scope
from storage.partnerships import Partnership
from storage.times import say_date, say_day

EVERYBODY: frozenset[Scope] = frozenset({"channel", "partners", "public"})
PARTNERS: frozenset[Scope] = frozenset({"partners", "public"})
PUBLIC: frozenset[Scope] = frozenset({"public"})
SMALL_PRINT = (
    "Figures are rounded and approved; a chart names its period. Notes are in their authors' words, "
    "unless it says that an editor changed them."
)

UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing an edition says. ``by`` is who it is from, ``mark`` what is to be known about it, such as its lateness."""

    words: str
    by: str = ""
    mark: str = ""
    source: str = ""
    link: str = ""
    shown: tuple[Chart | Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """``withdrawn`` says which figures must not be used any more, ``gone`` what else was taken out.

    ``inside`` is how many notes stay with smaller readerships.
    """

    partnership: str
    name: str
    week: date
    parts: tuple[Part, ...]
    withdrawn: tuple[str, ...]
    gone: tuple[str, ...]
    inside: int
    updated: datetime | None

    @property
    def title(self) -> str:
        return f"Weeknotes for the week of {say_day(self.week)}"


def edition(here: Partnership, digest: Digest, scopes: frozenset[Scope]) -> Edition:
    """What a digest says to those whom these scopes let read it. People are named in the channel alone."""
    lines = [line for line in digest.standing() if line.scope in scopes]
    named = scopes == EVERYBODY
    parts = []
    for section in in_order():
        said = tuple(said_of(line, named) for line in lines if line.section == section.key)
        parts += [Part(section.title, said)] if said else []
    kept_in = [line for line in digest.standing() if line.scope not in scopes]
    return Edition(
        here.id,
        here.name,
        digest.week,
        tuple(parts),
        _withdrawn(digest, scopes),
        tuple(_gone(digest, scopes)),
        len(digests.notes_of(kept_in)),
        digest.changed_at or digest.approved_at,
    )


def said_of(line: Line, named: bool) -> Said:
    """A line for those who may read it; outside the channel an organisation speaks, and nothing links inside."""
    by = ", ".join(filter(None, (line.name, line.organisation))) if named else line.organisation
    late = f"Added on {say_date(date.fromisoformat(line.late))}." if line.late else ""
    edited = "Changed by an editor." if line.about and line.text != line.original else ""
    shown = tuple(block for block in _shown(line) if isinstance(block, Chart | Table))
    source, link = (line.source, line.link) if named else ("", "")
    return Said(line.text, by, " ".join(filter(None, (edited, late))), source, link, shown)


def _shown(line: Line) -> Sequence[object]:
    return from_json(line.shown).blocks if line.shown else ()


def _withdrawn(digest: Digest, scopes: frozenset[Scope]) -> tuple[str, ...]:
    gone = [line.instead for line in digest.lines if line.gone and line.scope in scopes]
    return tuple(dict.fromkeys(filter(None, gone)))


def _gone(digest: Digest, scopes: frozenset[Scope]) -> Iterator[str]:
    """How much was taken out, by day, never what it was."""
    gone = [line for line in digest.lines if line.gone and line.scope in scopes and not line.instead]
    for day, count in sorted(Counter(line.gone for line in gone).items()):
        what = "1 thing was" if count == 1 else f"{count} things were"
        yield f"{what} taken out on {say_date(date.fromisoformat(day))}."


def seen(text: str) -> str:
    """Text without what cannot be seen, such as control characters and marks that turn its direction."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\t", " ")).strip()


def message(request: Request, digest: Digest) -> Reply:
    """The digest in the partnership's places; it stays true."""
    whole = edition(request.partnership, digest, EVERYBODY)
    blocks: list[Text | Heading | Chart | Table | Note] = [Text(each) for each in whole.withdrawn]
    blocks.append(Heading(whole.title))
    for part in whole.parts:
        blocks.append(Heading(part.title))
        for said in part.said:
            blocks += [said_as_text(said), *said.shown]
    blocks += [*map(Note, whole.gone), Note(SMALL_PRINT), *_outside(request, digest)]
    return Reply(tuple(blocks), live=digest.key)


def said_as_text(said: Said) -> Text:
    signed = f"{said.by}:\n{said.words}" if said.by else said.words
    marked = f"{signed}\n[{said.mark}]" if said.mark else signed
    return Text(marked, said.source, said.link)


def _outside(request: Request, digest: Digest) -> list[Note]:
    """How many notes do not leave the channel, where anything does."""
    inside = edition(request.partnership, digest, PUBLIC).inside
    settings = request.partnership.settings.schedule.weeknote_digest
    if not inside or settings is None or settings.publish_dir is None:
        return []
    what = "1 note stays" if inside == 1 else f"{inside} notes stay"
    return [Note(f"{what} in this partnership and will not be published.")]


@live(digests.DIGEST)
def view(request: Request, week: str) -> Reply:
    """A digest as it is now, for the messages that show it."""
    found = digests.of_week(request.db, request.partnership.id, date.fromisoformat(week))
    if found is None:  # kept long enough, and deleted
        return Reply((Text("This digest is kept no longer."),), live=f"{digests.DIGEST}/{week}")
    return message(request, found)
