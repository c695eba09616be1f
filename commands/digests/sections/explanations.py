"""What people said explains a figure, as it is shown beside that figure: by organisation, for the channel."""

from __future__ import annotations

from collections.abc import Iterator

from commands.digests.sections import Week, section
from commands.figures import in_period, lower_first
from storage import explanations
from storage.digests import Line


@section("explained", "What people can explain", order=50)
def explained(week: Week) -> Iterator[Line]:
    """Explanations given since the last digest that still stand."""
    here = week.request.partnership
    new = explanations.numbers_since(week.request.db, here.id, week.since)
    for identity, found in here.explained.items():
        release = here.shelf.releases.get(identity)
        for each in found:
            area = release.areas.get(each.area) if release else None
            if release is None or area is None or each.id not in new:
                continue
            where = f"{release.measure.title} in {area.name} {in_period(release.measure, each.period)}"
            yield Line(
                0,
                "",
                f"{where}: “{each.text}”",
                organisation=here.organisation_name(each.organisation),
                about=f"explanation/{each.id}",
                source=lower_first(release.measure.title),
            )
