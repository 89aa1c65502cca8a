"""`class init` of git clones, as an instructor has them who collects work by git, and of names that he describes himself."""

import shutil

import pytest
from conftest import SOLUTION, run
from test_class import call, handed_in, ids, roster

GIT = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"]


@pytest.fixture
def clones(tmp_path):
    """lab03-ada and lab03-bob, cloned from repositories with two commits and a branch."""
    for student in ("ada", "bob"):
        work = tmp_path / "work" / student
        (work / "lab03").mkdir(parents=True)
        source = work / "lab03" / "ucserver.cpp"
        for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "the skeleton"], ["branch", "other"]):
            assert run(*GIT, "-C", work, *command).returncode == 0
        shutil.copy(SOLUTION / "ucserver.cpp", source)
        for command in (["add", "."], ["commit", "-q", "-m", "done"]):
            assert run(*GIT, "-C", work, *command).returncode == 0
        done = run(*GIT, "clone", "-q", work, tmp_path / "clones" / f"lab03-{student}")
        assert done.returncode == 0, done.stderr
    return tmp_path / "clones"


def layouts(folder, entry):
    file = folder / "layouts.toml"
    file.write_text(f"[[layout]]\nname = \"clones\"\nentry = '{entry}'\n")
    return file


def test_a_git_clone_is_a_submission(clones, tmp_path):
    done = call("init", tmp_path / "run", "--lab", "3", clones)
    assert "2 submissions of lab03-iterative-server, read as folders" in done.stdout and "refused" not in done.stdout
    assert ids(tmp_path / "run") == ["lab03-ada", "lab03-bob"]
    for row in roster(tmp_path / "run"):
        taken = tmp_path / "run" / row["path"]
        assert (taken / "ucserver.cpp").read_text() == (SOLUTION / "ucserver.cpp").read_text()
    assert not list((tmp_path / "run").rglob(".git")), "the history is not taken in"
    assert list(clones.glob("*/.git")), "and stays where it was"


def test_patterns_of_ones_own_say_who_it_is(clones, tmp_path):
    handed_in(clones, "template")  # does not fit, as one of three
    done = call("init", tmp_path / "run", "--lab", "3", "--patterns", layouts(tmp_path, r"lab03-(?P<id>[a-z0-9]+)"), clones)
    assert "read as clones" in done.stdout and "template" in done.stdout
    assert {"ada", "bob"} <= set(ids(tmp_path / "run")) and not any(name.startswith("lab03-") for name in ids(tmp_path / "run"))
    # Told which, it takes that one though fewer than half of the entries fit.
    for more in ("two", "three", "four"):
        handed_in(clones, more)
    told = call("init", tmp_path / "told", "--lab", "3", "--patterns", tmp_path / "layouts.toml", "--as", "clones", clones)
    assert "read as clones" in told.stdout and {"ada", "bob"} <= set(ids(tmp_path / "told"))


@pytest.mark.parametrize("entry, why", [("lab03-(?P<id>[a-z]+", "is wrong at character"), ("lab03-([a-z]+)", "has no group (?P<id>...)")])
def test_a_wrong_pattern_is_said(clones, tmp_path, entry, why):
    refused = call("init", tmp_path / "run", "--lab", "3", "--patterns", layouts(tmp_path, entry), clones, status=2)
    assert why in refused.stderr and not (tmp_path / "run").exists()


def test_patterns_that_are_not_there_are_said(clones, tmp_path):
    refused = call("init", tmp_path / "run", "--lab", "3", "--patterns", tmp_path / "none.toml", clones, status=2)
    assert "none.toml" in refused.stderr and not (tmp_path / "run").exists()
