"""Words of a question that nobody knows: the nearest that somebody does, or the question without them."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from commands import Refusal
from commands.asking.asked import Asked
from commands.asking.meanings import AreaName
from commands.asking.tokens import spoken
from commands.asking.vocabulary import Vocabulary
from commands.reply import Button
from storage.geography import Area, Former
from storage.releases import Release

NEAR = 70  # rapidfuzz score below which a word is no longer a plausible misspelling
SHOWN, LOOKED_AT, QUOTED, SHORTEST = 2, 9, 60, 4
WHOLE = (
    "Parley cannot leave something out of a figure: each one is shown whole. Ask for the parts that you want, "
    "or for all of it."
)


def refuse_strays(asked: Asked, release: Release, known: Vocabulary) -> None:
    """Raises ``Refusal`` where a line holds words that were not understood: to leave them out is for the person to say."""
    if asked.excluding:
        raise Refusal(WHOLE, [Button("All of it", f"ask {release.measure.id}")])
    if not asked.strays:
        return
    spot = asked.strays[0]
    typed = asked.words(spot)[:QUOTED]
    near = _areas(release, typed) or _phrases(known, typed)
    offers = [Button(name, f"ask {asked.instead(spot, name)}") for name in dict.fromkeys(near[:SHOWN])]
    without = Button(f"Ask without “{typed[:20]}”", f"ask {asked.without(spot)}")
    question = " Did you mean one of these?" if offers else " Ask without it, or say it in another way."
    raise Refusal(f"Parley did not understand “{typed}”.{question}", [*offers, without], field=spot.key)


def _areas(release: Release, typed: str) -> list[str]:
    if len(typed) < SHORTEST:
        return []
    found = release.areas.find(typed)
    if isinstance(found, Former):
        found = found.successors
    near = (found,) if isinstance(found, Area) else found
    return [release.areas.line(area) for area in near]


def _phrases(known: Vocabulary, typed: str) -> list[str]:
    """Names of figures and kinds, and the words of every question; areas have a search of their own."""
    others = [phrase for phrase, meanings in known.phrases.items() if AreaName() not in meanings]
    near = process.extract(spoken(typed), others, scorer=fuzz.ratio, score_cutoff=NEAR, limit=LOOKED_AT)
    each_once = {known.phrases[phrase]: phrase for phrase, _, _ in reversed(near)}
    return [known.shown.get(phrase, phrase) for phrase in reversed(each_once.values())]
