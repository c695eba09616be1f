"""The configuration as the command line reads it: every problem at once, and who may do what."""

import json

from typer.testing import CliRunner

from bot.__main__ import app as command_line
from tests.cli.folder import change


def test_every_problem_of_the_configuration_at_once(parley, folder):
    change(folder, nation="France", tiemzone="x", timezone="Europe/Nowhere")
    for command in (["check"], ["run"], ["console"], ["job", "--list"], ["db", "upgrade"], ["data", "list"]):
        said = parley(*command)
        assert (said.exit_code, said.stdout) == (2, ""), command
        paths = [line.partition(":")[0] for line in said.stderr.splitlines()]
        assert sorted(paths) == [f"partnerships[0].{key}" for key in ("nation", "tiemzone", "timezone")]
    assert json.loads(parley("check", "--json").stdout)["ok"] is False


def test_run_refuses_without_its_secrets_and_names_each(parley):
    said = parley("run")
    assert said.exit_code == 2
    assert [line.partition(":")[0] for line in said.stderr.splitlines()] == [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
    ]


def test_a_configuration_that_is_not_there(tmp_path):
    said = CliRunner().invoke(
        command_line, prog_name="parley", args=["--config", str(tmp_path / "none.yaml"), "check"]
    )
    assert (said.exit_code, "parley init" in said.stderr) == (2, True)


def test_check_prints_who_may_do_what_and_when(parley):
    said = parley("check")
    assert said.exit_code == 0, said.stderr
    assert "Needs the role deputy, lead or steward: data, data everything" in said.stdout
    assert "Demo Steward (council): steward; may also use data, data approve" in said.stdout
    assert "weekly chart: Monday 9:30am. Next: 9:30am " in said.stdout
    assert "SLACK_BOT_TOKEN" in said.stderr
    told = json.loads(parley("check", "--json").stdout)
    assert told["ok"]
    assert {person["name"] for person in told["partnerships"][0]["people"]} == {
        "Demo Lead",
        "Demo Steward",
        "Demo Deputy",
    }


def test_check_finds_every_disagreement_with_the_catalogue(parley, folder):
    (folder / "a-file").touch()
    schedule = {
        "weekly_chart": {"at": "Monday 09:30", "measures": ["exampel-referrals"]},
        "weeknote_digest": {"at": "Friday 15:30", "editors": ["Demo Lead"], "publish_dir": "a-file/notes"},
    }
    change(folder, schedule=schedule)
    path = folder / "catalogue" / "example-referrals.yaml"
    text = (
        path.read_text()
        .replace('contact: "Demo Lead"', "contact: Nobody")
        .replace("holder: food-hub", "holder: elsewhere")
    )
    path.write_text(text.replace('steward: "Demo Steward"', 'steward: "Demo Lead"'))
    said = parley("check")
    assert (said.exit_code, said.stdout) == (2, "")
    paths = [line.split(": ")[0:2] for line in said.stderr.splitlines()]
    nothing = '"exampel-referrals" is not a measure in the catalogue; did you mean "example-referrals"?'
    assert f"partnerships[0].schedule.weekly_chart.measures[0]: {nothing}" in said.stderr
    assert any(path[0].endswith("publish_dir") for path in paths)
    assert {path[1].rpartition(".")[2] for path in paths if path[0].endswith(".catalogue")} == {
        "contact",
        "holder",
        "steward",
    }


def test_check_says_what_is_wrong_in_a_measure_file(parley, folder):
    (folder / "catalogue" / "broken.yaml").write_text("id: Broken Name\n")
    said = parley("check")
    assert said.exit_code == 2
    assert len(said.stderr.splitlines()) > 5
    assert parley("data", "check").exit_code == 2


def test_check_warns_of_what_is_scheduled_in_the_quiet_hours(parley, folder):
    prompt, bundle = {"at": "Friday 8pm"}, {"at": "Monday 07:30"}
    review, call = {"at": "Monday 9am"}, {"title": "Call", "at": "Monday 9am", "agenda_before": "2 hours"}
    change(
        folder,
        schedule={
            "weeknote_prompt": prompt,
            "action_bundle": bundle,
            "figures_review": review,
            "meetings": [call],
        },
    )
    said = parley("check")
    assert said.exit_code == 0
    where = "partnerships[0].schedule"
    assert (
        f"{where}.weeknote_prompt.at: 8pm is in the quiet hours (6pm to 8am): it is posted then"
        in said.stderr
    )
    assert (
        f"{where}.action_bundle.at: 7:30am is in the quiet hours (6pm to 8am): what it sends waits"
        in said.stderr
    )
    assert f"{where}.meetings[0].at: 7am is in the quiet hours (6pm to 8am): it is posted then" in said.stderr
    assert "figures_review" not in said.stderr
