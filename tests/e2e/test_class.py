"""A whole class, as an instructor goes through it: downloads in, grades and reports out, stopped and resumed on the way."""

import contextlib
import csv
import fcntl
import json
import os
import pathlib
import random
import re
import resource
import select
import shutil
import signal
import stat
import subprocess
import time
import zipfile

import make_class
import pytest
from conftest import ROOT, SOLUTION, WIRELAB, run
from test_faults import orphans_are_ours, stopped, wait_until_all_are_gone
from test_formats import with_visibility
from test_html import Page, assert_inert

ESCAPE = "/tmp/wirelab-escaped"


def call(*arguments, status=0):
    done = subprocess.run([WIRELAB, "class", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == status, done.stdout + done.stderr
    return done


def results(folder):
    return {path.stem: json.loads(path.read_text()) for path in (folder / "results").glob("*.json")}


def roster(folder):
    with open(folder / "roster.csv", newline="") as file:
        return list(csv.DictReader(file))


def verdicts(outcome):
    """The requirements that are not met."""
    return [check["id"] for check in outcome["result"]["checks"] if check["outcome"] == "fail"] if outcome["result"] else []


UNSETTLED = ("duration_ms", "t_ms", "timeline", "facts", "evidence", "isolation", "disturbed")


def settled(value):
    """A result without what differs from run to run: times, ports and numbers that the kernel chose, and whether the machine was busy."""
    if isinstance(value, dict):
        return {key: settled(item) for key, item in value.items() if key not in UNSETTLED}
    if isinstance(value, list):
        return [settled(item) for item in value]
    return re.sub(r"\b(3276[89]|327[7-9]\d|32[89]\d\d|3[3-9]\d{3}|[45]\d{4}|60\d{3})\b", "PORT", value) if isinstance(value, str) else value


def as_expected(folder, students):
    """Every submission of the class has come out as the corpus says, and what was refused was refused by name."""
    outcomes, notes = results(folder), json.loads((folder / "intake.json").read_text())["students"]
    assert set(outcomes) == {student.id for student in students}
    for student in students:
        outcome = outcomes[student.id]
        assert outcome["ending"] == student.ending, (student.made_from, outcome["ending"], outcome["why"])
        if student.ending == "graded":
            assert verdicts(outcome) == student.fails, student.made_from
        refused = " ".join(entry["why"] for entry in notes.get(student.id, {}).get("refused", []))
        for words in student.refused:
            assert words in refused, (student.made_from, refused)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class of thirty, taken in and graded."""
    folder = tmp_path_factory.mktemp("course")
    assert not os.path.exists(ESCAPE)
    shapes = make_class.make_class(folder, 30, 6, 10, seed=3, escape=ESCAPE)
    init = call("init", folder / "run", "--lab", "03", "--seed", "4711", *make_class.downloads(folder))
    grade = call("grade", folder / "run")
    return folder, shapes, init, grade


def everybody(shapes):
    return [student for students in shapes.values() for student in students]


def test_a_class_goes_in_and_comes_out_as_expected(course):
    folder, shapes, init, grade = course
    as_expected(folder / "run", everybody(shapes))
    assert "seed 4711" in init.stdout and "seed 4711" in grade.stdout
    assert "30 submissions of lab03-iterative-server, read as canvas, moodle, gradescope" in init.stdout
    assert "0 grader faults" in grade.stdout


def test_nothing_got_out(course):
    folder, shapes, _, _ = course
    assert not os.path.exists(ESCAPE)
    below = folder / "run" / "submissions"
    for path in below.rglob("*"):
        assert not path.is_symlink() and (path.is_file() or path.is_dir()), path
        assert path.stat().st_nlink == 1 or path.is_dir()
        assert all(character.isprintable() for character in path.name)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["run", "submissions.zip", "CS101-Lab 03-4711.zip", "assignment_77_export.zip", "canvas.csv", "moodle.csv", "expected.json"])


def test_the_roster_says_who_it_is(course):
    folder, shapes, _, _ = course
    rows = {row["id"]: row for row in roster(folder / "run")}
    for student in shapes["gradescope"]:
        row = rows[student.id]
        assert (row["name"], row["email"], row["submitted_at"]) == (student.name, student.email, "2026-11-20T18:11:12Z")
    for student in shapes["moodle"]:
        assert rows[student.id]["name"] == student.name


def test_what_has_not_changed_is_not_graded_again(course):
    folder, shapes, _, _ = course
    before = {path: path.stat().st_mtime_ns for path in (folder / "run" / "results").iterdir()}
    again = call("grade", folder / "run")
    assert "30 of them unchanged" in again.stdout
    assert before == {path: path.stat().st_mtime_ns for path in (folder / "run" / "results").iterdir()}


def test_the_gradebook_of_canvas_is_filled_in_place(course, tmp_path):
    folder, shapes, _, _ = course
    sheet = tmp_path / "canvas.csv"
    shutil.copy(folder / "canvas.csv", sheet)
    done = call("export", folder / "run", "--canvas", sheet)
    assert f"{len(shapes['canvas'])} grades filled in, column \"Lab 03 - iterative server (42)\"" in done.stdout
    assert "another grade" not in done.stdout
    outcomes = results(folder / "run")
    before = list(csv.reader((folder / "canvas.csv").open(newline="")))
    after = list(csv.reader(sheet.open(newline="")))
    assert before[:2] == after[:2]
    for old, new in zip(before[2:], after[2:]):
        points = (outcomes[old[1]]["result"] or {"score": 0})["score"] * 20 / 100
        assert new[6] == f"{points:.2f}" and new[:6] + new[7:] == old[:6] + old[7:]


def test_the_worksheet_of_moodle_is_filled_in_place(course, tmp_path):
    folder, shapes, _, _ = course
    sheet = tmp_path / "moodle.csv"
    shutil.copy(folder / "moodle.csv", sheet)
    call("export", folder / "run", "--moodle", sheet)
    outcomes = results(folder / "run")
    assert sheet.read_bytes().startswith(b"\xef\xbb\xbfIdentifier,\"Full name\"")
    for row in csv.DictReader(sheet.open(newline="", encoding="utf-8-sig")):
        outcome = outcomes[row["Identifier"].removeprefix("Participant ")]
        assert row["Grade"] == f"{(outcome['result'] or {'score': 0})['score'] / 2:.2f}"
        assert row["Feedback comments"]
        for requirement in verdicts(outcome):
            assert requirement in row["Feedback comments"]


@pytest.fixture
def four(tmp_path):
    """Graded, of Moodle: 11 and 12 are built and 13 and 14 are not, with words of theirs in the compiler's message."""
    sources = {11: (SOLUTION / "ucserver.cpp").read_bytes(), 12: (SOLUTION / "ucserver.cpp").read_bytes(),
               13: b"#error a;=1+1 b,\"=2+2 \tc\t@d\n", 14: b"#error a,=1+1 by JOSE_Garcia, student14\n"}
    names = {11: "Jane Doe", 12: "Rita Roe", 13: "Ann Poe", 14: "José García"}
    (tmp_path / "all.zip").write_bytes(make_class.zip_of(
        [(f"{names[number]}_{number}_assignsubmission_file_/ucserver.cpp", text) for number, text in sources.items()]))
    call("init", tmp_path / "run", "--lab", "3", tmp_path / "all.zip")
    call("grade", tmp_path / "run")
    return tmp_path / "run"


def worksheet(file, cells, separator=","):
    """Of Moodle; CELLS: number to grade and feedback."""
    with file.open("w", newline="") as out:
        table = csv.writer(out, delimiter=separator)
        table.writerow(["Identifier", "Full name", "Grade", "Maximum grade", "Feedback comments"])
        table.writerows([f"Participant {number}", "", grade, "50", feedback] for number, (grade, feedback) in cells.items())
    return file


def with_row(folder, number, **cells):
    """Writes into the roster."""
    rows = roster(folder)
    with (folder / "roster.csv").open("w", newline="") as out:
        table = csv.DictWriter(out, rows[0].keys())
        table.writeheader()
        table.writerows(row | cells if row["id"] == str(number) else row for row in rows)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula_whatever_it_is_opened_with(four, tmp_path, separator):
    sheet = worksheet(tmp_path / "w.csv", {number: ("", "") for number in (11, 12, 13, 14)}, separator)
    call("export", four, "--moodle", sheet, "--csv", tmp_path / "g.csv")
    for file in (sheet, tmp_path / "g.csv", four / "roster.csv"):
        for other in (",", ";", "\t"):
            cells = [cell for row in csv.reader(file.open(newline=""), delimiter=other) for cell in row]
            assert [cell for cell in cells if cell.lstrip(' "').startswith(("=", "+", "-", "@"))] == []
    assert "=1+1" in sheet.read_text() and "=2+2" in sheet.read_text()


def test_what_a_worksheet_held_is_told(four, tmp_path):
    sheet = worksheet(tmp_path / "w.csv", {11: ("17.5", "my own words"), 12: ("50", "")})
    told = call("export", four, "--moodle", sheet).stdout
    assert 'grades filled in, column "Grade"' in told and "1 had another grade: 11 17.5 -> 50.00\n" in told
    assert '1 had other feedback: 11 "my own words"\n' in told


def test_a_column_of_more_than_the_lab_is_asked_about(four, tmp_path):
    sheet = tmp_path / "c.csv"
    sheet.write_text('Student,ID,Lab 3 report (51),Sockets (52)\n    Points Possible,,20,20\n"Doe, Jane",1,,\n')
    before = sheet.read_bytes()
    assert "--column" in call("export", four, "--canvas", sheet, status=2).stderr and sheet.read_bytes() == before
    assert 'column "Sockets (52)"' in call("export", four, "--canvas", sheet, "--column", "Sockets").stdout
    assert sheet.read_text().endswith('"Doe, Jane",1,,20.00\n')


def test_a_link_to_a_worksheet_is_filled_through(four, tmp_path):
    sheet = worksheet(tmp_path / "w.csv", {11: ("", "")})
    (tmp_path / "link.csv").symlink_to("w.csv")
    call("export", four, "--moodle", tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink() and ",50.00," in sheet.read_text()


def test_a_moment_that_cannot_be_understood_stops_the_export(four, tmp_path):
    (tmp_path / "late.toml").write_text("due = 2026-11-20T00:00:00Z\nper_day = 10\n")
    arguments = ["export", four, "--csv", tmp_path / "g.csv", "--late", tmp_path / "late.toml"]
    with_row(four, 12, submitted_at="25.11.26 18:11")
    told = call(*arguments, status=2).stderr
    assert '12 ("25.11.26 18:11")' in told and told.count("\n") == 1 and not (tmp_path / "g.csv").exists()
    with_row(four, 12, submitted_at="2026-11-20T12:00:00+01")
    call(*arguments)
    assert {row["id"]: row["score"] for row in csv.DictReader((tmp_path / "g.csv").open(newline=""))} == {
        "11": "100.00", "12": "90.00", "13": "0.00", "14": "0.00"}


def test_a_table_replaces_only_one_of_its_own(four, tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("mine\n")
    files = [notes, four / "roster.csv", four / "run.toml", four / "lock", four / "results" / "11.json"]
    before = [file.read_bytes() for file in files]
    for file in files:
        assert call("export", four, "--csv", file, status=2).stderr.count("\n") == 1
    assert [file.read_bytes() for file in files] == before
    for _ in range(2):
        assert subprocess.run([WIRELAB, "class", "export", four, "--csv", "g.csv"], cwd=tmp_path).returncode == 0
    assert "11,Jane Doe" in call("export", four, "--csv", "/dev/stdout").stdout


def test_without_its_key_nothing_bears_pseudonyms(four, tmp_path):
    for arguments in (["--csv", tmp_path / "g.csv"], ["--jplag", tmp_path / "tree"]):
        call("export", four, *arguments, "--anonymous", tmp_path / "nowhere" / "key", status=3)
        assert not (tmp_path / "g.csv").exists() and not (tmp_path / "tree").exists()
    key = tmp_path / "key"
    assert call("export", four, "--csv", key, "--anonymous", key, status=2).stderr.count("\n") == 1
    key.write_text('{"schema": "wirelab/pseudonyms/v1", "secret": "x", "students": [1]}')
    told = call("export", four, "--csv", tmp_path / "g.csv", "--anonymous", key, status=2).stderr
    assert "is no key of pseudonyms" in told and told.count("\n") == 1


def test_a_name_spelled_in_another_way_is_taken_out(four, tmp_path):
    with_row(four, 14, email="student14@uni.edu")
    call("export", four, "--csv", tmp_path / "g.csv", "--jplag", tmp_path / "tree", "--anonymous", tmp_path / "key")
    everything = (tmp_path / "g.csv").read_text() + "".join(path.read_text() for path in (tmp_path / "tree").rglob("*.cpp"))
    assert "Garcia" not in everything and "student14" not in everything
    assert "#error a,=1+1 by s" in "".join(path.read_text() for path in (tmp_path / "tree" / "submissions").rglob("*.cpp"))


def test_a_group_is_one_submission_for_jplag(four, tmp_path):
    path = next(row["path"] for row in roster(four) if row["id"] == "11")
    with_row(four, 12, path=path)
    call("export", four, "--jplag", tmp_path / "tree")
    assert sorted(folder.name for folder in (tmp_path / "tree" / "submissions").iterdir()) == ["11", "13", "14"]


def test_late_and_anonymous(course, tmp_path):
    folder, shapes, _, _ = course
    (tmp_path / "late.toml").write_text("due = 2026-11-20T00:00:00Z\nper_day = 10\ncap = 50\n")
    done = call("export", folder / "run", "--csv", tmp_path / "g.csv", "--late", tmp_path / "late.toml", "--anonymous", tmp_path / "key.json")
    assert "submitted_at is not known" in done.stderr
    key = json.loads((tmp_path / "key.json").read_text())["students"]
    outcomes = results(folder / "run")
    late = {student.id for student in shapes["gradescope"]}
    assert all(re.fullmatch("s[0-9a-f]{12}", pseudonym) for pseudonym in key)
    text = re.sub("|".join(key), "", (tmp_path / "g.csv").read_text())  # six digits in a row can be in twelve by chance
    for student in everybody(shapes):
        assert student.id not in text and student.email not in text and student.name not in text
    assert all("submissions/" not in line and ".zip" not in line for line in text.splitlines())
    rows = list(csv.DictReader((tmp_path / "g.csv").open(newline="")))
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)  # not that of the roster
    for row in rows:
        score = (outcomes[key[row["id"]]]["result"] or {"score": 0})["score"]
        assert float(row["score"]) == max(0, score - 10 * (key[row["id"]] in late))


def test_the_tree_for_jplag(course, tmp_path):
    folder, shapes, _, _ = course
    call("export", folder / "run", "--jplag", tmp_path / "tree", "--anonymous", tmp_path / "key.json")
    gradable = [student for student in everybody(shapes) if student.ending == "graded"]
    assert len(list((tmp_path / "tree" / "submissions").iterdir())) == len(gradable)
    assert (tmp_path / "tree" / "base" / "ucserver.cpp").read_text() == (ROOT / "labs" / "lab03-iterative-server" / "ucserver.cpp").read_text()
    everything = "".join(path.read_text() for path in (tmp_path / "tree" / "submissions").rglob("*.cpp"))
    for student in shapes["moodle"] + shapes["gradescope"]:  # Canvas does not tell how a name is written
        assert student.name not in everything
    call("export", folder / "run", "--jplag", tmp_path / "tree", status=2)


def test_the_pages(course):
    folder, shapes, _, _ = course
    call("report", folder / "run")
    page = Page((folder / "run" / "report" / "index.html").read_text())
    assert_inert(page)
    outcomes = results(folder / "run")
    for words in ("30 submissions", "Requirements", "Bugs by name", "Nothing to grade"):
        assert words in page.text
    named = {}
    for key, outcome in outcomes.items():
        for check in (outcome["result"] or {"checks": []})["checks"]:
            if check.get("diagnosis"):
                named.setdefault(check["diagnosis"]["id"], set()).add(key)
    graded = sum(outcome["ending"] == "graded" for outcome in outcomes.values())
    for bug, students in named.items():
        assert re.search(rf"{len(students)} of {graded}{bug} ", page.text), bug
    for student in everybody(shapes):
        own = Page((folder / "run" / "report" / "students" / f"{student.id}.html").read_text())
        assert_inert(own)
        for requirement in student.fails:
            assert f"{requirement}: not met" in own.text
    upload = folder / "run" / "report" / "upload"
    assert {path.name for path in upload.iterdir()} == {f"{student.name}_{student.id}_assignsubmission_file_" for student in shapes["moodle"]}
    for student in shapes["moodle"]:
        theirs = upload / f"{student.name}_{student.id}_assignsubmission_file_" / "report.html"
        assert theirs.read_bytes() == (folder / "run" / "report" / "students" / f"{student.id}.html").read_bytes()


def test_compare_says_whose_grade_moved_and_why(course, tmp_path):
    folder, shapes, _, _ = course
    other = tmp_path / "other"
    shutil.copytree(folder / "run", other)
    assert "0 moved, 30 the same" in call("compare", folder / "run", other).stdout
    victim = next(student for student in everybody(shapes) if student.ending == "graded" and not student.fails)
    row = next(row for row in roster(other) if row["id"] == victim.id)
    path = other / row["path"]
    shutil.copy(ROOT / "tests/submissions/lab03-iterative-server/buggy/V14a-never-closes-connection/ucserver.cpp",
                path / "ucserver.cpp" if path.is_dir() else path)
    assert "29 of them unchanged" in call("grade", other).stdout
    told = call("compare", folder / "run", other).stdout
    assert f"{victim.id}  100 -> " in told and "the submission is another" in told and "R08: met -> not met (V14" in told
    assert "1 moved, 29 the same" in told


def small_class(folder, names):
    for name in names:
        (source,) = (ROOT / "tests" / "submissions" / "lab03-iterative-server").glob(f"*/{name}")
        shutil.copytree(source, folder / name)
    return folder


NAMES = ["recv-send-loop", "V01-no-htons", "V14a-never-closes-connection", "stdio-streams", "V05-no-listen", "poll-nonblocking"]


@pytest.fixture
def small(tmp_path):
    """A class of six that is not graded yet."""
    call("init", tmp_path / "run", "--lab", "lab03", "--seed", "5", small_class(tmp_path / "handed-in", NAMES))
    return tmp_path / "run"


def start(folder, *arguments):
    return subprocess.Popen([WIRELAB, "class", "grade", folder, "--jobs", "2", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def start_step_by_step(folder, *arguments):
    """As start; but before the line of an outcome is read it goes on by no more than the next two."""
    ours, theirs = os.pipe2(os.O_CLOEXEC | os.O_DIRECT)  # of packets: each line takes a place of its own, pipe(2)
    fcntl.fcntl(theirs, fcntl.F_SETPIPE_SZ, resource.getpagesize())  # one place
    grading = subprocess.Popen([WIRELAB, "class", "grade", folder, "--jobs", "2", *arguments], stdout=subprocess.PIPE, stderr=theirs, text=True)
    os.close(theirs)
    grading.stderr = open(ours)  # communicate() reads it to its end
    return grading


def kill_and_resume(folder, kills, chance):
    """Grades FOLDER, killed KILLS times from before the first outcome to near the last, at once or a little later."""
    submissions = len(roster(folder))
    whole = {}  # what was there when it was killed is as it was to the end
    for still in range(kills, 0, -1):
        grading = start(folder)
        share = max(submissions - len(whole) - still, 0) / still
        for _ in range(chance.randint(0, round(2 * share))):
            if not grading.stderr.readline():
                break
        select.select([], [], [], chance.random() / 2)  # some moment in the life of the next ones
        grading.kill()
        grading.communicate()
        for path in (folder / "results").glob("*.json"):
            json.loads(path.read_text())  # whole, always
            assert whole.setdefault(path, path.read_bytes()) == path.read_bytes()
    done = call("grade", folder)
    assert all(path.read_bytes() == before for path, before in whole.items())
    return done


def test_killed_and_resumed_it_comes_to_the_same(small, tmp_path):
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(small, undisturbed)
    call("grade", undisturbed)
    done = kill_and_resume(small, 3, random.Random(7))
    assert "6 graded" in done.stdout
    assert settled(results(small)) == settled(results(undisturbed))


def test_ctrl_c_stops_it_cleanly(small):
    grading = start_step_by_step(small)
    grading.stderr.readline()
    grading.send_signal(signal.SIGINT)
    output, _ = grading.communicate()
    assert grading.returncode == -signal.SIGINT
    assert "the same command goes on" in output
    assert 1 <= len(results(small)) < 6
    assert "6 graded" in call("grade", small).stdout


def test_again_starts_over_and_says_so(small):
    call("grade", small)
    grading = start_step_by_step(small, "--again")
    grading.stderr.readline()
    grading.send_signal(signal.SIGINT)
    output, _ = grading.communicate()
    assert grading.returncode == -signal.SIGINT
    assert "with --again it starts over" in output and "goes on" not in output
    assert "6 of them unchanged" in call("grade", small).stdout, "what was left is as it was"
    assert "unchanged" not in call("grade", small, "--again").stdout


def test_shards_together_are_the_class(small):
    call("grade", small, "--shard", "1/2")
    assert len(results(small)) == 3
    call("grade", small, "--shard", "2/2")
    assert "6 of them unchanged" in call("grade", small).stdout
    call("grade", small, "--shard", "3/2", status=2)


@pytest.mark.parametrize("ours, theirs", [([], []), ([], ["--shard", "1/2"]), (["--shard", "1/2"], []), (["--shard", "1/2"], ["--shard", "1/2"])])
def test_one_at_a_time(small, ours, theirs):
    grading = start_step_by_step(small, *ours)
    grading.stderr.readline()
    refused = call("grade", small, *theirs, status=2)
    assert "another 'class grade' is at work" in refused.stderr
    grading.communicate()


def test_only_some(small):
    call("grade", small, "--only", "V01-no-htons,stdio-streams")
    assert set(results(small)) == {"V01-no-htons", "stdio-streams"}
    assert "there is no nobody" in call("grade", small, "--only", "nobody", status=2).stderr


def test_a_fault_of_the_grader_is_told_apart_and_costs_nothing(small, tmp_path):
    """Whatever of the grader dies is a fault of that one submission, is tried again, and is no score."""
    call("grade", small, "--only", "recv-send-loop")
    result = small / "results" / "recv-send-loop.json"
    outcome = json.loads(result.read_text())
    outcome.update(ending="grader_fault", why="R01: the check died", result=None)
    result.write_text(json.dumps(outcome))
    (tmp_path / "g.csv").unlink(missing_ok=True)
    done = call("export", small, "--csv", tmp_path / "g.csv")
    row = next(row for row in csv.DictReader((tmp_path / "g.csv").open(newline="")) if row["id"] == "recv-send-loop")
    assert row["score"] == "" and "recv-send-loop" in done.stderr
    assert "1 graded" in call("grade", small, "--only", "recv-send-loop").stdout
    assert json.loads(result.read_text())["ending"] == "graded"


@pytest.fixture
def nothing(tmp_path):
    """A class of two with nothing to grade: one has handed in notes, the other a file that is too large."""
    for name, file, size in (("eve", "notes.txt", 1), ("bob", "server.cpp", 2 << 20)):
        (tmp_path / "nothing" / name).mkdir(parents=True)
        (tmp_path / "nothing" / name / file).write_bytes(b" " * size)
    call("init", tmp_path / "empty", "--lab", "3", tmp_path / "nothing")
    return tmp_path / "empty"


def test_what_was_noted_does_not_hide_the_reason(nothing):
    call("grade", nothing)
    why = results(nothing)["bob"]["why"]
    assert '"server.cpp" is taken for ucserver.cpp' in why and "larger than 1,048,576 bytes" in why
    assert results(nothing)["eve"]["why"].count("there is no ucserver.cpp") == 1


def test_what_was_half_written_is_removed(nothing):
    (nothing / "results").mkdir()
    left, kept = nothing / "results" / "eve.json.0badcafe", [nothing / "results" / name for name in ("eve.json.bak", "ann.json.0badcafe")]
    for path in (left, *kept):
        path.write_text("{")
    call("grade", nothing)
    assert not left.exists() and all(path.exists() for path in kept)


def test_what_has_changed_since_it_was_graded_has_no_score(nothing, tmp_path):
    call("grade", nothing)
    (nothing / "submissions" / "eve" / "ucserver.cpp").write_text("int main() {}\n")
    done = call("export", nothing, "--csv", tmp_path / "g.csv")
    assert {row["id"]: row["score"] for row in csv.DictReader((tmp_path / "g.csv").open(newline=""))} == {"bob": "0.00", "eve": ""}
    assert re.search("changed since graded .*: eve$", done.stderr, re.MULTILINE)
    assert "changed since graded" in call("report", nothing).stderr
    page = Page((nothing / "report" / "index.html").read_text())
    assert "until they are graded again: eve" in page.text
    assert [path.name for path in (nothing / "report" / "students").iterdir()] == ["bob.html"]


def test_a_path_that_leads_nowhere_is_a_fault_and_no_zero(nothing, tmp_path):
    with (nothing / "roster.csv").open("a") as file:
        file.write("zoe,Zoe,,,\n")  # who has handed in nothing
    kept = tmp_path / "kept"
    (nothing / "submissions").rename(kept)
    done = call("grade", nothing, status=3)
    assert "1 with nothing to grade, 2 grader faults" in done.stdout
    assert "the roster leads to submissions/eve, which is not there" in done.stdout
    assert {name: outcome["ending"] for name, outcome in results(nothing).items()} == {
        "bob": "grader_fault", "eve": "grader_fault", "zoe": "nothing_to_grade"}
    table = tmp_path / "g.csv"
    scores = lambda: {row["id"]: row["score"] for row in csv.DictReader(table.open(newline=""))}
    call("export", nothing, "--csv", table)
    assert scores() == {"bob": "", "eve": "", "zoe": "0.00"}
    kept.rename(nothing / "submissions")
    assert "3 with nothing to grade, 0 grader faults" in call("grade", nothing).stdout
    (nothing / "submissions").rename(kept)
    table.unlink()
    assert "changed since graded" in call("export", nothing, "--csv", table).stderr
    assert scores() == {"bob": "", "eve": "", "zoe": "0.00"}


def test_what_is_damaged_in_a_run_is_named(nothing, tmp_path):
    call("grade", nothing)
    intake = json.loads((nothing / "intake.json").read_text())
    intake["students"]["eve"]["notes"] = 7
    (nothing / "intake.json").write_text(json.dumps(intake))
    for arguments in (["grade", nothing], ["report", nothing], ["export", nothing, "--csv", tmp_path / "g.csv"]):
        stderr = call(*arguments, status=3).stderr
        assert stderr.count("\n") == 1 and str(nothing / "intake.json") in stderr and "exception" not in stderr
    (nothing / "intake.json").unlink()
    (nothing / "roster.csv").rename(tmp_path / "roster.csv")
    (nothing / "roster.csv").mkdir()
    for arguments in (["grade", nothing], ["report", nothing], ["compare", nothing, nothing]):
        stderr = call(*arguments, status=3).stderr
        assert stderr.count("\n") == 1 and str(nothing / "roster.csv") in stderr


def test_runs_of_two_labs_are_not_compared(nothing, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(nothing, other)
    settings = (other / "run.toml").read_text()
    (other / "run.toml").write_text(settings.replace("lab03-iterative-server", "lab04-forking-server"))
    refused = call("compare", nothing, other, status=2)
    assert refused.stdout == "" and refused.stderr.count("\n") == 1 and "only two runs of the same lab" in refused.stderr


def test_another_wirelab_grades_again(nothing, tmp_path):
    """Of the same version, even: rules and the compiler's flags are in the program."""
    home = tmp_path / "home"
    build = WIRELAB.parent.parent
    (home / "bin").mkdir(parents=True)
    (home / "share").mkdir()
    shutil.copy(WIRELAB, home / "bin")
    shutil.copytree(build / "lib" / "wirelab", home / "lib" / "wirelab", ignore=shutil.ignore_patterns("*.a"))
    (home / "lib" / "wirelab" / "checks").symlink_to(build / "bin" / "checks")
    (home / "share" / "wirelab").mkdir()
    (home / "share" / "wirelab" / "labs").symlink_to(ROOT / "labs")
    shutil.copy(ROOT / "autograder" / "diagnosis" / "bugs.toml", home / "share" / "wirelab")
    program = home / "bin" / "wirelab"
    assert "unchanged" not in run(program, "class", "grade", nothing).stdout
    assert "2 of them unchanged" in run(program, "class", "grade", nothing).stdout
    with program.open("ab") as file:
        file.write(b"x")
    done = run(program, "class", "grade", nothing)
    assert "2 with nothing to grade" in done.stdout and "unchanged" not in done.stdout


def test_what_is_hidden_is_not_named_on_a_page(small):
    call("grade", small, "--only", "V05-no-listen")
    path = small / "results" / "V05-no-listen.json"
    outcome = json.loads(path.read_text())
    needed, needs = next((other["id"], check) for check in outcome["result"]["checks"] for other in outcome["result"]["checks"]
                         if check["outcome"] == "not_reached" and re.search(rf"\b{other['id']}\b", check["saw"]))
    for check in outcome["result"]["checks"]:
        check["visibility"] = "hidden" if check["id"] == needed else check["visibility"]
    path.write_text(json.dumps(outcome))
    call("report", small)
    page = Page((small / "report" / "students" / "V05-no-listen.html").read_text())
    assert needs["id"] in page.text and needed not in page.text


@pytest.fixture
def later(tmp_path):
    """A wirelab whose lab 03 shows R11 after the due date, and a class of one that it has graded."""
    place = tmp_path / "tree"
    for folder in ("labs", "build/bin", "build/lib", "autograder/diagnosis"):
        shutil.copytree(ROOT / folder, place / folder)
    with_visibility(place, R11="after_due")
    program, folder = place / "build/bin/wirelab", tmp_path / "run"
    for arguments in (["init", folder, "--lab", "3", small_class(tmp_path / "handed-in", ["V05-no-listen"])], ["grade", folder]):
        done = run(program, "class", *arguments)
        assert done.returncode == 0, done.stderr
    return program, folder


def test_what_is_shown_only_later_needs_a_word(later, tmp_path):
    program, folder = later
    table = tmp_path / "grades.csv"
    for command in (["report", folder], ["export", folder, "--csv", table]):
        refused = run(program, "class", *command)
        assert refused.returncode == 2 and refused.stderr.count("\n") == 1 and "--stage before_due, after_due or published" in refused.stderr
        assert not table.exists() and not (folder / "report").exists()
        assert run(program, "class", *command, "--stage", "tomorrow").returncode == 2
    pages = {}
    for stage in ("before_due", "after_due"):
        for command in (["report", folder], ["export", folder, "--csv", table]):
            done = run(program, "class", *command, "--stage", stage)
            assert done.returncode == 0, done.stderr
        pages[stage] = Page((folder / "report/students/V05-no-listen.html").read_text()).text
    assert "R11" in pages["after_due"] and "R11" not in pages["before_due"]
    slurm = ["slurm", folder, "--nodes", "1", "--print"]
    assert run(program, "class", *slurm).returncode == 2
    assert "--stage published &&" in run(program, "class", *slurm, "--stage", "published").stdout
    # Scores alone tell nothing: they count everything at every stage.
    gradebook = tmp_path / "canvas.csv"
    gradebook.write_text("Student,ID,SIS User ID,SIS Login ID,Section,lab03 (1)\nPoints Possible,,,,,100\nNobody,1,,nobody,,\n")
    assert run(program, "class", "export", folder, "--canvas", gradebook).returncode == 0


def test_a_process_that_dies_costs_only_its_own_submission(small):
    grading = start(small)
    children = pathlib.Path(f"/proc/{grading.pid}/task/{grading.pid}/children")
    victim = None
    while victim is None and grading.poll() is None:
        for child in map(int, children.read_text().split()):
            # The probe of the isolation is a child, too; a submission leads a process group of its own.
            with contextlib.suppress(ProcessLookupError):
                if victim is None and os.getpgid(child) == child and stopped(child):
                    victim = child
                    os.kill(child, signal.SIGSEGV)
                    os.kill(child, signal.SIGCONT)
    output, errors = grading.communicate()
    assert "the grader died of signal 11" in errors
    assert grading.returncode == 0 and "6 graded" in output and "0 grader faults" in output


def test_a_dry_run_writes_nothing(tmp_path):
    folder = small_class(tmp_path / "handed-in", NAMES[:2])
    done = call("init", tmp_path / "run", "--lab", "3", "--dry-run", folder)
    assert "recv-send-loop" in done.stdout and "2 submissions" in done.stdout
    assert not (tmp_path / "run").exists()


def test_more_is_taken_into_a_run_that_is_there(small, tmp_path):
    call("grade", small, "--only", "V01-no-htons,V05-no-listen")
    call("init", small, "--lab", "3", tmp_path / "handed-in", status=2)
    newer = tmp_path / "newer"
    shutil.copytree(SOLUTION, newer / "V01-no-htons")
    shutil.copytree(SOLUTION, newer / "somebody-else")
    call("init", small, "--lab", "3", "--update", newer)
    assert len(roster(small)) == 7
    done = call("grade", small, "--only", "V01-no-htons,V05-no-listen,somebody-else")
    assert "3 graded" in done.stdout and "1 of them unchanged" in done.stdout
    assert results(small)["V01-no-htons"]["result"]["score"] == 100


def handed_in(folder, *names):
    """A student a name, each with the reference."""
    for name in names:
        shutil.copytree(SOLUTION, folder / name)
    return folder


def packed(file, *names):
    """An archive with the reference under each of these names."""
    file.write_bytes(make_class.zip_of([(name, (SOLUTION / "ucserver.cpp").read_bytes()) for name in names]))
    return file


def ids(folder):
    return sorted(row["id"] for row in roster(folder))


def test_init_touches_nothing_of_others(tmp_path, small):
    mine = handed_in(tmp_path / "lab03" / "incoming", "alice")
    for run_folder, source in [(tmp_path / "lab03", mine), (mine / "run", mine), (small, small / "submissions")]:
        before = sorted(tmp_path.rglob("*"))
        call("init", run_folder, "--lab", "3", "--update", source, status=2)
        assert sorted(tmp_path.rglob("*")) == before


def test_an_init_that_was_killed_is_repeated(tmp_path):
    (tmp_path / "run" / ".incoming" / "submissions" / "half").mkdir(parents=True)
    call("init", tmp_path / "run", "--lab", "3", handed_in(tmp_path / "handed-in", "alice"))
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == ["intake.json", "roster.csv", "run.toml", "submissions"]
    assert ids(tmp_path / "run") == ["alice"]


def test_a_number_is_somebody_else_on_another_platform(tmp_path):
    canvas = packed(tmp_path / "canvas.zip", "doejane_1234_9_ucserver.cpp", "roerita_1235_9_ucserver.cpp")
    moodle = packed(tmp_path / "moodle.zip", "Al Ice_1234_assignsubmission_file_/ucserver.cpp")
    done = call("init", tmp_path / "run", "--lab", "3", canvas, moodle)
    assert ids(tmp_path / "run") == ["1234", "1234-2", "1235"]
    assert "somebody else has the id 1234, too" in done.stdout
    assert len({row["path"] for row in roster(tmp_path / "run")}) == 3
    refused = call("init", tmp_path / "run", "--lab", "3", "--update", moodle, status=2).stderr
    assert '1234 is "doejane"' in refused and 'of "Al Ice"' in refused


def test_a_number_of_moodle_gets_no_row_of_canvas(tmp_path):
    canvas = packed(tmp_path / "canvas.zip", "doejane_1234_9_ucserver.cpp")
    moodle = packed(tmp_path / "moodle.zip", "Al Ice_1235_assignsubmission_file_/ucserver.cpp")
    call("init", tmp_path / "run", "--lab", "3", canvas, moodle)
    call("grade", tmp_path / "run")
    sheet = tmp_path / "g.csv"
    sheet.write_text('Student,ID,Lab 03 (1)\n    Points Possible,,10\n"Doe, Jane",1234,\n"Roe, Rita",1235,\n')
    assert "no row that can be filled for: 1235" in call("export", tmp_path / "run", "--canvas", sheet).stdout
    assert sheet.read_text().splitlines()[2:] == ['"Doe, Jane",1234,10.00', '"Roe, Rita",1235,']


def test_archives_of_one_submission_are_named_after_the_archive(tmp_path):
    archives = [packed(tmp_path / f"{name}.zip", "lab03/ucserver.cpp", "lab03/README.md") for name in ("alice", "bob")]
    call("init", tmp_path / "run", "--lab", "3", *archives)
    assert ids(tmp_path / "run") == ["alice", "bob"]


def test_a_folder_with_a_slash_behind_has_its_name(tmp_path):
    call("init", tmp_path / "run", "--lab", "3", f"{handed_in(tmp_path, 'alice') / 'alice'}/")
    assert ids(tmp_path / "run") == ["alice"]


def test_who_stands_in_two_sources_is_asked_about(tmp_path):
    for name in ("alice", "bob"):
        handed_in(tmp_path / name, "src")
    refused = call("init", tmp_path / "run", "--lab", "3", tmp_path / "alice", tmp_path / "bob", status=2).stderr
    assert '"src" stands in' in refused and not (tmp_path / "run").exists()


def test_a_download_of_one_student_is_a_download(tmp_path):
    names = [f"Jane Doe_{number}_assignsubmission_file_/ucserver.cpp" for number in (123, 124)]
    call("init", tmp_path / "run", "--lab", "3", packed(tmp_path / "all.zip", *names))
    call("init", tmp_path / "run", "--lab", "3", "--update", packed(tmp_path / "late.zip", names[0]))
    assert ids(tmp_path / "run") == ["123", "124"]


def test_a_download_that_holds_too_much_is_not_taken_by_half(tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for number in range(100_001):
            archive.writestr(f"submission_1/{number}", b"")
        archive.writestr("submission_2/ucserver.cpp", b"")
    refused = call("init", tmp_path / "run", "--lab", "3", tmp_path / "all.zip", status=2).stderr
    assert "holds too much" in refused and not (tmp_path / "run").exists()


def test_all_that_a_download_refuses_is_listed(tmp_path):
    odd = [f"submission_{number}/../x" for number in range(30)]
    done = call("init", tmp_path / "run", "--lab", "3", packed(tmp_path / "all.zip", *odd, "submission_99/ucserver.cpp"))
    assert done.stdout.count("leads outside") == 30


def test_a_name_of_another_code_page_can_stand_in_the_roster(tmp_path):
    os.makedirs(os.fsencode(tmp_path / "all") + b"/Jos\xe9_12_assignsubmission_file_")
    call("init", tmp_path / "run", "--lab", "3", tmp_path / "all")
    assert [(row["id"], row["name"]) for row in roster(tmp_path / "run")] == [("12", "Jos%E9")]
    call("grade", tmp_path / "run")


def test_names_that_differ_in_letters_of_another_code_page_stay_two(tmp_path):
    handed_in(tmp_path / "all", *(os.fsdecode(name) for name in (b"M\x81ller", b"M\x94ller")))
    subprocess.run(["tar", "czf", tmp_path / "all.tar.gz", "-C", tmp_path / "all", "."], check=True)
    for source in ("all", "all.tar.gz"):
        call("init", tmp_path / f"run of {source}", "--lab", "3", tmp_path / source)
        assert ids(tmp_path / f"run of {source}") == ["M-81ller", "M-94ller"]
        assert {row["name"] for row in roster(tmp_path / f"run of {source}")} == {"M%81ller", "M%94ller"}


def test_folders_without_letters_of_ascii_come_again_in_any_order(tmp_path):
    call("init", tmp_path / "run", "--lab", "3", handed_in(tmp_path / "all", "山田", "田中", "鈴木"))
    before = ids(tmp_path / "run")
    call("init", tmp_path / "run", "--lab", "3", "--update", handed_in(tmp_path / "late", "鈴木", "佐藤"))
    assert len(before) == 3 and len(ids(tmp_path / "run")) == 4 and set(before) < set(ids(tmp_path / "run"))


def test_who_has_no_student_id_hands_in_again(tmp_path):
    def export(number):
        folder = tmp_path / f"export {number}"
        handed_in(folder, f"submission_{number}")
        (folder / "submission_metadata.yml").write_text(
            f"submission_{number}:\n  :submitters:\n  - :name: Jane Doe\n    :sid: null\n    :email: jane@x.edu\n")
        return folder

    call("init", tmp_path / "run", "--lab", "3", export(555))
    assert ids(tmp_path / "run") == ["jane@x.edu"]
    call("init", tmp_path / "run", "--lab", "3", "--update", export(556))
    assert [(row["id"], row["path"]) for row in roster(tmp_path / "run")] == [("jane@x.edu", "submissions/556")]


def test_what_canvas_marks_as_late_is_noted(tmp_path):
    done = call("init", tmp_path / "run", "--lab", "3",
                packed(tmp_path / "all.zip", "doejane_LATE_1001_9_ucserver.cpp", "roerita_1002_9_ucserver.cpp"))
    assert done.stdout.count("Canvas marks this late") == 1
    (tmp_path / "late.toml").write_text("due = 2026-11-20T00:00:00Z\nper_day = 10\ncap = 50\n")
    told = call("export", tmp_path / "run", "--csv", tmp_path / "g.csv", "--late", tmp_path / "late.toml").stderr
    assert "marks them late: write it into the roster: 1001\n" in told and "not taken for late: 1002\n" in told


def test_an_update_keeps_what_the_instructor_has_written(small, tmp_path):
    file = small / "roster.csv"
    rows = file.read_text().splitlines()
    file.write_text("\n".join([rows[0] + ",group", *(row + ",A" for row in rows[1:])]) + "\n")
    call("init", small, "--lab", "3", "--update", "--time-scale", "2.5", handed_in(tmp_path / "newer", "V01-no-htons", "zoe"))
    assert {row["id"]: row["group"] for row in roster(small)} == {**dict.fromkeys(NAMES, "A"), "zoe": ""}
    assert "time_scale = 2.5" in (small / "run.toml").read_text()


def test_an_update_that_is_killed_leaves_a_whole_run(small, tmp_path, orphans_are_ours):
    """At random moments: each row leads to work of that student, nothing temporary stays, and the same command goes on."""
    place = tmp_path / "temporary"
    place.mkdir()
    newer = handed_in(tmp_path / "newer", "V01-no-htons", "zoe")
    command = [WIRELAB, "class", "init", small, "--lab", "3", "--update", newer]
    moment = random.Random(11)
    began = time.monotonic()
    assert run(*command, "--dry-run").returncode == 0
    took = time.monotonic() - began
    for _ in range(8):
        init = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"TMPDIR": str(place)})
        select.select([], [], [], moment.uniform(0, 1.2 * took))
        init.kill()
        wait_until_all_are_gone()  # who removes what is temporary, too
        assert os.listdir(place) == []
        for row in roster(small):
            assert (small / row["path"] / "ucserver.cpp").exists()
    assert run(*command).returncode == 0
    assert ids(small) == sorted([*NAMES, "zoe"])
    assert {".incoming", ".ready"}.isdisjoint(path.name for path in small.iterdir())


def test_nobody_updates_what_is_being_graded(small, tmp_path):
    grading = start_step_by_step(small)
    grading.stderr.readline()
    refused = call("init", small, "--lab", "3", "--update", handed_in(tmp_path / "newer", "zoe"), status=2)
    assert "is at work" in refused.stderr
    grading.kill()
    grading.communicate()


def installed(folder):
    """A copy of what wirelab needs, which a user without rights can reach."""
    for parent in folder.parents:
        if parent.stat().st_uid == 0 and not parent.stat().st_mode & stat.S_IXOTH:
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH)
    for part in ("labs", "solutions", "autograder/diagnosis", "build/bin", "build/lib"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("tests", "*.a"))
    return folder / "build" / "bin" / "wirelab"


def test_a_folder_that_cannot_be_read_costs_only_itself(as_user, tmp_path):
    program = installed(tmp_path / "wirelab")
    handed_in(tmp_path / "handed-in", "alice", "eve")
    (tmp_path / "handed-in" / "eve" / "private").mkdir(mode=0o700)
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs").chmod(0o777)
    done = run(*as_user, program, "class", "init", tmp_path / "runs" / "run", "--lab", "3", tmp_path / "handed-in",
               env={"PATH": os.environ["PATH"]})
    assert done.returncode == 0, done.stderr
    assert 'refused "private": it cannot be listed' in done.stdout and "2 submissions" in done.stdout


def test_work_that_may_not_be_read_any_more_is_a_fault(as_user, tmp_path):
    program = installed(tmp_path / "wirelab")
    for student in ("alice", "eve", "zoe"):
        (tmp_path / "handed-in" / student).mkdir(parents=True)
        (tmp_path / "handed-in" / student / "ucserver.cpp").write_text("int main( {\n")
    folder = tmp_path / "run"
    call("init", folder, "--lab", "3", tmp_path / "handed-in")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534)
    for path in (folder / "submissions" / "eve" / "ucserver.cpp", folder / "submissions" / "zoe"):
        os.chown(path, 0, 0)
        path.chmod(0o700)
    done = run(*as_user, program, "class", "grade", folder, env={"PATH": os.environ["PATH"]})
    assert done.returncode == 3 and "1 not built, 0 with nothing to grade, 2 grader faults" in done.stdout, done.stdout + done.stderr
    for path in ("eve/ucserver.cpp", "zoe"):
        assert f"submissions/{path} cannot be read (Permission denied)" in done.stdout


def test_a_reader_that_cannot_be_started_is_a_fault(tmp_path):
    program = installed(tmp_path / "wirelab")
    (tmp_path / "wirelab" / "build" / "lib" / "wirelab" / "unpack").write_bytes(b"\x7fELF and no more")
    done = run(program, "class", "init", tmp_path / "run", "--lab", "3", packed(tmp_path / "alice.zip", "ucserver.cpp"))
    assert done.returncode == 3 and "cannot be started" in done.stderr and done.stderr.count("\n") == 1


def test_links_and_pipes_in_folders_are_not_followed(tmp_path):
    folder = tmp_path / "handed-in" / "eve"
    folder.mkdir(parents=True)
    (folder / "ucserver.cpp").symlink_to("/etc/passwd")
    (folder / "all").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "pipe.zip")
    done = call("init", tmp_path / "run", "--lab", "3", tmp_path / "handed-in")
    assert 'refused "ucserver.cpp": it is a symbolic link' in done.stdout and 'refused "pipe"' in done.stdout
    assert '"pipe.zip" cannot be unpacked: it is no plain file' in done.stdout
    assert list((tmp_path / "run" / "submissions" / "eve").iterdir()) == []
    assert "1 with nothing to grade" in call("grade", tmp_path / "run").stdout


OWN = (SOLUTION / "ucserver.cpp").read_bytes()
SKELETON = (ROOT / "labs" / "lab03-iterative-server" / "ucserver.cpp").read_bytes()


def write_files(folder, files):
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def graded_source(run_folder):
    """{id: the source that would be graded}."""
    found = {}
    for row in roster(run_folder):
        path = run_folder / row["path"]
        source = path / "ucserver.cpp" if path.is_dir() else path
        found[row["id"]] = source.read_bytes() if source.exists() else None
    return found


def test_an_archive_beside_the_loose_source_does_not_win(tmp_path):
    handout = make_class.zip_of([("ucserver.cpp", SKELETON)])
    shapes = {
        "folders": {"alice/ucserver.cpp": OWN, "alice/handout.zip": handout, "bob/src/deep/ucserver.cpp": OWN, "bob/handout.zip": handout,
                    "carl/lab03.zip": make_class.zip_of([("lab03/ucserver.cpp", OWN)]), "carl/notes.txt": b"it works\n"},
        "moodle": {"Jane Doe_7_assignsubmission_file_/lab03-handout.zip": handout, "Jane Doe_7_assignsubmission_file_/ucserver.cpp": OWN},
        "canvas": {"doejane_1001_555_lab03.zip": handout, "doejane_1001_556_ucserver.cpp": OWN},
    }
    for shape, files in shapes.items():
        done = call("init", tmp_path / f"run of {shape}", "--lab", "3", write_files(tmp_path / shape, files))
        assert f"read as {shape}" in done.stdout
        assert set(graded_source(tmp_path / f"run of {shape}").values()) == {OWN}, done.stdout
        assert "which came in no archive" in done.stdout


def test_of_two_attempts_on_canvas_the_newer_is_taken(tmp_path):
    files = {"doejane_1001_555_ucserver.cpp": SKELETON, "doejane_1001_1777_ucserver-1.cpp": OWN, "roerita_1002_778_ucserver.cpp": OWN}
    done = call("init", tmp_path / "run", "--lab", "3", write_files(tmp_path / "all", files))
    assert graded_source(tmp_path / "run") == {"1001": OWN, "1002": OWN}
    assert done.stdout.count('"ucserver.cpp": 2 attempts; the newest is taken') == 1


def test_what_a_build_leaves_behind_does_not_cost_the_source(tmp_path):
    many = [(f"build/f{number}", b"") for number in range(2100)]
    core = ("core", bytes(80 << 20))
    write_files(tmp_path / "all", {"alice/ucserver.cpp": OWN, "alice/core": b"", "bob/ucserver.cpp": OWN, **{f"bob/{name}": data for name, data in many}})
    os.truncate(tmp_path / "all" / "alice" / "core", 80 << 20)
    write_files(tmp_path / "all", {"carl.zip": make_class.zip_of([core, *many, ("ucserver.cpp", OWN)])})
    done = call("init", tmp_path / "run", "--lab", "3", tmp_path / "all")
    assert graded_source(tmp_path / "run") == dict.fromkeys(["alice", "bob", "carl"], OWN), done.stdout
    assert 'refused "core": it is larger than 16 MiB' in done.stdout and "more than 2,000 files" in done.stdout
    assert 'refused "":' not in done.stdout


def test_nobody_is_lost_in_a_download_for_a_name(tmp_path):
    link = make_class.zip_link("Lin K_9_assignsubmission_file_/ucserver.cpp", "/etc/passwd")
    odd = {"\u200fדוד כהן": 3, "ก" * 60 + " ขขขขข": 5, "ก" * 90: 6}
    entries = [(f"{name}_{number}_assignsubmission_file_/ucserver.cpp", OWN) for name, number in odd.items()]
    entries += [("Rita Roe_7_assignsubmission_file_/x\ty.txt", b""), ("Em Pty_8_assignsubmission_file_/", b""), link, ("ละ\u200f.txt", b"")]
    (tmp_path / "all.zip").write_bytes(make_class.zip_of(entries))
    done = call("init", tmp_path / "run", "--lab", "3", tmp_path / "all.zip")
    assert graded_source(tmp_path / "run") == {"3": OWN, "5": OWN, "6": None, "7": None, "8": None, "9": None}
    assert {row["name"] for row in roster(tmp_path / "run")} >= set(odd)
    notes = json.loads((tmp_path / "run" / "intake.json").read_text())["students"]
    for number, name, why in (("6", "ucserver.cpp", "too long"), ("7", "x\\ty.txt", "characters"), ("9", "ucserver.cpp", "symbolic link")):
        (refused,) = notes[number]["refused"]
        assert refused["name"] == name and why in refused["why"]
    assert 'left aside: "ละ\\xe2\\x80\\x8f.txt": it is not named as moodle does' in done.stdout


def test_folders_are_not_taken_for_files_of_canvas(tmp_path):
    names = ["group_1_2026_alice", "group_1_2026_bob", "lab_03_1_dora"]
    for source in (handed_in(tmp_path / "all", *names), packed(tmp_path / "all.zip", *(f"{name}/ucserver.cpp" for name in names))):
        run_folder = tmp_path / f"run of {source.name}"
        assert "read as folders" in call("init", run_folder, "--lab", "3", source).stdout
        assert ids(run_folder) == names


def test_names_of_canvas_with_underscores_or_none(tmp_path):
    names = ["van_der_berg_1002_9_ucserver.cpp", "anon_abCd1_10_ucserver.cpp", "LATE_anon_x9Yz2_11_ucserver.cpp", "roerita_1003_text.html"]
    done = call("init", tmp_path / "run", "--lab", "3", packed(tmp_path / "all.zip", *names))
    assert ids(tmp_path / "run") == ["1002", "1003", "anon_abCd1", "anon_x9Yz2"] and "left aside" not in done.stdout
    assert done.stdout.count("Canvas marks this late") == 1


def test_what_is_wrong_is_said(tmp_path, small):
    assert "no run" in call("grade", tmp_path / "nothing", status=2).stderr
    assert "there is no" in call("init", tmp_path / "r", "--lab", "3", tmp_path / "missing", status=2).stderr
    (tmp_path / "empty").mkdir()
    assert "no submission" in call("init", tmp_path / "r", "--lab", "3", tmp_path / "empty", status=2).stderr
    assert not (tmp_path / "r" / "run.toml").exists()
    (tmp_path / "broken.zip").write_bytes(b"PK\3\4")
    assert "cannot be unpacked" in call("init", tmp_path / "r", "--lab", "3", tmp_path / "broken.zip", status=2).stderr
    call("export", small, status=2)
    call(status=2)


def test_the_scripts_for_slurm_are_shown(small):
    done = call("slurm", small, "--nodes", "2", "--print", "--sbatch=--partition=long")
    assert "#SBATCH --array=1-1%2" in done.stdout and "#SBATCH --requeue" in done.stdout
    assert "#SBATCH --partition=long" in done.stdout and f"class grade {small} --shard" in done.stdout
    assert not (small / "slurm").exists()
    scripts = done.stdout.split("#!/bin/bash\n")[1:]
    assert len(scripts) == 2
    for script in scripts:
        assert run("bash", "-n", "-c", script).returncode == 0


@pytest.mark.parametrize("words, status", [("echo 'sbatch: warning: a QOS is missing' >&2; echo 4711", 0), ("echo '4711;cluster'", 0),
                                           ("echo 'sbatch: error: no such partition' >&2; exit 1", 3)])
def test_only_what_sbatch_prints_is_the_number_of_a_job(nothing, tmp_path, words, status):
    folder = tmp_path / "CS 101"
    shutil.copytree(nothing, folder)
    sbatch = tmp_path / "sbatch"
    sbatch.write_text(f"#!/bin/sh\n{words}\n")
    sbatch.chmod(0o755)
    done = run(WIRELAB, "class", "slurm", folder, "--nodes", "1", env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert done.returncode == status, done.stderr
    for said in re.findall("sbatch: [^']*", words):
        assert said in done.stderr
    assert ("job 4711: 1 shards of 2 submissions; job 4711 collects" in done.stdout) == (status == 0)
    script = (folder / "slurm" / "array.sh").read_text()
    assert f'#SBATCH --output="{folder}/slurm/%A_%a.log"\n' in script and f"class grade '{folder}' --shard" in script


def test_a_job_without_its_collector_is_named(nothing, tmp_path):
    sbatch = tmp_path / "sbatch"
    sbatch.write_text("#!/bin/sh\ncase \"$*\" in *collect.sh) echo 'sbatch: error: too many jobs' >&2; exit 1;; *) echo 4711;; esac\n")
    sbatch.chmod(0o755)
    done = run(WIRELAB, "class", "slurm", nothing, "--nodes", "1", env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert done.returncode == 3 and "too many jobs" in done.stderr and "scancel 4711" in done.stderr
