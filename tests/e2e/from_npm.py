"""What the tests need from the npm registry, installed into the build folder when it is not there yet, or is another version."""

import json
import pathlib
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
LISTS = HERE / "npm"  # package.json and its lock: which versions, with their checksums
BUILT = HERE.parents[1] / "build" / "npm"


class CannotTest(Exception):
    """Something that these tests need is not there. Says what to do."""


def package_from_npm(name):
    """The folder of the package NAME."""
    wanted = json.loads((LISTS / "package.json").read_text())["dependencies"][name]
    package = BUILT / "node_modules" / name
    there = package / "package.json"
    if not there.exists() or json.loads(there.read_text())["version"] != wanted:
        install_all()
    return package


def install_all():
    advice = f"the packages of {LISTS / 'package.json'} could not be installed from the npm registry into {BUILT}: "
    if shutil.which("npm") is None:
        raise CannotTest(advice + "there is no npm (make test-packages)")
    BUILT.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LISTS / name, BUILT / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1",
               "--fetch-retry-mintimeout=1000"]
    done = subprocess.run(command, cwd=BUILT, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        reasons = [line for line in done.stderr.splitlines() if "error" in line] or ["npm said nothing"]
        raise CannotTest(f"{advice}{reasons[0]} (is the registry reached? try: cd {BUILT} && npm ci)")
