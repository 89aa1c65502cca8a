"""wirelab grade --jobs N: how many checks run at the same time, and that no verdict depends on it."""

import json
import re
import shutil

import pytest
from conftest import ROOT, WIRELAB, graded, run

# Of these requirements one is met, one not, and one cannot be reached; what they need is looked at, too.
ONLY = "R01,R08,R09"
BUGGY = ROOT / "tests" / "submissions" / "lab02-tcp-client" / "buggy" / "C11-no-half-close"


def verdicts(result):
    return [(check["id"], check["outcome"], check["points"], (check.get("diagnosis") or {}).get("id")) for check in result["checks"]]


def most_at_once(trace):
    """How many children of the checks program (each a check) were alive at the same moment, in a trace of strace -f: 4 never means that 4 were
    wanted, but 1 means one at a time."""
    (server,) = re.findall(r'^(\d+) +execve\("[^"]*", \["[^"]*", "--serve=3"\]', trace, re.MULTILINE)
    lines = [line.split(None, 1) for line in trace.splitlines()]
    forked = re.compile(r"(?:clone3?|v?fork)(?:\(| resumed>).* = (\d+)$")
    begins = {}
    for at, (process, words) in enumerate(lines):
        if process == server and (child := forked.search(words)):
            begins[child[1]] = at
    ends = {}
    for at, (process, words) in enumerate(lines):
        if process in begins:
            begins[process] = min(begins[process], at)
            if words.startswith("+++ "):
                ends[process] = at
    assert begins and set(ends) == set(begins)
    moments = sorted([(at, 1) for at in begins.values()] + [(at, -1) for at in ends.values()])
    alive = most = 0
    for _, change in moments:
        alive += change
        most = max(most, alive)
    return most, len(begins)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_one_at_a_time_is_one_at_a_time_and_tells_the_same(tmp_path):
    trace = tmp_path / "trace"
    done = run("strace", "-f", "-o", trace, "-e", "trace=clone,clone3,fork,vfork,execve", WIRELAB, "grade", "2", BUGGY, "--only", ONLY, "--jobs", "1",
               "--format", "json", "--seed", "7", "--time-scale", "20")
    assert done.returncode == 1, done.stderr
    alone, beside = json.loads(done.stdout), graded("2", BUGGY, "--only", ONLY, "--jobs", "4", "--seed", "7")
    most, checks = most_at_once(trace.read_text())
    assert most == 1 and checks > len(alone["checks"])
    assert verdicts(alone) == verdicts(beside)
    assert [outcome for _, outcome, *_ in verdicts(alone)] == ["pass", "fail", "not_reached"]


def test_two_at_once_are_noticed():
    begin = '5 execve("/x/checks/lab02", ["lab02", "--serve=3"], 0x7f /* 9 vars */) = 0\n5 clone(child_stack=NULL, flags=SIGCHLD) = 6\n'
    assert most_at_once(begin + "6 +++ exited with 0 +++\n5 clone(child_stack=NULL, flags=SIGCHLD) = 7\n7 +++ exited with 0 +++\n") == (1, 2)
    assert most_at_once(begin + "5 clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>\n5 <... clone resumed>) = 7\n"
                        "6 +++ exited with 0 +++\n7 +++ killed by SIGKILL +++\n") == (2, 2)
