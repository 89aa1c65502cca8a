"""What the handouts show of several terminals is what happens: play_handout.py types it all, and compares."""

import re
import shutil
import sys

import pytest
from conftest import HANDOUTS, ROOT, in_a_network_of_its_own, run

NOT_RUN = 0  # blocks that no test can run; each has its reason in the handout


@pytest.fixture
def play(programs, tmp_path):
    """A function that plays a handout, in a folder with the programs of a lab."""
    apart = in_a_network_of_its_own()
    if not apart:
        pytest.skip("there can be no network of its own here: the ports of the handouts may be taken")

    def play(handout, lab):
        folder = tmp_path / lab
        shutil.copytree(programs / lab, folder)
        return run(*apart, sys.executable, "-B", ROOT / "tests/e2e/play_handout.py", handout, folder)

    return play


def blocks(handout):
    return re.findall(r"^```console\n([A-D]\$ .*?)^```", handout.read_text(), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("handout", HANDOUTS, ids=lambda handout: handout.stem)
def test_sessions_are_what_happens(handout, play):
    done = play(handout, handout.stem)
    assert done.returncode == 0, done.stderr
    run_blocks, not_run = map(int, re.fullmatch(r"run (\d+), not run (\d+)\n", done.stdout).groups())
    assert run_blocks + not_run == len(blocks(handout))


def test_every_transcript_has_its_test():
    for handout in HANDOUTS:
        of_one_terminal = re.findall(r"^```console\n\$ ", handout.read_text(), re.MULTILINE)
        assert len(of_one_terminal) + len(blocks(handout)) == len(re.findall("^```console", handout.read_text(), re.MULTILINE))
    assert sum(len(re.findall("^not run: .", handout.read_text(), re.MULTILINE)) for handout in HANDOUTS) == NOT_RUN


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('users:(("nc",pid=5,fd=4))', 'users:(("nc",pid=5,fd=5))'),  # another descriptor
        ('users:(("nc",pid=5,fd=4))', 'users:(("nc",pid=6,fd=4))'),  # a process that is not the one of the line before
        ("ESTAB  4      0          127.0.0.1:7007", "ESTAB  3      0          127.0.0.1:7007"),  # other numbers of the kernel
        ("127.0.0.1:46632    127.0.0.1:7007 ", "127.0.0.1:46628    127.0.0.1:7007 "),  # the port of the other client
        ("A shows: one", "A shows: two"),  # what one is only told
        ("\nHELLO\n", "\nHELL0\n"),
    ],
)
def test_an_untrue_line_is_found(old, new, play, tmp_path):
    (lab,) = (handout for handout in HANDOUTS if "lab03" in handout.stem)
    before, found, after = lab.read_text().partition(old)
    assert found
    copy = tmp_path / "untrue.md"
    copy.write_text(before + new + after)
    line = before.count("\n") + 1 + old.startswith("\n")
    done = play(copy, lab.stem)
    assert done.returncode == 1 and done.stderr.startswith(f"{copy}:{line}: after "), done.stdout + done.stderr
    assert new.strip().removeprefix("A shows: ") in re.search("shown: (.*)", done.stderr)[1]
