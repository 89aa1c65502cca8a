"""What is installed, what an instructor builds with it, and what `wirelab package` makes."""

import json
import os
import re
import shutil
import subprocess

import pytest
from conftest import ROOT, run


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """PREFIX of an installation."""
    prefix = tmp_path_factory.mktemp("installed") / "usr"
    done = run("cmake", "--install", ROOT / "build", "--prefix", prefix)
    assert done.returncode == 0, done.stderr
    # Where an ordinary user can read it, too.
    for folder in (prefix, *prefix.parents):
        if str(folder).startswith("/tmp/") and folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o055)
    return prefix


def wirelab(installed, *arguments, **options):
    return run(installed / "bin/wirelab", *arguments, **options)


# ---- the installation -------------------------------------------------------------------------------------------------------------


def test_an_installation_has_all_that_grading_needs_and_no_solution(installed):
    for program in ("bin/wirelab", "lib/wirelab/shim.so", *(f"lib/wirelab/checks/{path.name.replace('-', '_')}" for path in (ROOT / "labs").glob("lab*"))):
        assert (installed / program).is_file(), program
    assert not list(installed.rglob("*solution*"))
    for source in (ROOT / "solutions").rglob("*.cpp"):
        assert source.read_bytes() not in [file.read_bytes() for file in installed.rglob(source.name)]


def test_an_installed_wirelab_grades(installed, tmp_path):
    shutil.copytree(ROOT / "solutions/lab03-iterative-server", tmp_path / "labs/lab03-iterative-server")
    done = wirelab(installed, "grade", "3", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lab03-iterative-server" in wirelab(installed, "list").stdout
    (tmp_path / "labs/below").mkdir()
    assert wirelab(installed, "grade", "3", cwd=tmp_path / "labs/below").returncode == 0


def test_an_installed_wirelab_loads_its_shim(installed):
    """A bug that only a second look can name."""
    program = ROOT / "tests/submissions/lab03-iterative-server/buggy/V08-no-reuseaddr"
    done = wirelab(installed, "grade", "3", program, "--format", "json")
    assert "V08" in [check["diagnosis"]["id"] for check in json.loads(done.stdout)["checks"] if check.get("diagnosis")], done.stderr


# ---- a lab of one's own -------------------------------------------------------------------------------------------------------------


def blocks(text):
    """The blocks of code of a page, by language, in their order."""
    found = {}
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S):
        found.setdefault(language, []).append(block)
    return found


@pytest.fixture(scope="session")
def own_lab(installed, tmp_path_factory):
    """The lab of docs/writing-a-lab.md, built against the installation."""
    folder = tmp_path_factory.mktemp("own-lab")
    code = blocks((ROOT / "docs/writing-a-lab.md").read_text())
    (folder / "lab.toml").write_text(code["toml"][0])
    checks, reference = code["cpp"]
    assert len(checks.splitlines()) <= 60
    (folder / "checks.cpp").write_text(checks)
    (folder / "CMakeLists.txt").write_text(code["cmake"][0])
    for name in ("reference", "wrong"):
        (folder / name).mkdir()
        (folder / name / "counter.cpp").write_text(reference)
    line = "    long count = 0;\n"
    wrong = reference.replace(line, "").replace("  while (true) {", "  long count = 0;\n  while (true) {")
    assert line in reference and wrong.count("long count = 0;") == 1
    (folder / "wrong/counter.cpp").write_text(wrong)
    for command in (["-S", ".", "-B", "build", f"-DCMAKE_PREFIX_PATH={installed}"], ["--build", "build"]):
        done = subprocess.run(["cmake", *command], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


def grade_own(installed, own_lab, *arguments):
    return wirelab(installed, "grade", "--lab-dir", "build/lab90-counter", *arguments, cwd=own_lab)


def test_the_reference_of_an_own_lab_has_full_marks(installed, own_lab):
    done = grade_own(installed, own_lab, "reference", "--audience", "instructor")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "100 of 100" in done.stdout and "met           R01 R02 R03 R04" in done.stdout


def test_a_wrong_program_fails_exactly_what_the_page_says(installed, own_lab):
    def outcomes(audience):
        done = grade_own(installed, own_lab, "wrong", "--format", "json", "--audience", audience)
        return {check["id"]: check["outcome"] for check in json.loads(done.stdout)["checks"]}, done.returncode

    assert outcomes("after-due") == ({"R01": "pass", "R02": "pass", "R03": "pass", "R04": "fail"}, 1)
    assert outcomes("student") == ({"R01": "pass", "R02": "pass", "R03": "pass"}, 0)


def test_the_replay_of_an_own_lab_runs(installed, own_lab):
    done = grade_own(installed, own_lab, "wrong", "--format", "json", "--audience", "instructor")
    replay = json.loads(done.stdout)["checks"][3]["replay"].split()
    assert replay[:4] == ["wirelab", "grade", "--lab-dir", "build/lab90-counter"]
    assert wirelab(installed, *replay[1:], "--audience", "instructor", cwd=own_lab).returncode == 1


def test_its_checks_run_by_hand(own_lab):
    done = run(own_lab / "build/lab90-counter/checks", "--gtest_filter=R04*", "--submission=wrong", cwd=own_lab)
    assert done.returncode == 1 and "[  FAILED  ] R04.EachClientIsCountedForItself" in done.stdout


def test_wrong_usage_of_lab_dir_is_one_line(installed, own_lab):
    for arguments in (["--lab-dir", "nowhere", "reference"], ["--lab-dir", "build/lab90-counter", "reference", "reference"]):
        done = wirelab(installed, "grade", *arguments, cwd=own_lab)
        assert done.returncode == 2 and done.stderr.count("\n") == 1
    unbuilt = wirelab(installed, "grade", "--lab-dir", ".", "reference", cwd=own_lab)
    assert unbuilt.returncode == 3 and unbuilt.stderr.count("\n") == 1
