"""Ready soundings: looked at, then asked with a tap."""

from __future__ import annotations

from commands import Refusal, Request, command
from commands.polling.preview import preview
from commands.polling.templates import TEMPLATES, template
from commands.polling.wanted import Wanted
from commands.reply import Button, Buttons, Reply, Table


@command("poll templates", example="poll templates")
def templates(request: Request, words: str) -> Reply:
    """List soundings that are ready to ask."""
    rows = tuple((each.title, " ".join(question.words for question in each.questions)) for each in TEMPLATES)
    buttons = tuple(Button(each.title, f"poll template {each.name}") for each in TEMPLATES)
    return Reply((Table("Ready to ask", ("About", "Questions"), rows), Buttons(buttons)), private=True)


@command(
    "poll template",
    usage="poll template NAME closes=WHEN who=WHO",
    example="poll template demand who=vcs",
    listed=False,
)
def ready(request: Request, words: str, *, closes: str = "", who: str = "") -> Reply:
    """Look at a ready sounding before it is asked."""
    found = template(words)
    if found is None:
        offer = [Button(each.title, f"poll template {each.name}") for each in TEMPLATES]
        raise Refusal("Choose one of the soundings that are ready.", offer)
    return preview(request, Wanted(found.questions, closes, who, recall=found.recall))
