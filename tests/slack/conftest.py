"""What every test of Slack can use: small commands of each kind, the pretend Slack, and a Parley in it."""

import pytest

import commands
from bot.charts.pool import ChartPool
from commands import command
from tests.fakes.slack import FakeSlack
from tests.slack.world import (
    HERE,
    THERE,
    Parley,
    chart,
    draw,
    form,
    give,
    hush,
    jot,
    long,
    many,
    next_,
    note,
    press,
    show,
    tell,
    vote,
)


@pytest.fixture(autouse=True)
def language():
    before = dict(commands.REGISTRY)
    for call in (tell, show, hush, press, draw, chart, give, form, long, many):
        command(call.__name__, example=call.__name__)(call)
    for call in (note, jot):
        command(call.__name__, example=call.__name__, writes=True)(call)
    command("next", example="next")(next_)
    command("vote", example="vote", writes=True, sealed=True)(vote)
    yield
    commands.REGISTRY.clear()
    commands.REGISTRY.update(before)


@pytest.fixture(scope="module")
def charts():
    pool = ChartPool()
    yield pool
    pool.close()


@pytest.fixture
def slack():
    with FakeSlack() as slack:
        for user in ("U01", "U02", "U03"):
            slack.add_user(user, f"person {user}")
        slack.add_channel(HERE, "food", members=["U01", "U02", "U03"])
        slack.add_channel(THERE, "elsewhere", members=["U01"])
        yield slack
        assert slack.refusals == []


@pytest.fixture
def build(slack, tmp_path, charts):
    made = []

    def make(**more):
        made.append(Parley(slack, tmp_path, charts, **more))
        return made[-1].start()

    yield make
    for parley in made:
        parley.stop()


@pytest.fixture
def parley(build):
    return build()


@pytest.fixture(params=["socket", "http"])
def either(request, build):
    return build(http=request.param == "http")
