"""wirelab hint, and what wirelab remembers of the last run."""

import contextlib
import json
import os
import pty
import subprocess
import termios

import pytest
from conftest import ROOT, SOLUTION, WIRELAB, run, spoil

NEVER_CLOSES = ROOT / "tests" / "submissions" / "lab03-iterative-server" / "buggy" / "V14a-never-closes-connection"


@pytest.fixture
def memory(tmp_path):
    """A memory of its own, and a way to call wirelab with it."""

    def call(*arguments, **changes):
        return run(WIRELAB, *arguments, env={**os.environ, "XDG_STATE_HOME": str(tmp_path / "state"), **changes})

    call.file = tmp_path / "state" / "wirelab" / "lab03-iterative-server.json"
    return call


def test_hints_come_one_after_the_other(memory):
    assert memory("grade", "3", NEVER_CLOSES, "--only", "R08").returncode == 1
    told = [memory("hint", "3", "R08") for _ in range(4)]
    assert [done.returncode for done in told] == [0, 0, 0, 0]
    assert "V14" in told[0].stdout and "hint 1" in told[0].stdout and "?" in told[0].stdout
    assert "hint 2" in told[1].stdout and "close(2)" in told[1].stdout
    assert "hint 3" in told[2].stdout and told[2].stdout == told[3].stdout
    assert "hint 1" in memory("hint", "lab03", "R08", "1").stdout


def on_a_terminal(memory, typed, *arguments):
    """What `wirelab hint 3 R08` shows on a terminal where TYPED is typed; the terminal's echo is off."""
    ours, theirs = pty.openpty()
    modes = termios.tcgetattr(theirs)
    modes[3] &= ~termios.ECHO
    termios.tcsetattr(theirs, termios.TCSANOW, modes)
    os.write(ours, typed)
    hint = subprocess.Popen([WIRELAB, "hint", "3", "R08", *arguments], stdin=theirs, stdout=theirs, stderr=theirs,
                            env={**os.environ, "XDG_STATE_HOME": str(memory.file.parents[1]), "TERM": "dumb"})
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # EIO: the other end is closed, pty(7)
        while part := os.read(ours, 65536):
            shown += part
    os.close(ours)
    assert hint.wait() == 0
    return shown.decode().replace("\r\n", "\n")


def thoughts(memory):
    return [entry["thought"] for entry in json.loads(memory.file.read_text()).get("thoughts", [])]


QUESTION = "What do you think happens? One sentence is enough; Enter skips it.\n> "
CTRL_D = b"\x04"


def test_a_sentence_is_asked_for_before_each_new_hint_and_may_be_skipped(memory):
    memory("grade", "3", NEVER_CLOSES, "--only", "R08")
    told = [on_a_terminal(memory, typed) for typed in (b"nobody hangs up\n", b"\n", CTRL_D)]
    for number, text in enumerate(told, 1):
        assert text.startswith(QUESTION) and f"hint {number} " in text and text.count(QUESTION) == 1, text
    assert json.loads(memory.file.read_text())["thoughts"] == [{"requirement": "R08", "bug": "V14", "thought": "nobody hangs up"}]
    assert told[2].startswith(QUESTION + "\n"), "Ctrl-D types no newline"
    assert QUESTION not in on_a_terminal(memory, b""), "all three are known"


def test_nobody_is_asked_before_a_hint_that_he_knows(memory):
    memory("grade", "3", NEVER_CLOSES, "--only", "R08")
    assert on_a_terminal(memory, b"one\n", "2").startswith(QUESTION)
    for level in ("1", "2"):
        assert QUESTION not in on_a_terminal(memory, b"two\n", level)
    assert on_a_terminal(memory, b"three\n", "3").startswith(QUESTION)
    assert thoughts(memory) == ["one", "three"]


def test_nobody_is_asked_who_cannot_see_the_question_or_not_answer_it(memory):
    memory("grade", "3", NEVER_CLOSES, "--only", "R08")
    done = run(WIRELAB, "hint", "3", "R08", input="no terminal\n", env={**os.environ, "XDG_STATE_HOME": str(memory.file.parents[1])})
    assert QUESTION not in done.stdout and "hint 1 " in done.stdout
    ours, theirs = pty.openpty()  # where nothing is ever typed: who asks waits for ever
    done = run(WIRELAB, "hint", "3", "R08", stdin=theirs, env={**os.environ, "XDG_STATE_HOME": str(memory.file.parents[1])})
    os.close(ours)
    os.close(theirs)
    assert QUESTION not in done.stdout and "hint 2 " in done.stdout
    assert thoughts(memory) == []


def test_without_a_run_it_says_what_to_do(memory):
    done = memory("hint", "3", "R08")
    assert done.returncode == 2 and "has not been graded yet" in done.stderr and "grade lab03" in done.stderr
    assert memory("hint", "3", "R99").returncode == 2


def test_what_is_met_or_not_recognised_gets_a_plain_word(memory):
    memory("grade", "3", SOLUTION, "--only", "R01")
    assert memory("hint", "3", "R01").stdout == "R01 was met in the last run.\n"
    newline = NEVER_CLOSES.parent / "X03-waits-for-a-newline"
    memory("grade", "3", newline, "--only", "R05")
    assert "no bug was recognised for R05" in memory("hint", "3", "R05").stdout


def test_a_report_says_what_has_changed_since_the_last_run(memory, solution):
    source = solution / "ucserver.cpp"
    right = source.read_text()
    spoil(solution, "SO_REUSEADDR", "SO_KEEPALIVE")
    assert "since last run" not in memory("grade", "3", solution).stdout
    assert "since last run" not in memory("grade", "3", solution).stdout
    source.write_text(right.replace("SO_REUSEADDR", "SO_KEEPALIVE").replace("ready ", "here I am "))
    worse = memory("grade", "3", solution).stdout
    source.write_text(right.replace("SO_REUSEADDR", "SO_KEEPALIVE"))
    better = memory("grade", "3", solution).stdout
    assert "-" in worse.splitlines()[0] and "since last run" in worse.splitlines()[0], worse
    assert "+" in better.splitlines()[0] and "since last run" in better.splitlines()[0], better


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"met": 3, "last": [], "hints": "x"}', "\x00\xff"])
def test_a_spoilt_memory_harms_nothing(memory, text):
    memory.file.parent.mkdir(parents=True)
    memory.file.write_text(text)
    assert memory("grade", "3", SOLUTION, "--only", "R01").returncode == 0
    assert memory("hint", "3", "R01").returncode == 0


def test_no_place_for_a_memory_harms_nothing(memory):
    done = memory("grade", "3", SOLUTION, "--only", "R01", XDG_STATE_HOME="/proc/no/such/place")
    assert done.returncode == 0 and done.stderr == ""
    done = memory("grade", "3", SOLUTION, "--only", "R01", XDG_STATE_HOME="", HOME="")
    assert done.returncode == 0 and done.stderr == ""
