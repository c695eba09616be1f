"""Taking a release in: who signed it, whether it is what the partnership declares, and what attacking it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from storage import judging, lag, loaders, releases
from storage.bundle import Bundle, BundleError
from storage.catalogue import Catalogue
from storage.judging import Judged, Known
from storage.loaders import Loader
from storage.measures import Measure
from storage.releases import Release
from storage.times import say_day

OWN = frozenset({"layout", "aliases"})  # how the officer's file is laid out, and words people type: no figure


@dataclass(frozen=True)
class Received:
    """A release that is in the store, or was there already, and whose key signed it."""

    release: Release
    loader: Loader
    new: bool


def examine(db: Session, partnership: str, known: Known, made: Bundle, today: date) -> Judged:
    """Every check of a release that has been read, and the attack; takes its time and changes nothing.

    Raises BundleError with a sentence for each problem; cells that are not safe are named by their places alone.
    """
    loader_of(db, partnership, made)
    _same_declaration(known.catalogue, made)
    _past_its_lag(made, today)
    found = judging.judged(db, partnership, made, known)
    if not found.verdict.releasable:
        raise BundleError(judging.refusal(made, found.verdict))
    return found


def take_in(db: Session, partnership: str, made: Bundle, found: Judged, now: datetime) -> Received | None:
    """Load an examined release as pending; ``None`` where something was published since it was examined."""
    if judging.published(db, partnership) != found.together_with:
        return None
    loader = loader_of(db, partnership, made)
    release = releases.load_bundle(db, partnership, made, loader.name, now, loader.id, found)
    return Received(release, loader, release.loaded_at == now)


def loader_of(db: Session, partnership: str, made: Bundle) -> Loader:
    """Whose key signed it; raises BundleError where that is nobody who may load here."""
    if made.signature is None:
        raise BundleError(
            "Nobody has signed this release, so nothing was loaded. Build it again with --sign-with and your own key."
        )
    key = made.signature.public
    loader = loaders.find(db, partnership, key)
    if loader is None:
        raise BundleError(
            f"This release is signed with a key that is not registered here, so nothing was loaded. Its fingerprint is "
            f"{key.fingerprint}. If {made.built_by} reads out the same, a lead can register it in the chat: /data loader"
        )
    if loader.removed_at is not None:
        raise BundleError(
            f"This release is signed with a key of {loader.name} that was removed on "
            f"{say_day(loader.removed_at.date())}, so nothing was loaded. Make a new key, and ask a lead to register it."
        )
    return loader


def _past_its_lag(made: Bundle, today: date) -> None:
    """Every period is published once, when its late records are in; one that comes early would be corrected."""
    if early := lag.too_new(made.measure, map(date.fromisoformat, made.periods), today):
        raise BundleError("\n".join(["Some of this release is too new, so nothing was loaded.", *early]))


def _same_declaration(catalogue: Catalogue, made: Bundle) -> None:
    """What may be asked, who decides and how it is protected is what the partnership's own catalogue says."""
    declared = catalogue.measures.get(made.measure.id)
    if declared is None:
        raise BundleError(f"The catalogue here does not declare {made.measure.id}, so nothing was loaded.")
    differing = [*_differing(declared, made.measure)]
    if not differing and catalogue.areas_of(declared) != made.areas:
        differing = ["the code list of areas"]
    if differing:
        raise BundleError(
            f"This release was built from another declaration of {made.measure.id} than the catalogue here has, so "
            f"nothing was loaded. They differ in: {', '.join(differing)}. Use the same measure file, and build it again."
        )


def _differing(one: Measure, other: Measure) -> list[str]:
    names = [name for name in type(one).model_fields if name not in OWN]
    return [name.rstrip("_") for name in names if getattr(one, name) != getattr(other, name)]
