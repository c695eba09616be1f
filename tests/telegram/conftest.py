"""What every test of Telegram can use: small commands of each kind, the pretend Telegram, and a Parley beside it."""

import pytest

import commands
from commands import Refusal, command
from commands.reply import Button, Buttons, Heading, Reply, Send, Text, ToEveryPlace, say
from tests.fakes.telegram import FakeTelegram
from tests.telegram.world import (
    ADA,
    BEN,
    CHART,
    CSV,
    FORM,
    GROUP,
    HOSTILE,
    LEAD,
    SEALED_FORM,
    STRANGER,
    World,
)


class Log(list):
    """What the commands of these tests did."""


@pytest.fixture
def done():
    """Small commands of each kind; the list tells what they changed."""
    done, before = Log(), dict(commands.REGISTRY)
    names = (
        "quiet",
        "pub",
        "long",
        "secret",
        "tell",
        "note",
        "note keep",
        "seal",
        "sealed form",
        "draw",
        "give",
        "odd",
    )
    for name in names:
        commands.REGISTRY.pop(name, None)

    @command("pub", example="pub")
    def pub(request, words):
        """Answer for everybody."""
        return Reply((Text(f"Public {words}"),))

    @command("quiet", example="quiet", writes=True)
    def quiet(request, words):
        """Answer quietly."""
        done.append(("quiet", request.person.name))
        return Reply((Text("Quietly noted"),), private=words == "mine", quiet=True)

    @command("secret", example="secret")
    def secret(request, words):
        """Answer privately."""
        return Reply(
            (Heading("For you"), Text(f"The secret of {request.partnership.id} {words}")), private=True
        )

    @command("tell", example="tell", writes=True)
    def tell(request, words):
        """Tell somebody, and every place."""
        done.append(("tell", words))
        also = (Send(ToEveryPlace(), Reply((Text(f"Told: {words}"),))),)
        return Reply((Heading("Done"), Text(f"Told them {words}")), private=True, also=also)

    @command("long", example="long")
    def long(request, words):
        """Offer a long line."""
        line = "pub " + "very " * 30 + "long"
        return Reply((Text("Choose"), Buttons((Button("Go", line), Button("Private", "tell me")))))

    @command("draw", example="draw")
    def draw(request, words):
        """Draw."""
        return Reply((Text("Here it is"), CHART), private=words == "me")

    @command("give", example="give")
    def give(request, words):
        """Give a file."""
        return Reply((Text("Here is the file"), CSV), private=words == "me")

    @command("note", example="note", writes=True)
    def note(request, words):
        """Open a form."""
        return Reply((FORM,), private=True)

    @command("note keep", example="note keep", writes=True, listed=False)
    def keep(request, words, *, who="", more=""):
        """Keep what the form says."""
        if "bad" in words:
            raise Refusal("Leave out bad words.", field="words")
        done.append(("note", words, who, more, request.place and request.place.address, request.person.name))
        return say("Your note is kept, and everybody can read it.")

    @command("seal", example="seal 1", writes=True, sealed=True)
    def seal(request, words, *, why=""):
        """Count a sealed answer."""
        done.append(("seal", words, why))
        return say("Counted.")

    @command("sealed form", example="sealed form")
    def sealed_form(request, words):
        """Open a sealed form."""
        return Reply((SEALED_FORM,), private=True)

    @command("odd", example="odd")
    def odd(request, words):
        """Say hostile things."""
        return Reply((Heading(HOSTILE), Text(HOSTILE), Buttons((Button(HOSTILE, "pub " + HOSTILE),))))

    yield done
    commands.REGISTRY.clear()
    commands.REGISTRY.update(before)


@pytest.fixture
def fake():
    with FakeTelegram(privacy=False, loopback_webhooks=True) as fake:
        fake.add_user(ADA, "Ada")
        fake.add_user(BEN, "Ben")
        fake.add_user(LEAD, "Demo Lead")
        fake.add_user(STRANGER, "Stranger")
        fake.add_group(GROUP, members=[ADA, BEN, LEAD], admins=[LEAD])
        yield fake
        assert fake.refusals == []


@pytest.fixture
def off(tmp_path, fake, done):
    """A Parley which is built by the test."""
    world = World(tmp_path, fake)
    yield world
    world.close()


@pytest.fixture
def chat(off):
    return off.start()
