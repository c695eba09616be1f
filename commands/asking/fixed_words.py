"""Words that mean the same in every partnership: how to split, how to show, what to compare, what changes nothing."""

from __future__ import annotations

from commands.asking.meanings import (
    Compare,
    Counted,
    Exclusion,
    Filler,
    Form,
    Meaning,
    Ranking,
    Rate,
    Shape,
    Split,
)

FILLER = """
    how many|how much|how|what|what is|what was|what were|what are|whats|which|who|where|when|was|were|is|are|be|been|being
    the|a|an|of|in|for|at|on|during|over|within|through|throughout|across|around|near|inside|by|to|from|as|it|its|that
    this|these|those|please|pls|thanks|thank you|hi|hello|show|show me|give|give me|tell|tell me|find|get|got|see|look|look up
    us|me|i|we|you|our|my|can|could|would|should|may i|may we|can i|can we|can you|could you|like|want|need|know|about
    number|numbers|count|counts|total number|figure|figures|data|statistics|stats|there|did|do|does|have|has|had
    received|made|given|recorded|seen|so far|only|just|also|then|and|or|between|each|every|any|with|used|use|whole
    asked|ask|question|regarding|concerning|related|due|because|because of|here|available|published|approved
"""
LEADS = (
    "what about",
    "how about",
    "and what about",
    "and how about",
    "and for",
    "and in",
    "and",
    "what of",
    "same for",
    "also",
)
FORMS: dict[Form, str] = {
    "chart": "chart|charts|graph|graphs|plot|line chart|bar chart|line graph|bar graph|picture|draw|a chart|a graph",
    "table": "table|tables|list|a table|a list",
    "csv": "csv|csv file|spreadsheet|excel|download|file|a csv|a spreadsheet",
    "map": "map|maps|mapped|a map",
    "text": "text|words|sentence",
}
TIMES = {
    "time": "over time|through time|by time|by period|time series|trend|trends|each period|every period|per period"
    "|gone up|gone down|going up|going down|went up|went down|rising|falling|increasing|decreasing",
    "week": "by week|weekly|week by week|each week|every week|per week|by weeks|a week",
    "month": "by month|monthly|month by month|each month|every month|per month|by months|a month",
    "term": "by term|termly|term by term|each term|every term|per term|by terms",
    "year": "by year|yearly|year by year|each year|every year|per year|by years|annually|a year",
}
RATES = "rate|rates|per head|per capita|per person|per resident|per household|per pupil"
AGAINST = (
    "vs|versus|v|against|compared with|compared to|compare with|compare to|compared against|relative to|than|more than"
    "|fewer than|less than|in comparison with|in comparison to"
)
SIDE_BY_SIDE = (
    "compare|comparing|comparison|comparison of|comparison between|compare between|difference between"
    "|more|fewer|less|higher|lower"
)
COUNTED = {
    "persons": "people|persons|person|residents|adults|children|kids|pupils|students|clients|users|callers|members|individuals",
    "households": "households|household|families|family|homes",
}
RANKING = (
    "most|least|highest|lowest|top|bottom|fewest|biggest|smallest|largest|best|worst|rank|ranking|ranked"
)
EXCLUSION = (
    "not|not in|except|except for|excluding|without|excl|minus|other than|apart from|no|leaving out|never"
)


def fixed_words() -> dict[str, tuple[Meaning, ...]]:
    """Every phrase that means the same everywhere."""
    found: dict[str, Meaning] = dict.fromkeys(_phrases(FILLER), Filler())
    found |= {phrase: Shape(form) for form, phrases in FORMS.items() for phrase in _phrases(phrases)}
    found |= {phrase: Split(by) for by, phrases in TIMES.items() for phrase in _phrases(phrases)}
    found |= dict.fromkeys(_phrases(RATES), Rate())
    found |= dict.fromkeys(_phrases(AGAINST), Compare(against=True))
    found |= dict.fromkeys(_phrases(SIDE_BY_SIDE), Compare(against=False))
    found |= {phrase: Counted(counts) for counts, phrases in COUNTED.items() for phrase in _phrases(phrases)}
    found |= dict.fromkeys(_phrases(RANKING), Ranking())
    found |= dict.fromkeys(_phrases(EXCLUSION), Exclusion())
    return {phrase: (meaning,) for phrase, meaning in found.items()}


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for line in text.splitlines() for phrase in line.split("|") if phrase.strip()]
