"""The machine or the grader itself fails: one clear line, exit status 3, never a score, and what was there before stays."""

import contextlib
import ctypes
import json
import os
import pathlib
import random
import re
import shutil
import signal
import stat
import subprocess
import time

import pytest
from conftest import ROOT, SOLUTION, WIRELAB, run, spoil, wirelab

BUGGY = ROOT / "tests" / "submissions" / "lab03-iterative-server" / "buggy" / "V14a-never-closes-connection"
# It sleeps before it answers: whoever wants to meet a check at its work has the time for it.
SLOW = ROOT / "tests" / "submissions" / "lab03-iterative-server" / "correct" / "slow-sleeper"
REASON = "needs the right to mount (root, or user namespaces)"
AS_ROOT = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
CAN_MOUNT = subprocess.run(["unshare", *AS_ROOT, "--mount", "true"], capture_output=True).returncode == 0
SECONDS_UNTIL_GONE = 30.0  # only a process that stays reaches it
KILLS = int(os.environ.get("WIRELAB_KILLS", "8"))


def in_mounts(script, *arguments):
    """Runs SCRIPT, a piece of shell that may mount what it likes, with ARGUMENTS."""
    if not CAN_MOUNT:
        pytest.skip(REASON)
    return run("unshare", *AS_ROOT, "--mount", "--propagation", "private", "sh", "-ec", script, "sh", *arguments)


def assert_one_clear_line(done, *words):
    assert done.returncode == 3, done.stdout + done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1 and done.stderr.startswith("wirelab: "), done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


@pytest.fixture
def orphans_are_ours():
    """What a grader leaves becomes a child of this process."""
    subreaper = 36  # PR_SET_CHILD_SUBREAPER, prctl(2)
    assert ctypes.CDLL(None).prctl(subreaper, 1, 0, 0, 0) == 0
    yield
    assert ctypes.CDLL(None).prctl(subreaper, 0, 0, 0, 0) == 0


def wait_until_all_are_gone():
    """Collects every child and grandchild; fails when one stays."""
    end = time.monotonic() + SECONDS_UNTIL_GONE
    while True:
        try:
            process, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        assert process != 0 or time.monotonic() < end, run("ps", "--ppid", os.getpid(), "-o", "pid,args").stdout


# ------------------------------------------------------------------------------------------------------------ nothing is left


@pytest.mark.parametrize("size", ["size=16k", "nr_inodes=3"])
def test_no_room_for_what_is_temporary(tmp_path, size):
    """The disk is full, or it has no inodes."""
    done = in_mounts('mount -t tmpfs -o $1 small "$2"; TMPDIR="$2" exec "$3" grade 3 "$4"', size, tmp_path, WIRELAB, SOLUTION)
    assert_one_clear_line(done, "No space left on device", str(tmp_path), "TMPDIR")


@pytest.mark.parametrize("size", ["size=8k", "nr_inodes=3"])
def test_no_room_for_the_page_keeps_the_old_one(tmp_path, size):
    script = """mount -t tmpfs -o $1 small "$2"; cd "$2"
        echo earlier > report.html; while echo x > fill.$((i+=1)) && dd if=/dev/zero of=fill.0 bs=1k count=4 conv=notrunc oflag=append; do :; done 2>/dev/null
        status=0; "$3" grade 3 "$4" --html report.html || status=$?
        cat report.html; ls | grep -v fill; exit $status"""
    done = in_mounts(script, size, tmp_path, WIRELAB, SOLUTION)
    assert done.returncode == 3
    assert "100 of 100" in done.stdout, "the verdict was told all the same"
    assert done.stdout.endswith("earlier\nreport.html\n"), "the old page is there, and nothing beside it"
    assert done.stderr.count("\n") == 1 and "cannot write" in done.stderr and "No space left on device (" in done.stderr


def test_no_room_for_the_memory_of_earlier_runs_is_no_fault(tmp_path):
    done = in_mounts('mount -t tmpfs -o nr_inodes=2 small "$1"; XDG_STATE_HOME="$1" exec "$2" grade 3 "$3"', tmp_path, WIRELAB, SOLUTION)
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.parametrize("descriptors", [6, 8, 10, 12, 16, 20])
def test_few_descriptors(descriptors):
    """A grade, or a fault of the machine that says what to do; never a lost mark."""
    done = run("prlimit", f"--nofile={descriptors}:{descriptors}", WIRELAB, "grade", 3, SOLUTION)
    assert done.returncode in (0, 3), done.stdout + done.stderr
    if done.returncode == 3 and done.stdout == "":
        assert_one_clear_line(done, "ulimit -n")


@pytest.mark.parametrize("megabytes", [48, 64, 96, 256])
def test_little_memory(megabytes):
    done = run("prlimit", f"--as={megabytes << 20}", WIRELAB, "grade", 3, SOLUTION)
    assert done.returncode in (0, 3), done.stdout + done.stderr
    if done.returncode == 3 and done.stdout == "":
        assert_one_clear_line(done, "ulimit")


def test_no_further_processes(as_user):
    """As somebody who may start none: setrlimit(2), RLIMIT_NPROC, counts for users other than root."""
    done = run("prlimit", "--nproc=1:1", *as_user, WIRELAB, "grade", 3, SOLUTION, env={"PATH": os.environ["PATH"], "TMPDIR": "/tmp"})
    if "Permission denied" in done.stderr:
        pytest.skip("the other user cannot reach this clone")
    assert_one_clear_line(done, "Resource temporarily unavailable", "ulimit -u")


def test_no_compiler_is_not_the_students_fault():
    if not CAN_MOUNT:
        pytest.skip(REASON)
    done = in_mounts('touch /tmp/none.$$; mount --bind /tmp/none.$$ /usr/bin/g++; rm -f /tmp/none.$$ 2>/dev/null; exec "$1" grade 3 "$2"', WIRELAB, SOLUTION)
    assert_one_clear_line(done, "/usr/bin/g++", "apt-get install g++")


# ------------------------------------------------------------------------------------------------------------- who is killed


def checks_programs_of(process):
    """The running programs with the checks below PROCESS."""
    found = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text(errors="replace").rsplit(")", 1)[1].split()[1])
            if parent == process and (folder / "exe").readlink().parent.name == "checks":
                found.append(int(folder.name))
        except (OSError, IndexError):
            pass
    return found


def children_of(process):
    try:
        return pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []


def stopped(process):
    """Stops PROCESS, so that it cannot end before what comes next. Whether it was still at work."""
    os.kill(process, signal.SIGSTOP)
    while True:
        try:
            state = pathlib.Path(f"/proc/{process}/stat").read_text(errors="replace").rsplit(")", 1)[1].split()[0]
        except OSError:
            return False
        if state in "TZX":
            return state == "T"


def kill_checks_program_of(grader, times):
    """Kills the program with the checks TIMES times, each time while it has a check to answer for. How often that was."""
    killed = set()
    while grader.poll() is None and len(killed) < times:
        for process in set(checks_programs_of(grader.pid)) - killed:
            with contextlib.suppress(ProcessLookupError):
                if not stopped(process):
                    continue
                # It has a check below itself, and that a box. (What it first finds out about the machine it may ask a child, too.)
                if any(children_of(child) for child in children_of(process)):
                    os.kill(process, signal.SIGKILL)
                    killed.add(process)
                os.kill(process, signal.SIGCONT)
    return len(killed)


def test_checks_program_killed_once_is_started_again():
    grader = subprocess.Popen([WIRELAB, "grade", "3", SLOW, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert kill_checks_program_of(grader, 1) == 1
    result = json.loads(grader.communicate()[0])
    assert grader.returncode == 0 and result["score"] == 100 and result["status"] == "graded"


def test_checks_program_killed_each_time_is_a_fault_and_no_score():
    grader = subprocess.Popen([WIRELAB, "grade", "3", SLOW, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    killed = kill_checks_program_of(grader, 100)
    result = json.loads(grader.communicate()[0])
    assert killed > 1
    assert grader.returncode == 3 and result["status"] == "grader_fault"
    outcomes = {check["outcome"] for check in result["checks"]}
    assert "grader_fault" in outcomes and outcomes <= {"grader_fault", "not_reached", "pass"}
    assert result["score"] == sum(check["points"] for check in result["checks"] if check["outcome"] == "pass") < 100
    # Some checks may have passed before: these have nothing to say.
    assert all("has died" in check["saw"] for check in result["checks"] if check["outcome"] == "grader_fault")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_killed_grader_leaves_nothing(tmp_path, orphans_are_ours, number):
    """At random moments of a run: no process, no file; a page that is there is whole."""
    # A place of its own for what is temporary: others may grade on this machine.
    place = tmp_path / "temporary"
    place.mkdir()
    results = tmp_path / "results"
    results.mkdir()
    page = results / "report.html"
    took = duration_of_a_run(page)
    page.unlink()
    dice = random.Random()
    for _ in range(KILLS if number == signal.SIGKILL else 2):
        moment = dice.uniform(0, 1.05 * took)
        grader = subprocess.Popen([WIRELAB, "grade", "3", BUGGY, "--html", page], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  env=os.environ | {"TMPDIR": str(place)})
        try:
            grader.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            grader.send_signal(number)
            grader.wait()
        wait_until_all_are_gone()
        assert os.listdir(place) == [], f"killed after {moment:.4f} s"
        assert set(os.listdir(results)) <= {"report.html"}, f"killed after {moment:.4f} s"
        if page.exists():
            assert page.read_text().rstrip().endswith("</html>"), f"killed after {moment:.4f} s"
            page.unlink()


def duration_of_a_run(page):
    began = time.monotonic()
    assert wirelab("grade", 3, BUGGY, "--html", page).returncode == 1
    return time.monotonic() - began


# ------------------------------------------------------------------------------------------------------------- who disturbs


def test_another_clock_changes_nothing():
    """A time namespace (time_namespaces(7)) in which the machine is ten years older and has just been woken."""
    shifted = ["unshare", *AS_ROOT, "--time", "--monotonic", "315360000", "--boottime", "315360000", "--fork"]
    if run(*shifted, "true").returncode != 0:
        pytest.skip("no time namespaces here")
    done = run(*shifted, WIRELAB, "grade", 3, SOLUTION)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_goes_by_a_clock_that_can_be_set():
    """But for two stamps of when a datagram came and when a program was collected, which are compared with each other; for those of
    packets, which decide nothing; and for the time of day that `wirelab watch` shows."""
    stamps = {"box_inside.cpp", "packets.hpp", "packet_capture.cpp", "timeline.hpp", "timeline.cpp", "watch.cpp"}
    for source in sorted((ROOT / "autograder").rglob("*.[ch]pp")):
        if source.name in stamps or source.parent.name == "shim":
            continue
        code = "\n".join(line.split("//")[0] for line in source.read_text().splitlines())
        assert not re.search(r"CLOCK_REALTIME|system_clock|gettimeofday|\btime\((nullptr|NULL|0)\)", code), source


def test_two_graders_of_the_same_submission_at_once(tmp_path):
    page = tmp_path / "report.html"
    command = [WIRELAB, "grade", "3", BUGGY, "--format", "json", "--seed", "5", "--html", page]
    graders = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    results = [json.loads(grader.communicate()[0]) for grader in graders]
    assert [grader.returncode for grader in graders] == [1, 1]
    one, other = [[(check["id"], check["outcome"], check["points"]) for check in result["checks"]] for result in results]
    assert one == other
    assert page.read_text().rstrip().endswith("</html>") and os.listdir(tmp_path) == ["report.html"]


def test_a_source_that_cannot_be_read_is_named(as_user, tmp_path):
    place = tmp_path / "wirelab"
    for parent in [tmp_path, *tmp_path.parents]:
        if parent.stat().st_uid == 0 and not parent.stat().st_mode & stat.S_IXOTH:
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH)
    for folder in ("labs", "solutions", "build/bin", "autograder/diagnosis"):
        shutil.copytree(ROOT / folder, place / folder)
    source = place / "solutions/lab03-iterative-server/ucserver.cpp"
    source.chmod(0o600)
    done = run(*as_user, place / "build/bin/wirelab", "grade", "3", source.parent, env={"PATH": os.environ["PATH"]})
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and "cannot read" in done.stderr and "ucserver.cpp" in done.stderr and "Permission denied" in done.stderr


def test_a_submission_that_changes_while_it_is_graded(solution):
    """It is read once: the verdict is that of one of its versions, whole."""
    good = SLOW.joinpath("ucserver.cpp").read_text()  # its run takes long enough for some turns
    grader = subprocess.Popen([WIRELAB, "grade", "3", solution, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    source = solution / "ucserver.cpp"
    turns = 0
    while grader.poll() is None:
        beside = solution / "beside"
        beside.write_text(good if turns % 2 else "int main() {}\n")
        beside.rename(source)
        shutil.rmtree(solution / "folder", ignore_errors=True)
        (solution / "folder").mkdir()
        turns += 1
    out, err = grader.communicate()
    assert grader.returncode in (0, 1), err
    result = json.loads(out)
    failed = [check["id"] for check in result["checks"] if check["outcome"] == "fail"]
    assert turns > 2 and (result["score"], failed) in ((100, []), (0, ["R01"])), (result["score"], failed)


def test_a_submission_that_vanishes_is_wrong_usage(tmp_path):
    (tmp_path / "submission").mkdir()
    done = wirelab("grade", 3, tmp_path / "submission")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "there is no ucserver.cpp" in done.stderr


@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ('title = "', 'title = ', "lab.toml:"),
        ('id = "R02"', 'id = "R01"', "stands there twice"),
        ('needs = ["R01"]', 'needs = ["R15"]', "does not stand before it"),
        ("points = 10", "points = -10", "points are between"),
        ('programs = ["ucserver"]', "programs = []", "names no program"),
        ('id = "R02"', 'id = "\\u001b[31m"', "lab.toml"),
    ],
)
def test_bad_lab_toml_is_one_clear_line(tmp_path, old, new, complaint):
    for folder in ("labs", "build/bin"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    lab = tmp_path / "labs/lab03-iterative-server/lab.toml"
    text = lab.read_text()
    assert old in text
    lab.write_text(text.replace(old, new, 1))
    done = run(tmp_path / "build/bin/wirelab", "grade", "3", SOLUTION)
    assert_one_clear_line(done)
    assert "\x1b" not in done.stderr
    if complaint != "lab.toml":
        assert complaint in done.stderr


def test_without_the_checks_it_says_what_to_do(tmp_path):
    for folder in ("labs", "build/bin", "autograder/diagnosis"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "build/bin/checks/lab03_iterative_server").unlink()
    assert_one_clear_line(run(tmp_path / "build/bin/wirelab", "grade", "3", SOLUTION), "make build")
