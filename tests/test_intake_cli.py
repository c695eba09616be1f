"""Checking measure files and building from files, workbooks and databases, at the command line."""

from __future__ import annotations

import sqlite3
from datetime import date

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import app
from storage import bundle
from storage.keys import new_file
from storage.signing import new_key
from tests.intake import GOOD, HEADER
from tests.workbooks import xlsx

MEASURE = """id: referrals
version: 1
title: Referrals
counts: events
unit: {one: referral, many: referrals}
what: Referrals, made up.
not: People.
holder: food-hub
contact: Demo Analyst
steward: Demo Steward
source: {name: a log, licence: made up}
layout: {kind: long, area: ward, period: week_commencing, count: referrals, reason: reason}
areas: {vintage: v1, file: wards.csv, levels: [ward, borough]}
dimensions: {reason: {codes: [debt, crisis]}}
time: {grain: week, starts: monday}
publish: [ward×reason×week]
protect: {method: controlled-rounding, base: 5, policy: 3}
review_by: 2099-03-31
"""
AREAS = "code,name,level,parent\nB,Camden,borough,\nW1,Belsize,ward,B\nW2,King's Cross,ward,B\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "referrals.yaml").write_text(MEASURE)
    (tmp_path / "catalogue" / "wards.csv").write_text(AREAS)
    (tmp_path / "key").write_bytes(b"a key of the test, at least 32 bytes long")
    (tmp_path / "key").chmod(0o600)
    new_file(tmp_path / "me.key", new_key("Demo Analyst").text.encode())
    (tmp_path / "log.csv").write_text(GOOD)
    return tmp_path


@pytest.fixture
def parley(folder, monkeypatch):
    monkeypatch.chdir(folder)

    def say(*words):
        return CliRunner().invoke(app, prog_name="parley", args=[str(word) for word in words])

    return say


@pytest.fixture
def build(parley):
    def build(*files):
        options = ("-o", "r.zip", "--key-file", "key", "--sign-with", "me.key", "--catalogue", "catalogue")
        return parley("data", "build", "referrals", *files, *options)

    return build


def redeclare(folder, **keys):
    path = folder / "catalogue" / "referrals.yaml"
    path.write_text(
        yaml.safe_dump(yaml.safe_load(path.read_text()) | keys, allow_unicode=True, sort_keys=False)
    )


def test_a_build_says_how_much_is_small_and_what_would_be_larger(build):
    said = build("log.csv")
    assert said.exit_code == 0, said.stderr
    lines = said.stderr.splitlines()
    assert lines[0] == "How much of each table is small, before it is protected:"
    assert lines[1].startswith("  ward×reason×week: 50% of the numbers that are not 0 are below 5.")
    assert "by borough" not in lines[1]
    assert lines[2] == "Keep r.ledger on this computer, for the next build: --ledger r.ledger"
    assert lines[3].startswith("Next, on the server")


def test_a_workbook_is_built_like_a_csv(folder, build):
    build("log.csv")
    from_csv = bundle.read(folder / "r.zip")
    rows = [line.split(",") for line in GOOD.splitlines()]
    rows = [rows[0], *([*row[:3], int(row[3])] for row in rows[1:])]
    (folder / "log.xlsx").write_bytes(xlsx({"Data": rows}))
    assert build("log.xlsx").exit_code == 0
    assert bundle.read(folder / "r.zip").cells == from_csv.cells


def test_a_measure_with_a_query_is_built_without_a_file(folder, build, monkeypatch):
    with sqlite3.connect(folder / "log.db") as db:
        db.execute("create table log (ward, week_commencing, reason, referrals)")
        db.execute(
            "insert into log values ('Belsize', '2025-09-29', 'debt', 3), ('W2', '2025-09-29', 'crisis', 12)"
        )
    layout = yaml.safe_load(MEASURE)["layout"]
    redeclare(folder, layout=layout | {"sql": {"url_env": "COUNTS_URL", "query": "select * from log"}})
    unset = build()
    assert (unset.exit_code, "Set COUNTS_URL in the environment" in unset.stderr) == (2, True)
    monkeypatch.setenv("COUNTS_URL", f"sqlite:///{folder / 'log.db'}")
    done = build()
    assert done.exit_code == 0, done.stderr
    given = build("log.csv")
    assert (given.exit_code, "Leave the file out" in given.stderr) == (2, True)


def test_a_measure_without_a_query_needs_a_file(build):
    said = build()
    assert (said.exit_code, said.stderr) == (2, "FILE: Name the file of counts.\n")


def test_a_total_that_gives_a_count_away_is_told_to_whoever_builds(folder, build):
    columns = {"debt": "Debt", "crisis": "Crisis"}
    layout = {"kind": "wide", "area": "ward", "period": "week", "columns": columns, "total": "All"}
    redeclare(folder, layout=layout | {"missing": {"withheld": ["c"]}})
    (folder / "log.csv").write_text(
        "ward,week,Debt,Crisis,All\nBelsize,2025-09-29,c,48613,48615\nW2,2025-09-29,9,9,18\n"
    )
    said = build("log.csv")
    assert said.exit_code == 0, said.stderr
    assert said.stderr.startswith("1 total in this file gives a withheld count away")
    assert "4861" not in said.output


def test_nothing_is_written_where_anything_is_wrong(folder, build):
    (folder / "log.csv").write_text(f"{HEADER}\nLeeds,2025-09-29,debt,3\nBelsize,2025-09-30,debt,4\n")
    said = build("log.csv")
    assert (said.exit_code, said.stdout, len(said.stderr.splitlines())) == (2, "", 2)
    assert not list(folder.glob("r.zip*"))


def test_a_check_names_file_line_and_key_of_every_problem(folder, parley):
    path = folder / "catalogue" / "referrals.yaml"
    text = path.read_text().replace("base: 5", "base: 6").replace("wards.csv", "none.csv")
    path.write_text(text.replace("steward: Demo Steward", "steward:"))
    said = parley("data", "check", "--catalogue", "catalogue")
    assert (said.exit_code, said.stdout) == (2, "")
    assert [line.split(": ")[:2] for line in said.stderr.splitlines()] == [
        ["referrals.yaml, line 10", "steward"],
        ["referrals.yaml, line 13", "areas.file"],
        ["referrals.yaml, line 17", "protect"],
    ]


def test_a_check_with_a_configuration_looks_for_the_people_too(tmp_path, monkeypatch):
    from bot.cli import init
    from tests.cli.folder import ANSWERS

    init.write(tmp_path, ANSWERS, False, date(2026, 3, 16))
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["data", "check"]).exit_code == 0
    path = next((tmp_path / "catalogue").glob("*.yaml"))
    lines = path.read_text().splitlines()
    at = next(number for number, line in enumerate(lines, 1) if line.startswith("deputy:"))
    lines[at - 1] = "deputy: Somebody Else"
    path.write_text("\n".join(lines))
    said = CliRunner().invoke(app, ["data", "check"])
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith(f'{path.name}, line {at}: deputy: "Somebody Else" is not one of the people')
