"""Some hostile submissions of tests/attacks, one of each kind; `make attacks` tries them all."""

import pathlib
import re
import subprocess
import sys
import tomllib

import pytest
from conftest import ROOT

ATTACKS = ROOT / "tests" / "attacks"
sys.path.insert(0, str(ATTACKS))

import run as attacks  # noqa: E402

ALL = {attack["name"]: attack for attack in attacks.load()}
SAMPLE = [
    "01b-include-the-grader",
    "10-linker-script-and-objects",
    "13a-link-to-the-solution",
    "16-poison-the-build",
    "17-hostile-messages",
    "23a-memory-that-no-limit-counts",
    "28-daemon-that-stays",
    "29-kill-everybody",
    "30-look-into-the-grader",
    "31b-environment-and-descriptors",
    "34a-attack-surface-of-the-kernel",
    "47-call-home",
    "55a-forged-result-on-every-descriptor",
    "56-escape-sequences",
    "60-bytes-that-are-no-text",
    "62-odd-name-of-a-folder",
]


@pytest.fixture(scope="module")
def machines():
    """Skips where there can be no machine for each attack."""
    if not attacks.can_make_machines():
        pytest.skip("needs root or user namespaces (a chroot?)")


@pytest.mark.parametrize("name", SAMPLE)
def test_nothing_comes_of_it(machines, name):
    assert attacks.problems(attacks.run(ALL[name])) == {}


def test_a_hole_would_be_seen(machines):
    """Without a box, an attack that comes to nothing in one does find its hole: it is the box that makes the difference."""
    assert attacks.problems(attacks.run(ALL["31a-read-the-machine"], alone=True)) == {}


def test_every_row_of_the_list_is_accounted_for():
    table = tomllib.loads((ATTACKS / "expect.toml").read_text())
    rows = {attack["row"] for attack in table["attack"]} | {row for entry in table["elsewhere"] for row in entry["rows"]}
    assert rows == set(range(1, 78))
    for entry in table["elsewhere"]:
        for path in re.findall(r"tests/[\w/]+\.py", entry["where"]):
            text = (ROOT / path).read_text()
            for test in re.findall(r"test_[a-z_]+(?!\w|\.py)", entry["where"].split(path)[1]):
                assert f"def {test}(" in text, f"{path} has no {test}"
    for attack in table["attack"]:
        assert ("verdict" in attack) != ("fails" in attack), attack["name"]
        assert ("why" in attack) == ("holds_in" in attack), attack["name"]


def test_each_attack_says_what_it_is():
    for name in ALL:
        sources = list((ATTACKS / name).glob("*.cpp"))
        for source in sources:
            if not source.name.startswith(("@", "-")):
                assert re.match(r"// Tries: .*?\n// Must happen: ", source.read_text(), re.DOTALL), source
        assert sources or (ATTACKS / name / "README").exists(), name
