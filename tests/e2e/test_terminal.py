"""The report on terminals that can do less: narrow ones, without colour, without Unicode."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

import pytest
from conftest import ROOT, WIRELAB, run

NEVER_CLOSES = ROOT / "tests" / "submissions" / "lab03-iterative-server" / "buggy" / "V14a-never-closes-connection"
COMMANDS = re.compile(r"^ {5}(see|more|rerun|next) ")
GRADE = [str(WIRELAB), "grade", "3", str(NEVER_CLOSES), "--only", "R08,R10", "--show", "R08,R10", "--seed", "1"]


def environment(tmp_path, **changes):
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR", "TERM", "LANG", "LC_ALL", "LC_CTYPE")}
    return {**kept, "XDG_STATE_HOME": str(tmp_path), **changes}


def on_a_terminal(tmp_path, columns=100, **changes):
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    child = subprocess.Popen(GRADE, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=environment(tmp_path, **changes))
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # EIO: the other end is closed, pty(7)
            break
        if not part:
            break
        written += part
    os.close(ours)
    assert child.wait() == 1
    return written.decode().replace("\r\n", "\n")


def through_a_pipe(tmp_path, **changes):
    done = run(*GRADE, env=environment(tmp_path, **changes))
    assert done.returncode == 1 and done.stderr == ""
    return done.stdout


def plain(text):
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def assert_fits(text, columns):
    for line in plain(text).splitlines():
        # A command stays on one line, to be copied.
        assert len(line) <= columns or COMMANDS.match(line), line


@pytest.mark.parametrize("columns", [60, 80, 100])
def test_it_fits_the_window(tmp_path, columns):
    assert_fits(on_a_terminal(tmp_path, columns, TERM="xterm", LC_ALL="C.UTF-8"), columns)


@pytest.mark.parametrize("columns", ["60", "72"])
def test_columns_counts_where_there_is_no_window(tmp_path, columns):
    text = through_a_pipe(tmp_path, COLUMNS=columns, LC_ALL="C.UTF-8")
    assert_fits(text, int(columns))
    assert max(len(line) for line in text.splitlines() if not COMMANDS.match(line)) > int(columns) - 12, "the room is used"


@pytest.mark.parametrize("columns", ["", "0", "-5", "wide", "99999999999999999999"])
def test_columns_that_are_none_count_as_not_set(tmp_path, columns):
    report = through_a_pipe(tmp_path, LC_ALL="C.UTF-8").splitlines()
    assert [line.split()[:3] for line in through_a_pipe(tmp_path, COLUMNS=columns, LC_ALL="C.UTF-8").splitlines()[:4]] == [line.split()[:3] for line in report[:4]]


def test_a_terminal_gets_colour(tmp_path):
    assert "\x1b[1;31m" in on_a_terminal(tmp_path, TERM="xterm")


@pytest.mark.parametrize("changes", [{"NO_COLOR": "1", "TERM": "xterm"}, {"TERM": "dumb"}])
def test_it_can_be_without_colour(tmp_path, changes):
    assert "\x1b" not in on_a_terminal(tmp_path, **changes)


def test_an_empty_no_color_is_none(tmp_path):
    """https://no-color.org: "when present and not an empty string"."""
    assert "\x1b[" in on_a_terminal(tmp_path, NO_COLOR="", TERM="xterm")


def test_a_pipe_gets_no_colour(tmp_path):
    assert "\x1b" not in through_a_pipe(tmp_path, TERM="xterm", LC_ALL="C.UTF-8")


@pytest.mark.parametrize("changes", [{"LANG": "C"}, {"LC_ALL": "C", "LANG": "en_US.UTF-8"}, {"LC_CTYPE": "POSIX"}, {}])
def test_without_utf_8_it_is_ascii(tmp_path, changes):
    text = through_a_pipe(tmp_path, **changes)
    assert text.isascii()
    assert "|<" in text and ">|" in text, "drawn all the same"


@pytest.mark.parametrize("changes", [{"LANG": "en_US.UTF-8"}, {"LC_ALL": "C.utf8"}])
def test_with_utf_8_it_draws_with_it(tmp_path, changes):
    text = through_a_pipe(tmp_path, **changes)
    assert "│◀" in text and " · " in text
