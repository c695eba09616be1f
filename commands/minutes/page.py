"""Minutes as a page, complete in one file; everything people wrote is escaped."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from commands.digests.edition import seen
from commands.minutes.blocks import people_in_words, untitled
from commands.minutes.markdown import ADDRESS
from commands.minutes.minutes import Minutes
from commands.minutes.wording import LINKED

if TYPE_CHECKING:
    from jinja2 import Template

COLUMNS = ("Action", "What", "Who", "By", "State")


def page(whole: Minutes) -> str:
    """One page of HTML."""
    facts = (
        ("When", whole.when),
        ("Chair", whole.chair),
        ("There", people_in_words(whole.present)),
        ("Apologies", people_in_words(whole.apologies)),
    )
    text = _template().render(
        whole=whole, facts=facts, columns=COLUMNS, untitled=untitled(whole), linked=LINKED
    )
    return f"{text.strip()}\n"


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("commands.minutes", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(seen=seen, address=lambda link: ADDRESS.fullmatch(link) is not None)
    return made.get_template("page.html")
