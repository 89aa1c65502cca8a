"""The commands that the README shows are true."""

import re
import shlex

import pytest
from conftest import ROOT, run

README = (ROOT / "README.md").read_text()
COMMANDS = [line[2:].split("  #")[0].strip() for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("build/bin/")])
def test_command_works(command):
    if " hint " in command:
        run("build/bin/wirelab", "grade", "3", cwd=ROOT)
    done = run(*shlex.split(command), cwd=ROOT)
    # The student's own folder holds the skeleton here: graded, and not full.
    own_folder = "grade 3" in command and "solutions" not in command
    assert done.returncode == (1 if own_folder else 0), done.stdout + done.stderr


def test_make_grade_gives_an_overview_of_the_own_labs():
    done = run("make", "-s", "grade", cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    table = done.stdout[done.stdout.rindex("\nlab  ") :].splitlines()[2:]
    labs = sorted(path.parent.name for path in (ROOT / "labs").glob("*/lab.toml"))
    assert [line.split()[0] for line in table] == labs
    assert "next: step 1" in done.stdout


def test_make_grade_of_one_submission():
    done = run("make", "-s", "grade", "LAB=03", "SUBMISSION=solutions/lab03-iterative-server", cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "100 of 100" in done.stdout
    assert run("make", "-s", "grade", "LAB=03", cwd=ROOT).returncode == 2


def test_make_knows_every_target_that_is_named():
    for target in {command.split()[1] for command in COMMANDS if command.startswith("make ")}:
        assert run("make", "-n", target, cwd=ROOT).returncode == 0, target


def masked(text):
    """Without what differs from run to run: numbers, letters that were drawn, and where the submission lies."""
    text = re.sub(r'"[a-z]+"', '"abc"', text)
    text = re.sub(r"(grade lab03) \S*submissions\S+", r"\1", text)
    return re.sub(r"\b(\d{4,}|PORT)\b", "N", text)


def test_failure_looks_as_shown():
    shown = README.split("What a failure looks like:\n\n```\n")[1].split("```")[0]
    golden = (ROOT / "tests/golden/lab03-V14a-never-closes-connection.txt").read_text()
    assert masked(golden).startswith(masked(shown))


def test_links_lead_somewhere():
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!http)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
