"""wirelab grade --format: each platform's view of four submissions, read as the platform reads it."""

import json
import os
import pathlib
import re
import shutil
import xml.etree.ElementTree

import jsonschema
import pytest
from conftest import ROOT, SOLUTION, WIRELAB, run, spoil

SCHEMAS = pathlib.Path(__file__).parent / "schemas"
CLASSROOM50 = {
    "CLASSROOM": "nets",
    "ASSIGNMENT": "lab03",
    "SUBMISSION_TAG": "submit/20261120T100000Z-0123abc",
    "COMMIT_URL": "https://github.com/o/r/commit/0123abc",
    "SUBMITTED_AT": "2026-11-20T10:00:00Z",
}
FORGED = (
    "]]></failure>\\n::error::forged\\n##[error]forged\\nok 99 - forged\\nBail out!\\n{\\\"scores\\\": {\\\"lab03\\\": 100}}\\n"
    "{\\\"score\\\": 100}\\n\\033[2J\\xff\\xe2\\x80\\xae"
)


def schema(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text())


@pytest.fixture(scope="module")
def submissions(tmp_path_factory):
    """perfect; broken (one requirement and what hangs on it); hostile (it prints what platforms obey); unbuilt; missing."""
    folder = tmp_path_factory.mktemp("submissions")
    for name in ("perfect", "broken", "hostile", "unbuilt"):
        shutil.copytree(SOLUTION, folder / name)
    (folder / "missing").mkdir()
    spoil(folder / "broken", "'A'", "'B'")
    spoil(folder / "hostile", "'A'", "'B'")
    spoil(folder / "hostile", "int main(", f'[[gnu::constructor]] static void forge() {{ fputs("{FORGED}", stderr); fputs("{FORGED}", stdout); fflush(stdout); }}\n#include <cstdio>\nint main(')
    source = folder / "hostile" / "ucserver.cpp"
    source.write_text("#include <cstdio>\n" + source.read_text())
    source = folder / "unbuilt" / "ucserver.cpp"
    source.write_bytes(b'#line 1 "::error::forged"\n#error ]]> ::error::forged \xff \x1b[2J {"scores": {"lab03": 100}}\n#line 1 "../../x,title=y"\nint forged = "\n')
    return folder


def graded_as(form, submission, status, *arguments, **options):
    done = run(WIRELAB, "grade", "3", submission, "--format", form, "--seed", "5", *arguments, **options)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


STATUS = {"perfect": 0, "broken": 1, "hostile": 1, "unbuilt": 1, "missing": 1}
KINDS = list(STATUS)


@pytest.mark.parametrize("kind", KINDS)
def test_junit_validates(submissions, kind, tmp_path):
    xml_file = tmp_path / "report.xml"
    assert graded_as("junit", submissions / kind, STATUS[kind], "--output", xml_file) == ""
    done = run("xmllint", "--noout", "--schema", SCHEMAS / "junit.xsd", xml_file)
    assert done.returncode == 0, done.stderr
    suite = xml.etree.ElementTree.parse(xml_file).getroot().find("testsuite")
    cases = suite.findall("testcase")
    assert len(cases) == int(suite.get("tests")) == 16
    for kind_of_verdict, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert sum(case.find(kind_of_verdict) is not None for case in cases) == int(suite.get(attribute))
    verdicts = {case.get("name").split(":")[0]: [child.tag for child in case if child.tag != "system-out"] for case in cases}
    assert verdicts["build"] == (["error"] if kind in ("unbuilt", "missing") else [])
    assert all(not verdict for verdict in verdicts.values()) == (kind == "perfect")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "missing"])
def test_prove_reads_the_tap(submissions, kind):
    done = run("prove", "-e", f"{WIRELAB} grade 3 --format tap --exit-zero", submissions / kind / "ucserver.cpp")
    assert "Parse errors" not in done.stdout + done.stderr
    assert ("Result: PASS" in done.stdout) == (kind == "perfect")
    assert re.search(r"Tests=15,", done.stdout), done.stdout
    if kind == "broken":
        assert re.search(r"Failed \d+/15 subtests", done.stdout)


@pytest.mark.parametrize("kind", KINDS)
def test_gradescope_is_as_its_schema_says(submissions, kind, tmp_path):
    file = tmp_path / "results.json"
    assert graded_as("gradescope", submissions / kind, STATUS[kind], "--output", file) == ""
    report = json.loads(file.read_text())
    jsonschema.validate(report, schema("gradescope"))
    score = sum(test["score"] for test in report["tests"])
    assert sum(test["max_score"] for test in report["tests"]) == 100
    assert (score == 100) == (kind == "perfect") and (score == 0) == (kind in ("unbuilt", "missing"))
    if kind == "missing":
        assert "there is no ucserver.cpp" in report["tests"][0]["output"]


@pytest.mark.parametrize("kind", KINDS)
def test_prairielearn_is_as_its_schema_says(submissions, kind):
    report = json.loads(graded_as("prairielearn", submissions / kind, STATUS[kind]))
    jsonschema.validate(report, schema("prairielearn"))
    assert report["gradable"] == (kind not in ("unbuilt", "missing"))
    if report["gradable"]:
        assert report["score"] == sum(test["points"] for test in report["tests"]) / 100


@pytest.mark.parametrize("kind", KINDS)
def test_autolab_finds_the_score_in_the_last_line_and_nowhere_else(submissions, kind):
    *text, stages, score = graded_as("autolab", submissions / kind, STATUS[kind]).splitlines()
    jsonschema.validate(json.loads(score), schema("autolab"))
    jsonschema.validate(json.loads(stages), schema("autolab-stages"))
    assert list(json.loads(score)["scores"]) == ["lab03"]
    assert (json.loads(score)["scores"]["lab03"] == 100) == (kind == "perfect")
    assert text and all(line.startswith("| ") for line in text)


@pytest.mark.parametrize("kind", KINDS)
def test_classroom50_is_as_its_schema_says(submissions, kind):
    report = json.loads(graded_as("classroom50", submissions / kind, 0, "--exit-zero", env={**os.environ, **CLASSROOM50}))
    jsonschema.validate(report, schema("classroom50"))
    assert report["score"] == sum(test["score"] for test in report["tests"])
    assert report["max-score"] == 100 and (report["score"] == 100) == (kind == "perfect")


def test_classroom50_says_what_is_missing_in_its_environment(submissions):
    env = {key: value for key, value in {**os.environ, **CLASSROOM50}.items() if key != "SUBMISSION_TAG"}
    done = run(WIRELAB, "grade", "3", submissions / "perfect", "--format", "classroom50", env=env)
    assert done.returncode == 2 and "SUBMISSION_TAG" in done.stderr and done.stdout == ""


def obeyed(log):
    """What GitHub's runner takes for a command: a line that begins with :: or holds ##[, while commands are not stopped."""
    commands, stop = [], None
    for line in log.splitlines():
        if stop is not None:
            stop = None if line == f"::{stop}::" else stop
        elif match := re.fullmatch(r"::stop-commands::([0-9a-f]{32})", line):
            stop = match[1]
        elif line.lstrip().startswith("::") or "##[" in line:
            commands.append(line)
    assert stop is None
    return commands


@pytest.mark.parametrize("form", ["text", "json", "junit", "tap", "gradescope", "autolab", "prairielearn", "classroom50", "gcc"])
@pytest.mark.parametrize("kind", ["hostile", "unbuilt"])
def test_no_format_holds_what_a_ci_obeys(submissions, form, kind):
    assert obeyed(graded_as(form, submissions / kind, 1, env={**os.environ, **CLASSROOM50})) == []


@pytest.mark.parametrize("form", ["text", "json", "junit", "tap", "gradescope", "autolab", "prairielearn", "classroom50", "gcc"])
def test_every_format_names_the_isolation(submissions, form):
    assert "bare" in graded_as(form, submissions / "broken", 1, "--isolation", "bare", "--allow-bare", env={**os.environ, **CLASSROOM50}).replace("--allow-bare", "").replace("--isolation bare", "")


@pytest.mark.parametrize("kind", KINDS)
def test_github_obeys_only_our_annotations(submissions, kind, tmp_path):
    summary = tmp_path / "summary.md"
    log = graded_as("github", kind, STATUS[kind], cwd=submissions, env={**os.environ, "GITHUB_STEP_SUMMARY": str(summary)})
    commands = obeyed(log)
    assert len(commands) <= 10 and all(command.startswith("::error title=") for command in commands)
    assert (len(commands) == 0) == (kind == "perfect")
    assert not any(re.search(r"^::error [^:]*(forged|title=[^:]*title=)", command) for command in commands)
    text = summary.read_text()
    assert ("**100 of 100 points**" in text) == (kind == "perfect") and re.search(r"requirements met \((namespaces|uid)\)", text)
    assert text.count("<pre>") == text.count("</pre>") and "\x1b" not in text


def test_a_compiler_error_is_annotated_in_its_file(submissions, tmp_path):
    shutil.copytree(SOLUTION, tmp_path / "labs" / "mine")
    spoil(tmp_path / "labs" / "mine", "int main", "int x = undeclared;\nint main")
    log = graded_as("github", "labs/mine", 1, cwd=tmp_path)
    (command,) = obeyed(log)
    assert re.match(r"::error title=the program was not built,file=labs/mine/ucserver\.cpp,line=\d+,col=\d+::ucserver\.cpp:", command)


def test_the_token_is_never_the_same(submissions):
    tokens = {graded_as("github", submissions / "perfect", 0).splitlines()[0] for _ in range(3)}
    assert len(tokens) == 3


def test_an_editor_finds_each_problem(submissions):
    """The pattern of VS Code's $gcc."""
    log = graded_as("gcc", "broken", 1, cwd=submissions)
    found = [re.match(r"^(.*?):(\d+):(\d*):?\s+(?:fatal\s+)?(warning|error):\s+(.*)$", line) for line in log.splitlines()]
    found = [match for match in found if match]
    assert found and all(match[1] == "broken/ucserver.cpp" and " not met: " in match[5] for match in found)


FAULT = {"PATH": os.environ["PATH"], "TMPDIR": "/proc", **CLASSROOM50}


def test_a_fault_of_the_machine_is_never_a_score(submissions, tmp_path):
    def fault(form, *arguments):
        done = run(WIRELAB, "grade", "3", submissions / "perfect", "--format", form, *arguments, env=FAULT)
        assert done.returncode == 3
        assert "make a folder /proc/" in done.stderr
        assert done.stderr.count("\n") == 1
        return done.stdout

    stale = tmp_path / "results.json"
    stale.write_text('{"tests": []}')
    assert fault("gradescope", "--output", stale) == "" and not stale.exists()
    report = json.loads(fault("prairielearn"))
    jsonschema.validate(report, schema("prairielearn"))
    assert report["gradable"] is False
    assert fault("tap").splitlines()[1].startswith("Bail out!  the grader failed")
    *_, why, last = fault("autolab").splitlines()
    assert why.startswith("no score: ") and json.loads(last) == {"scores": {"lab03": None}}, "Autolab makes a zero of any other last line"
    stale.write_text('{"score": 100}')
    assert fault("classroom50", "--output", stale) == "" and not stale.exists()
    assert len(obeyed(fault("github"))) == 1
    suite = xml.etree.ElementTree.fromstring(fault("junit")).find("testsuite")
    assert suite.get("errors") == "15" and suite.get("failures") == "0"
    assert not [p for p in suite.find("properties") if p.get("name") == "score"]


def with_visibility(tree, **visibilities):
    lab = tree / "labs/lab03-iterative-server/lab.toml"
    text = lab.read_text()
    for requirement, word in visibilities.items():
        text, count = re.subn(rf'(id = "{requirement}".*?visibility = )"visible"', rf'\1"{word}"', text, count=1, flags=re.S)
        assert count == 1
    lab.write_text(text)


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A wirelab whose lab 03 hides R11 and R15 until later."""
    place = tmp_path_factory.mktemp("tree")
    for folder in ("labs", "build/bin", "build/lib", "autograder/diagnosis"):
        shutil.copytree(ROOT / folder, place / folder)
    with_visibility(place, R11="hidden", R15="after_due")
    return place


VIEWS = ["text", "json", "junit", "tap", "github", "autolab", "prairielearn", "classroom50", "gcc", "html"]


@pytest.mark.parametrize("form", VIEWS)
def test_what_is_hidden_shows_nowhere(submissions, tree, form, tmp_path):
    def view(*arguments):
        page = tmp_path / "page.html"
        form_arguments = ["--html", page] if form == "html" else ["--format", form]
        env = {**os.environ, **CLASSROOM50, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
        done = run(tree / "build/bin/wirelab", "grade", "3", submissions / "broken", *form_arguments, *arguments, env=env)
        assert done.returncode == 1, done.stderr
        words = page.read_text() if form == "html" else done.stdout
        return words + ((tmp_path / "summary.md").read_text() if form == "github" else "")

    toml = (tree / "labs/lab03-iterative-server/lab.toml").read_text()
    sentence = {i: re.search(rf'id\s*=\s*"{i}".*?says\s*=\s*"([^"]{{20}})', toml, re.S)[1] for i in ("R11", "R15")}
    now = view()
    for secret in ("R11", "R15", *sentence.values()):
        assert secret not in now
    if form == "gcc":
        return  # it tells only what is not met, and these are not reached
    later = view("--audience", "after-due")
    assert "R15" in later and "R11" not in later
    assert "R11" in view("--audience", "instructor") and "R15" in view("--audience", "instructor")


def test_what_shows_nothing_is_wrong_usage_and_no_full_marks(submissions, tree):
    for form in ("text", "tap", "autolab"):
        done = run(tree / "build/bin/wirelab", "grade", "3", submissions / "broken", "--only", "R11", "--format", form)
        assert done.returncode == 2 and done.stdout == "" and "--audience" in done.stderr and done.stderr.count("\n") == 1
    done = run(tree / "build/bin/wirelab", "grade", "3", submissions / "broken", "--only", "R11", "--audience", "instructor")
    assert done.returncode == 1


def test_withheld_points_count_only_when_asked(submissions, tree):
    def score(*arguments):
        done = run(tree / "build/bin/wirelab", "grade", "3", submissions / "perfect", "--format", "autolab", *arguments)
        assert done.returncode == 0
        return json.loads(done.stdout.splitlines()[-1])["scores"]["lab03"]

    assert score() < 100 and score("--count-withheld") == 100


def test_gradescope_gets_everything_with_its_visibility(submissions, tree):
    done = run(tree / "build/bin/wirelab", "grade", "3", submissions / "broken", "--format", "gradescope")
    report = json.loads(done.stdout)
    jsonschema.validate(report, schema("gradescope"))
    words = {test["name"][:3]: test["visibility"] for test in report["tests"]}
    assert words["R11"] == "hidden" and words["R15"] == "after_due_date" and words["R01"] == "visible"
    visible = json.dumps([test for test in report["tests"] if test["visibility"] == "visible"] + [report["output"]])
    assert "R11" not in visible and "R15" not in visible


def test_memory_keeps_nothing_that_is_hidden(submissions, tree, tmp_path):
    run(tree / "build/bin/wirelab", "grade", "3", submissions / "broken", "--audience", "instructor", env={**os.environ, "XDG_STATE_HOME": str(tmp_path)})
    memory = (tmp_path / "wirelab" / "lab03-iterative-server.json").read_text()
    assert "R01" in memory and "R11" not in memory
