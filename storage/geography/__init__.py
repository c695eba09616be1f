"""Areas: codes, names and parents from one code list, and the names people type for them.

How to ask (all of it pure and in memory):

* ``areas.find(text)`` gives one of three. An ``Area``: it is this one. A tuple of areas: nothing was chosen, offer them
  (empty: nothing is near). A ``Former``: the words are the name or the code of an area that is no more; say its
  ``sentence`` and offer its ``successors`` (largest part first, may be empty); never choose one of them.
* ``areas.exact(text)`` is the same without suggestions: ``None`` where nobody declared such a name; for reading plain words.
* ``areas.which(text, found)`` is the sentence to say above the menu, for a tuple as for a ``Former``: "There are several
  areas called Kilburn. Which one do you mean?", "There is no ward called “kilbrn”. Did you mean one of these?".
* ``areas.note(area)`` is what to say beside an answer about an area whose name also meant other ground before, or is also
  the name of an area next door; empty for most. ``areas.moved(area)`` is the ``Former`` behind it, or ``None``.
* ``areas.line(area)`` is what a button's command line says for an area: its name, or its code where the name is shared.
  ``areas.label(area)`` is what the button shows: "Kilburn", or "Kilburn (Brent)" where the name is shared.
* ``areas.top`` is the one area without a parent, which is meant where nobody names a place; ``None`` where there are several.
* ``areas.levels`` are the levels, smallest first; ``one(level)`` and ``many(level)`` are their words: "ward", "wards",
  "unitary authority", "unitary authorities".
* ``storage.vintages.warning(one, other, areas)`` is what to say when two releases are compared that were counted on
  code lists of different times; empty where the comparison holds.
"""

from storage.geography.areas import Area, Areas, many, one
from storage.geography.changes import Former
from storage.geography.files import AreasError, load_areas, parse_areas, write_areas
from storage.geography.names import normalise

__all__ = [
    "Area",
    "Areas",
    "AreasError",
    "Former",
    "load_areas",
    "many",
    "normalise",
    "one",
    "parse_areas",
    "write_areas",
]
