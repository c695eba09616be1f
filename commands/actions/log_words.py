"""How people write in an action log: headings, states, dates, and what means that there is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from storage.times import written_date

COLUMNS = ("Number", "Meeting date", "Action", "Owner", "Status", "Due", "Comments")
HEADINGS: dict[str, str] = {
    "Number": "number no nr ref reference id actionno actionnumber actionid actionref item itemno",
    "Meeting date": "meetingdate dateofmeeting meeting date dateraised raised raisedon dateagreed agreedon agreed "
    "dateadded opened dateopened created",
    "Action": "action actions task tasks actionpoint actionpoints actionagreed agreedaction actionrequired what "
    "whatistobedone description actiondescription todo",
    "Owner": "owner owners actionowner who bywhom lead leadperson responsible responsibleperson personresponsible "
    "responsibility assignedto assignee assigned allocatedto actionby name",
    "Status": "status state openclosed openorclosed done complete completed currentstatus",
    "Due": "due duedate dueby datedue deadline bywhen when by target targetdate completeby completionby completiondate "
    "targetcompletion targetcompletiondate timescale",
    "Comments": "comments comment notes note update updates latestupdate progress progressupdate remarks outcome",
}
KNOWN = {word: column for column, words in HEADINGS.items() for word in words.split()}
STATES: dict[str, str] = {
    "open": "|open|ongoing|on going|in progress|inprogress|outstanding|not started|not yet started|started|pending|new|"
    "to do|todo|carried forward|carry forward|c/f|cf|rolled over|overdue|late|active|underway|under way|not done|"
    "incomplete|not complete|no|reopened",
    "blocked": "blocked|on hold|hold|stuck|waiting|delayed|paused|deferred|parked",
    "done": "done|complete|completed|closed|finished|resolved|actioned|achieved|discharged|yes|y|100%",
    "not needed": "not needed|no longer needed|no longer required|not required|dropped|cancelled|canceled|withdrawn|"
    "superseded|abandoned|n/a|not applicable",
}
STATE_OF = {word: state for state, words in STATES.items() for word in words.split("|")}
NO_DATE = (
    "tbc",
    "tba",
    "asap",
    "ongoing",
    "on going",
    "n/a",
    "na",
    "none",
    "no date",
    "not set",
    "immediate",
)
NOTHING = ("", "-", "–", "—")
TIME = re.compile(r"(?<=\d)(?:t|,?\s+)\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?z?$", re.IGNORECASE)


def heading(cell: str) -> str | None:
    """The column that people mean by a heading, in capitals or not, with spaces or without."""
    plain = unicodedata.normalize("NFKC", cell).casefold().strip()
    return "Number" if plain in ("#", "no.") else KNOWN.get(re.sub(r"[^a-z]", "", plain))


def headings(cells: Sequence[str]) -> list[str | None]:
    """The column of each heading. One with a column's own name is that column, and others that could be are nobody's."""
    named = [heading(cell) for cell in cells]
    own = {name for cell, name in zip(cells, named, strict=True) if name and _is_own(cell, name)}
    return [
        name if name not in own or _is_own(cell, name) else None
        for cell, name in zip(cells, named, strict=True)
    ]


def _is_own(cell: str, name: str) -> bool:
    return " ".join(cell.casefold().split()) == name.casefold()


def state(cell: str) -> str | None:
    """Open, blocked, done or not needed; ``None`` for another word."""
    return STATE_OF.get(" ".join(cell.casefold().replace("-", " ").split()).rstrip("."))


def day(cell: str, after: date | None) -> date | None:
    """A date as it is written in Britain, without its time; ``None`` for words that are no date, or no real one."""
    plain = re.sub(r"(?<=\d)\.(?=\d)", "/", TIME.sub("", cell.strip()))
    try:
        return written_date(plain, after)
    except ValueError:
        return None
