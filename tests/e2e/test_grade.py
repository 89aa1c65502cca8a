"""wirelab grade: verdicts, exit statuses, formats."""

import json
import os
import shutil
import stat

import pytest
from conftest import ROOT, SOLUTION, WIRELAB, graded, run, spoil, wirelab
from test_faults import orphans_are_ours


def test_reference_has_full_marks():
    done = wirelab("grade", "3", SOLUTION)
    assert done.returncode == 0, done.stdout
    assert "100 of 100" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("name", ["3", "03", "lab03", "lab03-iterative-server"])
def test_lab_has_many_names(name):
    assert wirelab("grade", name, SOLUTION).returncode == 0


def test_a_source_file_will_do():
    assert wirelab("grade", "3", SOLUTION / "ucserver.cpp").returncode == 0


def test_without_listen_it_says_bound_and_not_listening(solution):
    spoil(solution, 'if (listen(listener, backlog) < 0) die("listen");', "")
    done = wirelab("grade", "3", solution)
    assert done.returncode == 1
    assert "bound to 0.0.0.0:" in done.stdout
    assert "not listening" in done.stdout
    assert "not reached   R02 R03" in done.stdout


def test_swapped_port_is_recognised(solution):
    spoil(solution, "htons(port)", "port")
    result = graded("3", solution)
    first = result["checks"][0]
    assert first["outcome"] == "fail"
    assert "it listens on 0.0.0.0:" in first["saw"] and "(0x" in first["saw"]


def test_missing_folder_is_wrong_usage():
    done = wirelab("grade", "3", "/does/not/exist")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "wirelab: there is no /does/not/exist\n"


@pytest.mark.parametrize(
    "arguments",
    [[], ["grade"], ["grade", "99"], ["grade", "3", "--format", "yaml"], ["grade", "3", "--only", "R99"], ["grade", "3", "--seed", "x"], ["grade", "3", "--seed", "-1"],
     ["grade", "3", "--seed", "4294967296"], ["frobnicate"]],
)
def test_wrong_usage_exits_2(arguments):
    assert wirelab(*arguments).returncode == 2


def test_json_is_one_object_and_nothing_else(solution):
    spoil(solution, "'A'", "'B'")
    done = wirelab("grade", "3", solution, "--format", "json", "--seed", "7")
    result = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
    assert result["schema"] == "wirelab/result/v1"
    assert result["seed"] == 7
    assert result["isolation"] in ("namespaces", "bare")
    assert result["status"] == "graded"
    assert result["max_score"] == 100
    assert result["score"] == sum(check["points"] for check in result["checks"])
    assert result["build"]["ok"] and result["build"]["command"].startswith("g++ -std=c++17")
    for check in result["checks"]:
        assert {"id", "title", "points", "max_points", "outcome", "duration_ms", "visibility", "replay"} <= check.keys()
        if check["outcome"] == "fail":
            assert check["did"] and check["expected"] and check["saw"] and check["evidence"] and check["timeline"]
    assert any(check["outcome"] == "fail" for check in result["checks"])


def test_replay_runs_that_check_again(solution):
    spoil(solution, "'A'", "'B'")
    failed = next(check for check in graded("3", solution)["checks"] if check["outcome"] == "fail")
    words = failed["replay"].split()
    assert words[:2] == ["wirelab", "grade"]
    done = wirelab(*words[1:])
    assert done.returncode == 1
    assert failed["saw"] in " ".join(done.stdout.split())


def test_only_grades_what_was_asked():
    result = graded("3", SOLUTION, "--only", "R05", "--only", "R08")
    assert [check["id"] for check in result["checks"]] == ["R05", "R08"]
    assert result["score"] == result["max_score"] == 16


def test_lab_and_path_may_come_after_options():
    result = graded("--only", "R05,R08", "3", SOLUTION)
    assert [check["id"] for check in result["checks"]] == ["R05", "R08"]
    assert wirelab("grade", "--show", "R05", "--only", "R05", "3", SOLUTION).returncode == 0


def test_a_seed_is_the_number_that_was_written():
    assert graded("1", ROOT / "solutions/lab01-addresses", "--only", "R01", "--seed", "0x10")["seed"] == 16


def test_all_labs_are_graded_though_one_is_not_there(tmp_path):
    shutil.copytree(ROOT / "solutions/lab01-addresses", tmp_path / "labs/lab01-addresses")
    place = tmp_path / "wirelab"
    for name in ("lab01-addresses", "lab02-tcp-client"):
        shutil.copytree(ROOT / "labs" / name, place / "share/wirelab/labs" / name)
    shutil.copytree(ROOT / "build/bin/checks", place / "lib/wirelab/checks")
    shutil.copy(ROOT / "build/lib/wirelab/shim.so", place / "lib/wirelab")
    (place / "bin").mkdir()
    shutil.copy(WIRELAB, place / "bin")
    shutil.copy(ROOT / "autograder/diagnosis/bugs.toml", place / "share/wirelab")
    done = run(place / "bin/wirelab", "grade", "all", cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "there is no " in done.stdout
    *_, first, second = done.stdout.splitlines()
    assert first.split()[:4] == ["lab01-addresses", "100", "of", "100"] and second.split()[0:2] == ["lab02-tcp-client", "0"]


def test_compiler_message_is_kept(solution):
    spoil(solution, "int main", "int x = undeclared;\nint main")
    done = wirelab("grade", "3", solution)
    assert done.returncode == 1
    line = next(line for line in done.stdout.splitlines() if ": error: " in line)
    assert line.startswith("ucserver.cpp:")
    assert "'undeclared' was not declared" in done.stdout
    result = graded("3", solution)
    assert result["status"] == "build_failed" and result["score"] == 0
    assert {check["outcome"] for check in result["checks"]} == {"not_reached"}


def test_as_a_user_without_root_it_works_the_same(as_user, tmp_path):
    # Where that user can read it: the folders above a clone may be closed to others.
    place = tmp_path / "wirelab"
    os.chmod(tmp_path, 0o755)
    for parent in tmp_path.parents:
        if parent.stat().st_uid == 0 and not parent.stat().st_mode & stat.S_IXOTH:
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH)
    for folder in ("labs", "solutions", "build/bin", "build/lib", "autograder/diagnosis"):
        shutil.copytree(ROOT / folder, place / folder)
    done = run(*as_user, place / "build/bin/wirelab", "grade", "3", place / "solutions/lab03-iterative-server", env={"PATH": os.environ["PATH"]})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "100 of 100" in done.stdout and "namespaces" in done.stdout


def test_without_namespaces_it_grades_only_when_told_to():
    """In a user namespace that may have no further ones in it."""
    refuse = "echo 0 > /proc/sys/user/max_user_namespaces && exec "
    if run("unshare", "--user", "--map-root-user", "true").returncode != 0:
        pytest.skip("no user namespace to refuse others in (a chroot?)")

    def bare(*arguments):
        return run("unshare", "--user", "--map-root-user", "sh", "-c", refuse + " ".join(map(str, [WIRELAB, *arguments])))

    assert "isolation: bare" in bare("doctor").stdout
    refused = bare("grade", "3", SOLUTION)
    assert refused.returncode == 3
    assert refused.stderr.count("\n") == 1 and "--allow-bare" in refused.stderr
    allowed = json.loads(bare("grade", "3", SOLUTION, "--allow-bare", "--format", "json").stdout)
    assert allowed["isolation"] == "bare"
    assert allowed["score"] == 100


def test_bad_lab_toml_is_one_clear_line(tmp_path):
    for folder in ("labs", "build/bin"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    lab = tmp_path / "labs/lab03-iterative-server/lab.toml"
    lab.write_text(lab.read_text().replace("points = 10", 'points = "ten"', 1))
    done = run(tmp_path / "build/bin/wirelab", "grade", "3", SOLUTION)
    assert done.returncode == 3
    assert done.stdout == "" and done.stderr.count("\n") == 1
    assert "lab.toml:" in done.stderr and "'points' is not of the right type" in done.stderr


def test_full_disk_is_the_machines_fault():
    with open("/dev/full", "w") as full:
        import subprocess

        done = subprocess.run([str(WIRELAB), "grade", "3", str(SOLUTION)], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 3
    assert "cannot write the report" in done.stderr


def test_no_room_for_the_build_is_one_clear_line():
    done = wirelab("grade", "3", SOLUTION, env={"TMPDIR": "/proc", "PATH": os.environ["PATH"]})
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1 and "make a folder /proc/" in done.stderr


def test_nothing_is_left_behind(orphans_are_ours):
    """No file, and no process: what a grader leaves would become a child of ours, as we say that we collect orphans."""
    before = set(os.listdir("/tmp"))
    wirelab("grade", "3", SOLUTION)
    assert not {name for name in set(os.listdir("/tmp")) - before if name.startswith("wirelab-")}
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_doctor_and_list():
    done = wirelab("doctor")
    assert done.returncode == 0, done.stdout
    assert "isolation: namespaces" in done.stdout
    assert "lab03-iterative-server" in wirelab("list").stdout


def test_a_grader_that_keeps_its_files_to_itself_grades_the_same(solution):
    """umask(2) of whoever grades is not the program's business: it must still find what its box holds."""
    spoil(solution, "int main(", '#include <fcntl.h>\n[[gnu::constructor]] static void look() {\n'
          '  if (open("/dev/null", O_RDWR) < 0 || chdir("/tmp") != 0) _exit(9);\n}\nint main(')
    done = run("sh", "-c", 'umask 077; exec "$@"', "sh", WIRELAB, "grade", "3", solution)
    assert done.returncode == 0, done.stdout + done.stderr
