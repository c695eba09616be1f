"""What every part of a measure file has in common, and the kinds of text its keys hold."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

SLUG, CODE = r"^[a-z0-9][a-z0-9-]*$", r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
DAY, VARIABLE = r"^\d\d-\d\d$", r"^[A-Z][A-Z0-9_]*$"


class Part(BaseModel):
    """It cannot change and holds no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, str_strip_whitespace=True)


def _words(value: object) -> object:
    """YAML reads 2019 as a number, where a person means the words at the top of a column."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, StringConstraints(min_length=1)]
Heading = Annotated[str, BeforeValidator(_words), StringConstraints(min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=SLUG)]
Code = Annotated[str, BeforeValidator(_words), StringConstraints(pattern=CODE)]
Variable = Annotated[str, StringConstraints(pattern=VARIABLE)]
