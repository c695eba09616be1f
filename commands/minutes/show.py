"""Show the minutes of a meeting, or get them as a file; the posted ones stay true."""

from __future__ import annotations

from commands import Refusal, Request, command, live
from commands.minutes import confirm, wording
from commands.minutes.blocks import blocks, short
from commands.minutes.markdown import markdown
from commands.minutes.minutes import Minutes, minutes
from commands.minutes.page import page
from commands.minutes.text import plain
from commands.reply import Button, Buttons, File, Note, Reply, Text
from storage.meetings import holding
from storage.meetings.meeting import Meeting

MOST, ROOM = (
    30,
    2500,
)  # lines, and letters in them, of minutes that are posted whole: one message stays true, pages do not
FORMATS = {
    "markdown": ("md", markdown, "as Markdown, for a site or a wiki"),
    "html": ("html", page, "as a page to open or print"),
    "text": ("txt", plain, "as text to forward"),
}
SHORT = {"md": "markdown", "page": "html", "txt": "text", "whatsapp": "text"}


@command("minutes", usage="minutes M3 as=FORMAT", example="minutes M3 as=text")
def show(request: Request, words: str, *, as_: str = "") -> Reply:
    """Show the minutes of a meeting, or get them as Markdown, HTML or plain text."""
    meeting, rest = wording.meant(request, words)
    wanted = (as_ or rest.removeprefix("as ")).strip().casefold()
    wanted = SHORT.get(wanted, wanted)
    whole = minutes(request, meeting)
    if not wanted:
        return Reply((*blocks(whole), _buttons(request, meeting)), quiet=True)
    if wanted not in FORMATS:
        raise Refusal("Minutes come as markdown, html or text.", _files(meeting), field="as")
    return Reply((_file(whole, wanted),), private=True)


def _file(whole: Minutes, wanted: str) -> File:
    ending, write, what = FORMATS[wanted]
    name = f"minutes-{whole.number}-{whole.day.isoformat()}.{ending}"
    return File(name, write(whole), f"{whole.heading}, {what}. {whole.state}")


def _buttons(request: Request, meeting: Meeting) -> Buttons:
    confirming = confirm.button(meeting) if confirm.may(request, meeting) else None
    correcting = (
        Button("Correct a line", f"minutes correct {meeting.label}")
        if wording.can_be_corrected(request, meeting)
        else None
    )
    return Buttons((*filter(None, (correcting, confirming)), *_files(meeting)))


def _files(meeting: Meeting) -> tuple[Button, ...]:
    return (
        Button("As text", f"minutes {meeting.label} as=text"),
        Button("As a page", f"minutes {meeting.label} as=html"),
        Button("As Markdown", f"minutes {meeting.label} as=markdown"),
    )


def post(request: Request, meeting: Meeting) -> Reply:
    """The minutes in the partnership's places, kept true; many lines are left to a button."""
    whole = minutes(request, meeting)
    said = [entry.said for topic in whole.topics for entry in topic.entries]
    is_long = len(said) > MOST or sum(map(len, said)) > ROOM
    left = (Note(f"{len(said)} lines were noted. The button below shows them all."),) if is_long else ()
    buttons = (
        *(
            (Button("Correct a line", f"minutes correct {meeting.label}"),)
            if meeting.state == "draft"
            else ()
        ),
        Button("Read it all" if is_long else "Minutes", f"minutes {meeting.label}"),
        Button("As text", f"minutes {meeting.label} as=text"),
    )
    shown = (*short(whole), *left) if is_long else blocks(whole)
    return Reply((*shown, Buttons(buttons)), live=wording.key(meeting))


@live("minutes")
def view(request: Request, number: str) -> Reply:
    """The posted minutes as they stand now."""
    found = holding.find(request.db, request.partnership.id, int(number))
    if found is None:
        return Reply((Text("These minutes are kept no longer."),), live=f"minutes/{number}")
    return post(request, found)
