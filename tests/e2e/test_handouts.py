"""The handouts build, their pictures are drawn, and their transcripts are what really happens."""

import os
import re
import shutil
import subprocess

import pytest
from conftest import ROOT, run

HANDOUTS = sorted((ROOT / "handouts").glob("lab*.md"))
END_OF_COMMAND = "\036"
PLAIN = {"PATH": os.environ["PATH"], "LC_ALL": "C"}  # what a reader has set for himself changes nothing


def transcripts(handout):
    """Blocks of commands for one terminal: [(command, output), ...] each. Those with several terminals have other prompts."""
    for block in re.findall(r"^```console\n(\$ .*?)^```", handout.read_text(), re.DOTALL | re.MULTILINE):
        steps = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
        yield [tuple(step.split("\n", 1)) for step in steps]


ALL = [(handout.stem, number, steps) for handout in HANDOUTS for number, steps in enumerate(transcripts(handout), 1)]


@pytest.fixture(scope="session")
def programs(tmp_path_factory):
    """The compiled references, a folder a lab."""
    root = tmp_path_factory.mktemp("programs")
    for lab in {handout.stem for handout in HANDOUTS}:
        (root / lab).mkdir()
        for source in (ROOT / "solutions" / lab).glob("*.cpp"):
            flags = ["-std=c++17", "-O1", "-g", "-Wall", "-Wextra", "-pthread"]
            built = run("g++", *flags, source, "-o", root / lab / source.stem)
            assert built.returncode == 0 and not built.stderr, built.stderr
    return root


def in_a_network_of_its_own():
    """The beginning of a command, where that can be had: ports of the transcripts are fixed, and may be taken here."""
    unshare = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if run(*unshare, "ip", "link", "set", "lo", "up").returncode == 0:
        return [*unshare, "sh", "-c", 'ip link set lo up && exec bash "$0"']
    return ["bash"]


@pytest.mark.parametrize(("lab", "number", "steps"), ALL, ids=[f"{lab}-{number}" for lab, number, _ in ALL])
def test_transcript_is_what_happens(lab, number, steps, programs, tmp_path):
    folder = tmp_path / lab
    shutil.copytree(programs / lab, folder)
    script = tmp_path / "script"
    script.write_text("".join(f"{command}\n{{ told=$?; printf '{END_OF_COMMAND}'; (exit $told); }} 2>/dev/null\n" for command, _ in steps))
    done = subprocess.run(
        [*in_a_network_of_its_own(), str(script)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, env=PLAIN
    )
    seen = done.stdout.decode(errors="replace").split(END_OF_COMMAND)
    for (command, expected), output in zip(steps, seen):
        assert output == expected, f"after $ {command}"
    assert len(seen) == len(steps) + 1, seen


@pytest.mark.parametrize("handout", HANDOUTS, ids=lambda handout: handout.stem)
def test_every_handout_says_what_was_learned(handout):
    assert re.search(r"^## .*[Ww]hat you have learned$", handout.read_text(), re.MULTILINE)


def test_the_site_builds_with_its_pictures_drawn(tmp_path):
    done = run(ROOT / "handouts/site/build", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    for handout in HANDOUTS:
        page = (tmp_path / "site" / f"{handout.stem}.html").read_text()
        assert page.count("<svg") == handout.read_text().count("```sequence")
        assert "<h1" in page and "sequence\n" not in page
    learned = (tmp_path / "site" / "learned.html").read_text()
    assert all(f'id="{handout.stem}"' in learned for handout in HANDOUTS)
