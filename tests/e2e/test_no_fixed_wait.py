"""The grader never waits by the clock: it looks for facts, at most a millisecond apart, in one documented place; and at most 100 ms apart
while only a program's own time-out can change anything."""

import re
import shutil

import pytest
from conftest import ROOT, WIRELAB, run

AUTOGRADER = ROOT / "autograder"
STEP, STEP_BESIDE_A_TIMER = 1_000_000, 100_000_000  # nanoseconds

# All that ends when some time has passed: on its own, with descriptors, with signals, with locks, or by setting a clock.
CALLS = """sleep usleep nanosleep clock_nanosleep sleep_for sleep_until thrd_sleep
poll ppoll select pselect epoll_wait epoll_pwait epoll_pwait2 recvmmsg io_getevents
sigtimedwait sem_timedwait sem_clockwait pthread_cond_timedwait pthread_cond_clockwait pthread_mutex_timedlock pthread_timedjoin_np cnd_timedwait
mtx_timedlock mq_timedreceive semtimedop wait_for wait_until try_lock_for try_lock_until try_acquire_for try_acquire_until
alarm ualarm setitimer timer_settime timerfd_settime""".split()
WAITS = re.compile(rf"\b({'|'.join(CALLS)})\s*\(")
# The same by number, past the names of the C library.
BY_NUMBER = re.compile(r"\bsyscall\s*\(\s*(?:SYS|__NR)_\w*(?:sleep|poll|select|epoll|futex|timedwait|timedreceive|timer|recvmmsg)\w*")
# World::wait_for is a word of the vocabulary: the loop of facts itself, which waits in poll_step. Nobody else's wait_for is.
OF_THE_WORLD = re.compile(r"(?:\bEnding World::|\bworld_->|\bworld\(\)\.)wait_for\s*\(")
# Where they may stand.
KNOWN = {
    ("process/poll_step.cpp", "ppoll"): "the step itself",
    ("process/ticker.cpp", "timerfd_settime"): "something to wait for beside the ends of programs: see who makes a Ticker",
    ("check/serve.cpp", "alarm"): "the end of a check that has lost its way",
    ("check/world.hpp", "wait_for"): "the word, declared",
}


def code_of(text):
    """TEXT with nothing between the quotes, and without comments."""
    text = re.sub(r'R"\((?:.|\n)*?\)"', '""', text)
    text = re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)
    text = re.sub(r"/\*(?:.|\n)*?\*/", "", text)
    return re.sub(r"//.*", "", text)


def waits_in(text):
    """The calls in a source file that wait by the clock, each with its line."""
    code = code_of(text)
    code = OF_THE_WORLD.sub("", code)
    code = BY_NUMBER.sub("poll(", code)
    return [(match.group(1), code.count("\n", 0, match.start()) + 1) for match in WAITS.finditer(code)]


def sources():
    """{"check/world.cpp": text}"""
    files = [path for path in AUTOGRADER.rglob("*") if path.suffix in (".cpp", ".hpp", ".h", ".c", ".ipp")]
    return {str(path.relative_to(AUTOGRADER)): path.read_text() for path in sorted(files)}


def test_no_source_file_waits_by_the_clock_outside_the_known_places():
    # observed_calls.cpp hands on the calls of a student's program.
    found = [(file, call, line) for file, text in sources().items() if file != "shim/observed_calls.cpp" for call, line in waits_in(text)]
    assert not [entry for entry in found if entry[:2] not in KNOWN]
    assert {entry[:2] for entry in found} == set(KNOWN), "what is known is there still"


@pytest.mark.parametrize("code, call", [
    ("sleep(1);", "sleep"),
    ("std::this_thread::sleep_for(50ms);", "sleep_for"),
    ("changed_.wait_for(lock, 50ms);", "wait_for"),
    ("if (done.wait_until(lock, end)) return;", "wait_until"),
    ("const auto ready = answer.wait_for(std::chrono::seconds(1));", "wait_for"),
    ("poll(\n    &one, 1, 20);", "poll"),
    ("::ppoll(nullptr, 0, &timeout, nullptr);", "ppoll"),
    ("epoll_wait(epoll, events, 8, 10);", "epoll_wait"),
    ("sigtimedwait(&set, nullptr, &second);", "sigtimedwait"),
    ("syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &second, nullptr);", "poll"),
    ('say("//"); usleep(5);', "usleep"),
    ("world_->wait_for(met);  // or sleep(1)", None),
    ("const Ending ending = world().wait_for([&] { return true; });", None),
    ('throw GraderFault("sleep(1)");', None),
    ("world_->wait_until_quiet();", None),
    ("wait_for_event(watched);", None),
])
def test_a_wait_is_noticed(code, call):
    assert [found for found, _ in waits_in(code)] == ([call] if call else [])


def test_no_script_that_is_handed_out_sleeps():
    for path in AUTOGRADER.rglob("*"):
        if path.is_file() and path.suffix not in (".cpp", ".hpp", ".toml", ".md"):
            assert not re.search(r"\bsleep\s+[\d$]", path.read_text()), path


def users_of(word):
    """The files, but for its own, in whose code WORD stands."""
    return {file for file, text in sources().items() if not file.startswith(("process/poll_step.", "process/ticker."))
            and re.search(rf"\b{word}\b", code_of(text))}


def test_the_steps_are_as_short_as_they_are_documented():
    header = code_of((AUTOGRADER / "process/poll_step.hpp").read_text())
    found = dict(re.findall(r"constexpr std::chrono::microseconds (\w+)\{(\d+)\};", header))
    assert found == {"longest_poll_step": str(STEP // 1000), "longest_step_beside_a_timer": str(STEP_BESIDE_A_TIMER // 1000)}
    # Each function is bounded by its own constant, and there is no other that waits for a time.
    code = code_of((AUTOGRADER / "process/poll_step.cpp").read_text())
    assert re.findall(r"^bool (\w+)\(.*\{\s*return step_at_most\(watched, step, (\w+)\);", code, re.MULTILINE) == [
        ("poll_step", "longest_poll_step"), ("poll_step_beside_a_timer", "longest_step_beside_a_timer")]
    assert re.findall(r"\bppoll\(watched\.data\(\), watched\.size\(\), (\S+), nullptr\)", code) == ["&timeout", "nullptr"]
    assert len(waits_in(code)) == 2


def test_the_longer_step_is_taken_in_two_places_and_documented():
    assert users_of("poll_step_beside_a_timer") == {"check/waiting.cpp", "cli/watch.cpp"}
    assert users_of("longest_step_beside_a_timer") == set()
    assert users_of("Ticker") == {"process/build.cpp", "classroom/grade_class.cpp"}
    engine = " ".join((ROOT / "docs/engine.md").read_text().split())
    for words in ("`poll_step`, at most a millisecond", "`poll_step_beside_a_timer`, at most 100 ms", "`wirelab watch`", "`Ticker`"):
        assert words in engine, words


TRACED = "execve,nanosleep,clock_nanosleep,poll,ppoll,select,pselect6,epoll_wait,epoll_pwait,epoll_pwait2,futex,rt_sigtimedwait,recvmmsg"


def longest_waits(trace):
    """The longest time-out of each call that the processes of the grader made, in nanoseconds. Calls that are no wait for a time are not in
    it. Programs of a submission wait as they like: they are run from /program."""
    students = set(re.findall(r'^(\d+) +execve\("/program/', trace, re.MULTILINE))
    longest = {}
    for process, call, arguments in re.findall(r"^(\d+) +(\w+)\((.*)", trace, re.MULTILINE):
        if process in students or call == "execve":
            continue
        arguments = re.split(r"\) += ", arguments)[0]  # not the time that was left
        spans = [int(seconds) * 1_000_000_000 + int(part) * (1000 if unit == "usec" else 1)
                 for seconds, unit, part in re.findall(r"\{tv_sec=(-?\d+), tv_(nsec|usec)=(\d+)\}", arguments)]
        if call in ("poll", "epoll_wait", "epoll_pwait"):  # a number of milliseconds; below zero: none
            milliseconds = re.search(r", (-?\d+)(?:, (?:NULL|\[.*\]), \d+)?(?: <unfinished \.\.\.>)?$", arguments)
            assert milliseconds, arguments
            spans = [int(milliseconds.group(1)) * 1_000_000]
        for span in spans:
            if span >= 0:
                longest[call] = max(longest.get(call, 0), span)
    return longest


def traced(tmp_path, lab, only):
    """What the grader of the reference of LAB waited for at most, of each call."""
    (reference,) = (ROOT / "solutions").glob(f"{lab}-*")
    trace = tmp_path / "trace"
    run("strace", "-f", "-o", trace, "-e", f"trace={TRACED}", WIRELAB, "grade", lab, reference, "--only", only, "--time-scale", "20")
    text = trace.read_text()
    assert 'execve("/program/' in text, "no program was run"
    return longest_waits(text)


needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@needs_strace
def test_no_system_call_of_a_whole_run_waits_longer(tmp_path):
    """This reference never waits by the clock, so there is no timer beside which a longer step could be taken."""
    longest = traced(tmp_path, "lab03", "R01,R05,R10")
    assert set(longest) <= {"ppoll", "poll"}, longest  # poll of no time at all, if any
    assert 0 < longest["ppoll"] <= STEP and longest.get("poll", 0) == 0, longest


@needs_strace
def test_beside_a_timer_of_the_program_a_step_is_longer_and_bounded(tmp_path):
    """Here nobody answers the reference, which waits for that by the clock."""
    longest = traced(tmp_path, "lab05", "R13")
    assert set(longest) <= {"ppoll", "poll"}, longest
    assert STEP < longest["ppoll"] <= STEP_BESIDE_A_TIMER and longest.get("poll", 0) == 0, longest


@pytest.mark.parametrize("line, found", [
    ("7 ppoll([{fd=3, events=POLLIN}], 1, {tv_sec=0, tv_nsec=1000000}, NULL, 8) = 1 ([{fd=3, revents=POLLIN}], left {tv_sec=5, tv_nsec=0})", {"ppoll": 1_000_000}),
    ("7 ppoll([{fd=3, events=POLLIN}], 1, NULL, NULL, 8 <unfinished ...>", {}),
    ("7 poll([{fd=3, events=POLLIN}], 1, 500 <unfinished ...>", {"poll": 500_000_000}),
    ("7 poll([{fd=3, events=POLLIN}], 1, -1) = 1 ([{fd=3, revents=POLLIN}])", {}),
    ("7 epoll_pwait(5, [], 8, 10, NULL, 8) = 0", {"epoll_pwait": 10_000_000}),
    ("7 select(4, [3], NULL, NULL, {tv_sec=0, tv_usec=20000}) = 0 (Timeout)", {"select": 20_000_000}),
    ("7 futex(0x7f, FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME, 0, {tv_sec=9, tv_nsec=0}, FUTEX_BITSET_MATCH_ANY) = -1 ETIMEDOUT (Connection timed out)",
     {"futex": 9_000_000_000}),
    ("7 futex(0x7f, FUTEX_WAKE_PRIVATE, 2147483647) = 0", {}),
    ("7 rt_sigtimedwait([CHLD], NULL, {tv_sec=1, tv_nsec=0}, 8) = -1 EAGAIN (Resource temporarily unavailable)", {"rt_sigtimedwait": 1_000_000_000}),
    ("7 clock_nanosleep(CLOCK_REALTIME, 0, {tv_sec=0, tv_nsec=1000}, NULL) = 0", {"clock_nanosleep": 1000}),
    ('7 execve("/program/talker", ["talker"], 0x7f /* 4 vars */) = 0\n7 poll([{fd=3, events=POLLIN}], 1, 500) = 0 (Timeout)', {}),
])
def test_a_wait_in_a_trace_is_noticed(line, found):
    assert longest_waits(line + "\n") == found
