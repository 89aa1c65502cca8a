"""wirelab as a user runs it: the built program, on real folders."""

import atexit
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

import pytest
from browser import Chromium
from from_npm import CannotTest, package_from_npm

# What wirelab remembers of earlier runs is the user's: tests have a memory of their own.
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="wirelab-state-")
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)

ROOT = pathlib.Path(__file__).resolve().parents[2]
WIRELAB = ROOT / "build" / "bin" / "wirelab"
HANDOUTS = sorted((ROOT / "handouts").glob("lab*.md"))
SOLUTION = ROOT / "solutions" / "lab03-iterative-server"

# Whoever starts the tests in the background has SIGINT ignored, and so would have what they start (sigaction(2), execve(2)).
signal.signal(signal.SIGINT, signal.default_int_handler)


def run(*arguments, **options):
    """Runs a program; its output as text."""
    return subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True, timeout=600, **options)


def wirelab(*arguments, **options):
    return run(WIRELAB, *arguments, **options)


def graded(*arguments):
    """The result of `wirelab grade ... --format json`, as an object."""
    done = wirelab("grade", *arguments, "--format", "json")
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def in_a_network_of_its_own():
    """The beginning of a command: what stands behind it has a network and process numbers of its own. Empty where that cannot be had."""
    apart = ["unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c"]
    if run(*apart, "ip link set lo up").returncode == 0:
        return [*apart, 'ip link set lo up && exec "$@"', "sh"]
    return []


@pytest.fixture(scope="session")
def programs(tmp_path_factory):
    """The compiled references, a folder a lab."""
    root = tmp_path_factory.mktemp("programs")
    for lab in {handout.stem for handout in HANDOUTS}:
        (root / lab).mkdir()
        for source in (ROOT / "solutions" / lab).glob("*.cpp"):
            flags = ["-std=c++17", "-O1", "-g", "-Wall", "-Wextra", "-pthread"]
            built = run("g++", *flags, source, "-o", root / lab / source.stem)
            assert built.returncode == 0 and not built.stderr, built.stderr
    return root


@pytest.fixture
def solution(tmp_path):
    """A copy of the reference that a test may spoil."""
    folder = tmp_path / "submission"
    shutil.copytree(SOLUTION, folder)
    return folder


def spoil(folder, old, new, program="ucserver"):
    """Replaces OLD, which must be there, by NEW in the source."""
    source = folder / f"{program}.cpp"
    text = source.read_text()
    assert old in text, f"{old!r} is not in {source}"
    source.write_text(text.replace(old, new))


@pytest.fixture
def as_user():
    """The beginning of a command that runs it as a user without any right; skips where there can be none."""
    if os.geteuid() != 0:
        pytest.skip("needs root to become somebody else")
    user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if run(*user, "unshare", "--user", "true").returncode != 0:
        pytest.skip("ordinary users may not make user namespaces here (a chroot?)")
    return user


@pytest.fixture(scope="module")
def chromium():
    """A browser, and axe-core for its pages. Where one of them cannot be had, the test fails and says what to do."""
    try:
        package_from_npm("axe-core")
        browser, problem = Chromium(), None
    except CannotTest as error:
        problem = str(error)
    if problem:
        pytest.fail(problem, pytrace=False)
    with browser:
        yield browser
