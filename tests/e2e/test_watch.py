"""wirelab watch: a report for every change of the source. Driven by what it writes: nothing here waits by the clock."""

import os
import re
import shutil
import signal
import subprocess

import pytest
from conftest import ROOT, SOLUTION, WIRELAB, wirelab

WAITING = "waiting for the next change; Ctrl-C ends this\n"
RIGHT = (SOLUTION / "ucserver.cpp").read_text()
WRONG = RIGHT.replace("'A'", "'B'")
assert WRONG != RIGHT


class Watch:
    """wirelab watch as a shell runs it: in a process group of its own, which is what Ctrl-C reaches."""

    def __init__(self, folder, *arguments, temporary=None):
        self.process = subprocess.Popen(
            [WIRELAB, "watch", *map(str, arguments)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
            env={**os.environ, "XDG_STATE_HOME": str(folder / "state"), "LC_ALL": "C.UTF-8", **({"TMPDIR": str(temporary)} if temporary else {})},
        )

    def report(self):
        """All that it writes up to the next time that it waits."""
        lines = []
        while not lines or lines[-1] != WAITING:
            line = self.process.stdout.readline()
            assert line, "".join(lines) + self.process.stderr.read()
            lines.append(line)
        return "".join(lines)

    def line(self):
        return self.process.stdout.readline()

    def while_stopped(self, save, *arguments):
        """It hears of all steps at once, however slow the machine is."""
        os.kill(self.process.pid, signal.SIGSTOP)
        save(*arguments)
        os.kill(self.process.pid, signal.SIGCONT)

    def interrupt(self):
        """Ctrl-C."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "submission"
    shutil.copytree(SOLUTION, folder)
    return folder / "ucserver.cpp"


def number_of(report):
    return int(re.search(r"^\d\d:\d\d:\d\d  #(\d+)  lab03-iterative-server$", report, re.MULTILINE).group(1))


def by_rename(path, text):
    """As vim and most editors save: another file, put into its place."""
    new = path.with_suffix(".cpp~")
    new.write_text(text)
    os.replace(new, path)


def in_place(path, text):
    path.write_text(text)


def by_moving_away(path, text):
    """As emacs saves: the old one becomes the backup."""
    os.rename(path, path.with_suffix(".cpp~"))
    path.write_text(text)


@pytest.mark.parametrize("save", [by_rename, in_place, by_moving_away])
def test_a_change_is_graded(source, save):
    with Watch(source.parent.parent, "3", source.parent) as watch:
        first = watch.report()
        assert number_of(first) == 1 and "100 of 100" in first
        watch.while_stopped(save, source, WRONG)
        second = watch.report()
        assert number_of(second) == 2 and "100 of 100" not in second
        assert re.search(r"^no more met +R\d\d", second, re.MULTILINE) and re.search(r"^not met +R\d\d", second, re.MULTILINE)
        assert "     saw       " in second and "     rerun     " in second and "since last run" in second
        watch.while_stopped(save, source, RIGHT)
        third = watch.report()
        assert number_of(third) == 3 and "100 of 100" in third and re.search(r"^now met +R\d\d", third, re.MULTILINE)


def test_a_source_file_alone_is_watched_too(source):
    with Watch(source.parent, "3", "ucserver.cpp") as watch:
        watch.report()
        by_rename(source, WRONG)
        assert "not met" in watch.report()


def test_a_burst_is_one_change_and_what_changes_nothing_is_none(source):
    """Stopped, it gets all of them at once: no clock decides what a burst is."""
    with Watch(source.parent.parent, "3", source.parent) as watch:
        watch.report()
        os.kill(watch.process.pid, signal.SIGSTOP)
        for round in range(20):
            by_rename(source, f"// {round}\n" + RIGHT)
            in_place(source, "int main() {")
            (source.parent / ".ucserver.cpp.swp").write_text("an editor's own")
        in_place(source, WRONG)
        os.kill(watch.process.pid, signal.SIGCONT)
        burst = watch.report()
        assert number_of(burst) == 2 and "not met" in burst
        in_place(source, WRONG)
        os.utime(source)
        (source.parent / "notes.txt").write_text("nothing that is graded")
        by_rename(source, RIGHT)
        # Written first, the others would have been told first.
        report = watch.report()
        assert "100 of 100" in report and number_of(report) == 3


def test_what_does_not_build_is_told_in_short(source):
    with Watch(source.parent.parent, "3", source.parent) as watch:
        watch.report()
        in_place(source, RIGHT.replace("int main(", "int x = nothing_of_this_name;\nint main("))
        report = watch.report()
        assert "the program was not built" in report and "ucserver.cpp:" in report and "'nothing_of_this_name'" in report
        assert len(report.splitlines()) < 8


def test_a_source_that_is_gone_may_come_back(source):
    with Watch(source.parent.parent, "3", source.parent) as watch:
        watch.report()
        source.unlink()
        assert "there is no ucserver.cpp" in watch.report()
        in_place(source, RIGHT)
        assert "100 of 100" in watch.report()


def test_a_folder_that_is_gone_ends_it(source):
    with Watch(source.parent.parent, "3", source.parent) as watch:
        watch.report()
        shutil.rmtree(source.parent)
        assert watch.process.wait(timeout=60) == 2
        assert watch.process.stderr.read() == f"wirelab: {source.parent} is gone: there is nothing left to watch\n"


@pytest.mark.parametrize("while_grading", [False, True])
def test_ctrl_c_ends_it_and_leaves_nothing(source, tmp_path, while_grading):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with Watch(source.parent.parent, "3", source.parent, temporary=temporary) as watch:
        watch.line() if while_grading else watch.report()
        assert watch.interrupt() == -signal.SIGINT
        assert watch.process.stderr.read() == ""
    assert os.listdir(temporary) == []


def test_it_clears_nothing(source):
    with Watch(source.parent.parent, "3", source.parent) as watch:
        assert "\x1b" not in watch.report()


def test_hints_are_about_what_it_saw_last(source, tmp_path):
    with Watch(source.parent.parent, "3", source.parent) as watch:
        watch.report()
        in_place(source, RIGHT.replace("SO_REUSEADDR", "SO_KEEPALIVE"))
        report = watch.report()
        (requirement,) = re.findall(r"hint lab03 (R\d\d)", report)
    done = wirelab("hint", "3", requirement, env={**os.environ, "XDG_STATE_HOME": str(source.parent.parent / "state")})
    assert done.returncode == 0 and "hint 1" in done.stdout


@pytest.mark.parametrize("arguments", [["99"], ["3", "/does/not/exist"], []])
def test_wrong_usage_exits_2(arguments):
    assert wirelab("watch", *arguments).returncode == 2


def test_the_readme_tells_of_it():
    assert "wirelab watch 3" in (ROOT / "README.md").read_text()
