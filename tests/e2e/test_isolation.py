"""The same grades where namespaces are refused: as root of a container, and without any isolation."""

import json
import os
import pathlib
import shutil
import zipfile

import pytest

from conftest import ROOT, WIRELAB, graded, run, wirelab

LABS = sorted(folder.name for folder in (ROOT / "solutions").iterdir())
LIKE_DOCKER = ROOT / "build" / "bin" / "tests" / "like_docker"
CORPUS = ROOT / "tests" / "submissions"

# Bugs of every kind: a short send, not ready, silent, dead, a wrong answer, sockets left open, zombies, a datagram that is lost.
WITH_BUGS = [
    ("lab01-addresses", "A10-no-htons"),
    ("lab02-tcp-client", "C10-strips-the-newline"),
    ("lab02-tcp-client", "C19-refused-exits-0"),
    ("lab03-iterative-server", "C06-short-send-ignored"),
    ("lab03-iterative-server", "V05-no-listen"),
    ("lab03-iterative-server", "V14a-never-closes-connection"),
    ("lab03-iterative-server", "V26-ready-line-not-flushed"),
    ("lab04-forking-server", "F01-parent-keeps-the-connection"),
    ("lab04-forking-server", "F06-never-collects"),
    ("lab05-udp", "U09-empty-is-the-end"),
]

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="root of a container is root")


def in_a_container(*arguments):
    done = run(LIKE_DOCKER, WIRELAB, *arguments)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done


def failed(result):
    return sorted(check["id"] for check in result["checks"] if check["outcome"] == "fail")


@root_only
def test_doctor_in_a_container_says_uid_and_why():
    done = in_a_container("doctor")
    assert done.returncode == 0
    assert "isolation: uid" in done.stdout and "--privileged" in done.stdout
    required = run(LIKE_DOCKER, WIRELAB, "doctor", "--require", "namespaces")
    assert required.returncode == 3


@root_only
@pytest.mark.parametrize("lab", LABS)
def test_the_reference_gets_all_points_in_a_container(lab):
    result = json.loads(in_a_container("grade", lab, ROOT / "solutions" / lab, "--format", "json").stdout)
    assert result["isolation"] == "uid"
    assert [check["id"] for check in result["checks"] if check["outcome"] != "pass"] == []


@root_only
def test_a_class_gets_the_same_points_in_a_container(tmp_path):
    """Each submission in a process of its own, taken from an archive and from a folder; and wirelab where only root comes to."""
    home = tmp_path / "home"
    for folder in ("labs", "build/bin", "build/lib", "autograder/diagnosis"):
        shutil.copytree(ROOT / folder, home / folder, ignore=shutil.ignore_patterns("tests"))
    home.chmod(0o700)
    wirelab_there = home / "build/bin/wirelab"
    handed_in = tmp_path / "handed-in"
    (handed_in / "alice").mkdir(parents=True)
    (handed_in / "alice/ucserver.cpp").write_text((ROOT / "solutions/lab03-iterative-server/ucserver.cpp").read_text())
    (handed_in / "bob").mkdir()
    with zipfile.ZipFile(handed_in / "bob/work.zip", "w") as archive:
        archive.write(CORPUS / "lab03-iterative-server/buggy/V05-no-listen/ucserver.cpp", "lab/ucserver.cpp")
    for command in (["init", tmp_path / "run", "--lab", "3", handed_in], ["grade", tmp_path / "run"]):
        done = run(LIKE_DOCKER, wirelab_there, "class", *command)
        assert done.returncode == 0, done.stdout + done.stderr
    outcomes = {path.stem: json.loads(path.read_text()) for path in (tmp_path / "run/results").glob("*.json")}
    assert {outcome["result"]["isolation"] for outcome in outcomes.values()} == {"uid"}
    assert outcomes["alice"]["result"]["score"] == 100
    assert outcomes["bob"]["ending"] == "graded" and "R01" in failed(outcomes["bob"]["result"])


@root_only
def test_a_class_shares_a_network_in_a_container(tmp_path):
    """Each submission draws the same ports, and the checks beside each other draw theirs: no two servers get one."""
    for number in range(8):
        shutil.copytree(ROOT / "solutions/lab03-iterative-server", tmp_path / "handed-in" / f"student{number}")
    for command in (["init", tmp_path / "run", "--lab", "3", tmp_path / "handed-in"], ["grade", tmp_path / "run", "--jobs", "4"]):
        done = run(LIKE_DOCKER, WIRELAB, "class", *command)
        assert done.returncode == 0, done.stdout + done.stderr
    outcomes = [json.loads(path.read_text()) for path in (tmp_path / "run/results").glob("*.json")]
    assert [outcome["result"]["score"] for outcome in outcomes] == [100] * 8


@root_only
def test_a_folder_that_the_compiler_cannot_reach_is_no_fault_of_the_source(tmp_path):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    done = run(LIKE_DOCKER, WIRELAB, "grade", "3", ROOT / "solutions/lab03-iterative-server", env={**os.environ, "TMPDIR": str(private)})
    assert done.returncode == 3 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and str(private) in done.stderr and "closed to others" in done.stderr


@root_only
@pytest.mark.parametrize("lab, name", WITH_BUGS)
def test_a_bug_fails_the_same_requirements_in_a_container(lab, name):
    folder = CORPUS / lab / "buggy" / name
    boxed = graded(lab, folder)
    contained = json.loads(in_a_container("grade", lab, folder, "--format", "json").stdout)
    assert contained["isolation"] == "uid"
    assert failed(contained) == failed(boxed) != []


@root_only
def test_a_conversation_is_drawn_in_a_container_as_elsewhere():
    assert "== R05\n" in in_a_container("draw", "3", "R05").stdout


def programs_from(folder):
    """The processes whose program lies, or lay, in this folder."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            found += [process.name] if os.readlink(process / "exe").startswith(str(folder)) else []
        except OSError:
            pass  # it is gone, or a thread of the kernel
    return found


@root_only
def test_nothing_of_a_container_run_stays(tmp_path):
    submission = CORPUS / "lab04-forking-server" / "buggy" / "F06-never-collects"
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    done = run(LIKE_DOCKER, WIRELAB, "grade", "4", submission, env=dict(os.environ, TMPDIR=str(tmp_path)))
    assert done.returncode == 1, done.stdout + done.stderr
    assert programs_from(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lab", LABS)
def test_bare_gives_the_same_points_but_for_what_it_cannot_test(lab):
    result = graded(lab, ROOT / "solutions" / lab, "--isolation", "bare", "--allow-bare")
    left = {(check["id"], check["outcome"]) for check in result["checks"] if check["outcome"] != "pass"}
    assert left == ({("R13", "cannot_test")} if lab == "lab04-forking-server" else set())


def test_bare_is_never_used_without_being_allowed():
    done = wirelab("grade", "3", ROOT / "solutions" / "lab03-iterative-server", "--isolation", "bare")
    assert done.returncode == 3
    assert "--allow-bare" in done.stderr
