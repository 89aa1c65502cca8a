"""lab.toml, handout, checks and skeleton of each lab say the same."""

import re
import tomllib

import pytest
from conftest import ROOT, run

LABS = sorted(path.parent.name for path in (ROOT / "labs").glob("*/lab.toml"))


def lab_toml(lab):
    return tomllib.loads((ROOT / "labs" / lab / "lab.toml").read_text())


@pytest.mark.parametrize("lab", LABS)
def test_points_sum_to_100_and_ids_are_in_order(lab):
    requirements = lab_toml(lab)["requirement"]
    assert sum(requirement["points"] for requirement in requirements) == 100
    assert [requirement["id"] for requirement in requirements] == [f"R{number:02}" for number in range(1, len(requirements) + 1)]


@pytest.mark.parametrize("lab", LABS)
def test_every_requirement_has_a_check_and_every_check_a_requirement(lab):
    listed = run(ROOT / "build/bin/checks" / lab.replace("-", "_"), "--gtest_list_tests").stdout
    suites = re.findall(r"^(R\d+)\.$", listed, re.MULTILINE)
    assert sorted(suites) == [requirement["id"] for requirement in lab_toml(lab)["requirement"]]


@pytest.mark.parametrize("lab", LABS)
def test_handout_has_the_same_table(lab):
    handout = (ROOT / "handouts" / f"{lab}.md").read_text()
    rows = re.findall(r"^\| (R\d+) \| (\d+) \| (.+?) \|$", handout, re.MULTILINE)
    assert rows == [(entry["id"], str(entry["points"]), entry["says"]) for entry in lab_toml(lab)["requirement"]]


@pytest.mark.parametrize("lab", LABS)
def test_there_is_a_skeleton_and_a_solution_of_every_program(lab):
    for program in lab_toml(lab)["programs"]:
        for folder in ("labs", "solutions"):
            assert (ROOT / folder / lab / f"{program}.cpp").exists()


@pytest.mark.parametrize("lab", LABS)
def test_check_file_quotes_every_requirement(lab):
    checks = (ROOT / "autograder/checks" / f"{lab.replace('-', '_')}.cpp").read_text()
    for requirement in lab_toml(lab)["requirement"]:
        assert f"// {requirement['id']}: " in checks
