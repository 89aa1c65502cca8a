"""What varies from run to run may differ from the handout, and nothing else."""

import pytest
from as_shown import first_difference

SS = "ss -tanp 'sport = :7007 or dport = :7007'"
SHOWN = """\
State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process
LISTEN 0      1            0.0.0.0:7007       0.0.0.0:*     users:(("nc",pid=5,fd=3))
ESTAB  0      0          127.0.0.1:56578    127.0.0.1:7007  users:(("nc",pid=8,fd=3))
ESTAB  0      0          127.0.0.1:7007     127.0.0.1:56578 users:(("nc",pid=5,fd=4))"""
SEEN = """\
State Recv-Q Send-Q Local Address:Port   Peer Address:Port Process
LISTEN 0     1      0.0.0.0:7007         0.0.0.0:*         users:(("nc",pid=31,fd=3))
ESTAB 0      0      127.0.0.1:7007       127.0.0.1:40100   users:(("nc",pid=31,fd=4))
ESTAB 0      0      127.0.0.1:40100      127.0.0.1:7007    users:(("nc",pid=44,fd=3))"""
OLD_ONE = "\nTIME-WAIT 0 0 127.0.0.1:40002 127.0.0.1:7007"


def differs(shown, seen, command, known=None):
    return first_difference(shown.splitlines(), seen.splitlines(), command, known or {})[0]


@pytest.mark.parametrize("more", ["", OLD_ONE])
def test_other_numbers_other_widths_and_another_order_are_the_same(more):
    place, known = first_difference(SHOWN.splitlines(), (SEEN + more).splitlines(), SS, {})
    assert place is None
    assert known == {("pid", "5"): "31", ("pid", "8"): "44", ("port", "56578"): "40100"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("40100      127.0.0.1:7007 ", "40101      127.0.0.1:7007 "),  # two ports where the handout has one
        ("pid=44", "pid=31"),  # one process where it has two
        ("pid=31,fd=4", "pid=31,fd=5"),
        ("ESTAB 0 ", "ESTAB 4 "),
        ("0.0.0.0:7007", "127.0.0.1:7007"),
        ("0.0.0.0:7007", "0.0.0.0:24347"),  # no port that the kernel chose
        ("ESTAB", "CLOSE-WAIT"),
        ("users", "\nESTAB 0 0 127.0.0.1:7007 127.0.0.1:40100 users"),
    ],
)
def test_all_else_counts(old, new):
    assert old in SEEN
    assert differs(SHOWN, SEEN.replace(old, new, 1), SS) is not None


def test_a_number_stands_for_the_same_one_in_the_whole_handout():
    line = "from 127.0.0.1:50001 len 6: 1hello"
    assert differs(line, line.replace("50001", "33000"), "./listener 7007") is None
    assert differs(line, line.replace("50001", "33000"), "./listener 7007", {("port", "50001"): "33001"}) == 0
    assert differs(line, line.replace("50001", "33000"), "./listener 7007", {("port", "50002"): "33000"}) == 0


def test_a_missing_line_and_one_too_many_are_found():
    assert differs("one\ntwo", "one", "nc 127.0.0.1 7007") == 1
    assert differs("one", "one\ntwo", "nc 127.0.0.1 7007") == 1


def test_blanks_count_but_in_tables():
    assert differs(" 68 65", "68 65", "od") == 0
    assert differs("    PID\n     16", "PID\n 16", "ps -o pid") is None


def test_a_time_is_a_lower_bound():
    time = "real\t0m1.507s"
    for seen, differing in (("real\t0m1.501s", None), ("real\t0m4.100s", None), ("real\t0m1.499s", 0), ("user\t0m1.507s", 0)):
        assert differs(time, seen, "time ./talker 127.0.0.1 7007 hello") == differing
