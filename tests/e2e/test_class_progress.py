"""The bar that `class grade` draws on a terminal: how many are done, how fast, and how long it will take."""

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

import pytest
from conftest import WIRELAB
from test_class import NAMES, call, results, small_class

FRAME = re.compile(r"\[(#*)(\.*)\] (\d+) of (\d+)(?:, (\d+) a minute)?(?:, (\d+) (s|min) left)?")
OVER = "\r\x1b[K"  # to the beginning of the line, and nothing behind it: ECMA-48, EL


def drawn(folder, *arguments):
    """What `class grade` draws on a terminal, frame after frame, and what it says on standard output."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with subprocess.Popen([WIRELAB, "class", "grade", folder, *arguments], stdout=subprocess.PIPE, stderr=theirs, text=True) as grading:
        os.close(theirs)
        written = b""
        with contextlib.suppress(OSError):  # EIO: the other end is closed, pty(7)
            while part := os.read(ours, 65536):
                written += part
        os.close(ours)
        said = grading.stdout.read()
    assert grading.returncode == 0
    return written.decode().split(OVER), said


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """A class of three, graded one after the other in front of a terminal."""
    folder = tmp_path_factory.mktemp("three")
    call("init", folder / "run", "--lab", "3", "--seed", "5", small_class(folder / "handed-in", NAMES[:3]))
    return folder / "run", *drawn(folder / "run", "--jobs", "1")


def test_a_bar_is_drawn_and_nothing_of_it_stays(three):
    folder, (before, *frames, after), said = three
    assert before == after == "", "drawn over itself, and taken away at the end"
    assert frames[0] == "[....................] 0 of 3", "nothing is known yet of how fast it goes"
    seen = []
    for frame in frames:
        told = FRAME.fullmatch(frame)
        assert told and len(frame) < 80, frame
        filled, empty, done, total = len(told[1]), len(told[2]), int(told[3]), int(told[4])
        assert (filled, empty, total) == (20 * done // 3, 20 - 20 * done // 3, 3), frame
        assert (told[5] is None) == (told[6] is None) == (done == 0), frame
        seen.append(done)
    assert seen == sorted(seen) and set(seen) == {0, 1, 2, 3}
    assert len(results(folder)) == 3 and "3 graded" in said
    assert not any(name in frame for frame in frames for name in NAMES), "no list of outcomes as well"


def test_rate_and_time_left_are_of_the_same_clock(three):
    """With D of T done after E seconds it is 60 D / E a minute, and E (T - D) / D seconds are left: together they give back 60 (T - D)."""
    for frame in three[1]:
        told = FRAME.fullmatch(frame)
        if not told or told[5] is None:
            continue
        done, total, rate, left = int(told[3]), int(told[4]), int(told[5]), int(told[6]) * (60 if told[7] == "min" else 1)
        if done == total:
            assert left == 0, frame
            continue
        rounded_up = 60 if told[7] == "min" else 1
        # A rate is rounded to the nearest number, a time upwards.
        assert (rate - 0.5) * (left - rounded_up) <= 60 * (total - done) <= (rate + 0.5) * left, frame


def test_what_is_done_already_is_not_drawn_as_fast(three):
    """Nothing has changed: there is nothing to grade, and no rate that would promise anything."""
    frames, said = drawn(three[0])
    assert "3 of them unchanged" in said
    assert all("a minute" not in frame for frame in frames), frames
