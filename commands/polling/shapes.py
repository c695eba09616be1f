"""How a question is answered, in the words people say it in: "tick all that apply", "0-5", "number of parcels"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from storage.soundings.sounding import Shape

UNIT = r"[\w'&/() -]{1,30}"
LISTED = re.compile(
    r"\(?(?P<one>choice|one of|choose one|pick one)\)?(?::|\s*\n)(?P<of_one>.*)"
    r"|\(?(?P<any>several|multiple(?: choice| answers)?|any of|any that apply)\)?(?::|\s*\n)(?P<of_any>.*)"
    r"|\((?:several|multiple(?: choice| answers)?|any of|any that apply)\)(?P<in_brackets>.*)"
    r"|\(?(?:tick|select|choose|pick) (?:all|any)(?: that apply)?\)?(?::|\s)(?P<of_all>.*)",
    re.IGNORECASE | re.DOTALL,
)
SCALE = re.compile(
    r"\(?(?:(?:a |from |on a |rate |rated )*(?:scale)?\s*(?:of |from )?\s*0\s*(?:-|–|—|to|\.\.)\s*5"
    r"|scale|(?:score |marks? )?out of 5)\)?",
    re.IGNORECASE,
)
OTHER_SCALE = re.compile(
    r"\(?(?:scale\s*(?:of |from )?)?\d\s*(?:-|–|—|to)\s*\d+\)?|out of \d+", re.IGNORECASE
)
NUMBER = re.compile(rf"\(?(?:a )?(?:number|how many|count)(?: of)?(?:\s+(?P<unit>{UNIT}))?", re.IGNORECASE)
TEXT = re.compile(
    r"\(?(?:in )?(?:a )?(?:(?:short |free )?text|words|a? ?few words|(?:your |their )?own words|open)\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shaped:
    """A shape, what a number counts, and what is left: the answers to choose from."""

    shape: Shape
    rest: str = ""
    unit: str = ""


def shaped(text: str) -> Shaped:
    """What stands after a question; plain answers are a choice of one."""
    text = text.strip()
    if SCALE.fullmatch(text):
        return Shaped("scale")
    if TEXT.fullmatch(text):
        return Shaped("text")
    if number := NUMBER.fullmatch(text):
        return Shaped("number", unit=_unit(number["unit"] or ""))
    found = LISTED.fullmatch(text)
    if found is None:
        return Shaped("choice", text)
    if found["one"]:
        return Shaped("choice", found["of_one"])
    return Shaped("several", found["of_any"] or found["in_brackets"] or found["of_all"] or "")


def _unit(text: str) -> str:
    text = text.strip()
    return text.strip("()").strip() if text.count("(") != text.count(")") or text.startswith("(") else text
