"""A Parley to be examined."""

import asyncio
from datetime import UTC, datetime

import yaml

from bot.cli import doctor
from bot.config import load

GROUP, CHANNEL = -1001234567890, "C0123456789"
PEOPLE = [{"name": "Ada", "organisation": "council", "roles": ["lead"]}]
PARTNERSHIP = {
    "id": "demo",
    "name": "Demo",
    "timezone": "Europe/London",
    "nation": "England",
    "catalogue": "catalogue/",
    "organisations": [{"id": "council", "name": "Council", "side": "council"}],
    "people": PEOPLE,
    "schedule": {"weeknote_prompt": {"at": "Friday 11:00"}},
}


def now():
    return datetime.now(UTC)


class Patient:
    """A configuration in a folder of its own, and the doctor's visit to it."""

    def __init__(self, folder, **sections):
        self.folder = folder
        places = [{"slack": CHANNEL}] if "slack" in sections else []
        places += [{"telegram": GROUP}] if "telegram" in sections else []
        raw = {**sections, "partnerships": [{**PARTNERSHIP, "places": places}]}
        (folder / "config.yaml").write_text(yaml.safe_dump(raw))
        self.env = {}

    def visit(self, clock=now):
        settings = load(self.folder / "config.yaml", self.env)
        self.found = asyncio.run(doctor.examine(settings, clock))
        for secret in self.env.values():
            assert secret not in repr(self.found)
        return self.found

    def says(self, what, **more):
        return [(each.state, each.text) for each in self.visit(**more) if each.what.startswith(what)]

    def states(self, what, **more):
        return [state for state, _ in self.says(what, **more)]
