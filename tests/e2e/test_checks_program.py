"""The program with a lab's checks, run by hand as the GoogleTest program that it is."""

import re

from conftest import ROOT, run

CHECKS = ROOT / "build" / "bin" / "checks" / "lab03_iterative_server"
BUGGY = ROOT / "tests" / "submissions" / "lab03-iterative-server" / "buggy"
FEW = "--gtest_filter=R01.*:R03.*:R04.*:R05.*"
NAMES = {"R01.ListensOnEveryAddress", "R03.AnswersInUpperCase", "R04.OtherBytesComeBackUnchanged", "R05.AnswersAtOnce"}


def turns(*arguments, status=0):
    """The names of the checks in the order in which they were run, a list for each turn."""
    done = run(CHECKS, "--gtest_color=no", *arguments)
    assert done.returncode == status, done.stdout + done.stderr
    return [re.findall(r"^\[ RUN      \] (\S+)", turn, re.MULTILINE) for turn in re.split(r"^\[==========\] Running ", done.stdout, flags=re.MULTILINE)[1:]]


def test_checks_can_be_repeated():
    """A check leaves nothing behind that the next turn would find."""
    once, *again = turns(FEW, "--gtest_repeat=3")
    assert set(once) == NAMES and again == [once, once]


def test_checks_can_be_shuffled():
    """Each has a world of its own, so none minds what ran before it. The order is GoogleTest's own, of the seed that it is told."""
    in_order = turns(FEW)[0]
    orders = turns(FEW, "--gtest_shuffle", "--gtest_random_seed=7", "--gtest_repeat=3")
    assert len(orders) == 3 and all(sorted(order) == sorted(in_order) for order in orders)
    assert any(order != in_order for order in orders)


def test_a_failure_fails_every_turn():
    for arguments in ([], ["--gtest_shuffle"]):
        done = run(CHECKS, "--gtest_color=no", "--gtest_filter=R08.*", "--gtest_repeat=2", f"--submission={BUGGY / 'V14a-never-closes-connection'}", *arguments)
        assert done.returncode == 1
        assert done.stdout.count("[  FAILED  ] R08.EndOfStreamIsAnswered (") == 2, done.stdout
