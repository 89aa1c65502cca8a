#!/usr/bin/env python3
"""Grades every attack, each on a machine of its own, and prints a row for each. Exit status 1 when one does not get what it must.

    tests/attacks/run.py [NAME...] [--isolation namespaces|uid] [--jobs N] [--alone] [--quick]

expect.toml says what each must get. --alone also runs those that claim so without a box: there they must find their hole.
--isolation uid: the grader is root of a container (tests/containers/like_docker.cpp), and cannot make namespaces."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COLUMNS = ["verdict", "grader", "gone", "nothing left", "secrets", "reports"]
LABS = {path.name.split("-")[0]: path.name for path in (ROOT / "labs").iterdir() if (path / "lab.toml").exists()}
DEFAULT_LAB = "lab03"
SECONDS = 600


def load():
    """Every attack with its lab's full name. Fails when the table and the folders do not agree."""
    table = tomllib.loads((HERE / "expect.toml").read_text())
    attacks = table["attack"]
    for attack in attacks:
        attack["lab"] = LABS[attack.get("lab", DEFAULT_LAB)]
    named = {attack["name"] for attack in attacks}
    there = {path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("__")}
    if named != there:
        sys.exit(f"expect.toml and the folders differ: {sorted(named ^ there)}")
    return attacks


UNDER = {"namespaces": [], "uid": ["/wirelab/build/bin/like_docker"]}


def can_make_machines():
    identity = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    return subprocess.run(["unshare", *identity, "--mount", "--pid", "--net", "--fork", "true"], capture_output=True).returncode == 0


def holds_in(attack, isolation):
    return isolation in attack.get("holds_in", ["namespaces", "uid"])


def on_a_machine_of_its_own(attack, under, *more):
    command = [HERE / "world", ROOT, attack["lab"], HERE / attack["name"], "python3", "/driver/attacks/inside.py", json.dumps(attack), json.dumps(under), *more]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace", timeout=SECONDS, stdin=subprocess.DEVNULL)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"grader": f"the test itself failed: {(done.stdout + done.stderr)[-600:]}"}


def run(attack, under=(), alone=False):
    """What is wrong: nothing, when all is well. Column -> words."""
    answer = on_a_machine_of_its_own(attack, list(under))
    if alone and attack.get("alone"):
        answer |= on_a_machine_of_its_own(attack, [], "alone")
    return answer


def problems(answer):
    return {column: words for column, words in answer.items() if column != "seconds" and words}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--isolation", default="namespaces", choices=["namespaces", "uid"])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--quick", action="store_true", help="without those that take long")
    options = parser.parse_args()
    if not can_make_machines():
        print("wirelab: each attack needs a machine of its own: run this as root, or where user namespaces are allowed", file=sys.stderr)
        return 3
    attacks = [attack for attack in load() if not options.names or attack["name"] in options.names]
    if options.quick:
        attacks = [attack for attack in attacks if not attack.get("slow")]
    unknown = set(options.names) - {attack["name"] for attack in attacks}
    if unknown:
        sys.exit(f"there is no attack {', '.join(sorted(unknown))}")

    width = max(len(attack["name"]) for attack in attacks)
    columns = COLUMNS + (["without a box"] if options.alone else [])
    print(f"{'attack':{width}}  {'s':>5}  " + "  ".join(columns))
    bad = excused = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        answers = pool.map(lambda attack: run(attack, UNDER[options.isolation], options.alone), attacks)
        for attack, answer in zip(attacks, answers):
            wrong = problems(answer)
            cells = [("-" if column not in answer else "NO" if answer[column] else "yes").ljust(len(column)) for column in columns]
            print(f"{attack['name']:{width}}  {answer.get('seconds', 0):5.1f}  " + "  ".join(cells).rstrip(), flush=True)
            for column, words in wrong.items():
                print(f"    {column}: {words}")
            if not holds_in(attack, options.isolation):
                print(f"    known not to hold in {options.isolation}: {attack['why']}" + ("" if wrong or attack.get("by_chance") else " - but it does: amend expect.toml"))
                # What another degree keeps from it may cost the verdict here, but never the grader, a process that stays, or a report.
                unforgivable = attack["holds_in"] and wrong.keys() & {"grader", "gone", "reports"}
                excused += bool(wrong) and not unforgivable
                bad += bool(unforgivable) or (not wrong and not attack.get("by_chance"))
            else:
                bad += bool(wrong)
    print(f"{len(attacks) - bad - excused} of {len(attacks)} attacks come to nothing in {options.isolation}; {excused} are known not to" + (f"; {bad} NOT AS EXPECTED" if bad else ""))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
