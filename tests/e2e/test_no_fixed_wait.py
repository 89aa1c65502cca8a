"""The grader never waits by the clock: it looks for facts, at most a millisecond apart, in one documented place."""

import re
import shutil

import pytest
from conftest import ROOT, SOLUTION, WIRELAB, run

WAITS = re.compile(r"\b(sleep|usleep|nanosleep|clock_nanosleep|sleep_for|sleep_until|wait_for|wait_until|poll|ppoll|select|pselect|epoll_wait)\s*\(")


def test_no_source_file_sleeps_outside_the_poll_step():
    found = []
    for source in sorted((ROOT / "autograder").rglob("*.[ch]pp")):
        # observed_calls.cpp hands on the calls of a student's program.
        if source.name in ("poll_step.cpp", "observed_calls.cpp"):
            continue
        for number, line in enumerate(source.read_text().splitlines(), 1):
            code = re.sub(r'"(\\.|[^"])*"', '""', line.split("//")[0])
            for match in WAITS.finditer(code):
                # World::wait_for is the loop of facts itself; it waits in poll_step.
                if match.group(1) != "wait_for":
                    found.append(f"{source.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not found, "\n".join(found)


def test_the_poll_step_is_at_most_a_millisecond():
    header = (ROOT / "autograder/process/poll_step.hpp").read_text()
    assert "longest_poll_step{1000}" in header and "chrono::microseconds longest_poll_step" in header


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_no_system_call_of_a_whole_run_waits_longer(tmp_path):
    """The reference itself never waits by the clock, so every timed wait that strace sees is the grader's."""
    trace = tmp_path / "trace"
    run("strace", "-f", "-o", trace, "-e", "trace=nanosleep,clock_nanosleep,poll,ppoll,select,pselect6,epoll_wait,epoll_pwait,futex,rt_sigtimedwait",
        WIRELAB, "grade", "3", SOLUTION, "--only", "R01,R05,R10", "--time-scale", "20")
    calls = trace.read_text()
    assert "ppoll" in calls
    assert not re.findall(r"(?:clock_)?nanosleep\(.*", calls)
    for seconds, nanoseconds in re.findall(r"ppoll\(.*?\{tv_sec=(\d+), tv_nsec=(\d+)\}", calls):
        assert int(seconds) == 0 and int(nanoseconds) <= 1_000_000
    for timeout in re.findall(r"\b(?:poll|epoll_wait)\(.*?, (-?\d+)(?:\)| <unfinished)", calls):
        assert int(timeout) <= 1
