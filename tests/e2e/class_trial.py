"""make class-trial, make bench: a class at its full size, and what grading it costs.

A trial takes COUNT submissions (a twentieth of them broken archives, another one hostile) through the downloads of three platforms, then
the same class again, killed KILLS times and resumed, and once more on a cluster of two nodes, one of which is lost; says what it has found, and ends with status 1 when something is not as it should be.
With --cost: so many submissions a minute, and the processor time beside that of the compiler and of the exchanges alone."""

import argparse
import json
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import make_class  # noqa: E402
from cluster import Cluster  # noqa: E402
import test_class  # noqa: E402
from conftest import ROOT, WIRELAB  # noqa: E402

COMPILER = ["g++", "-std=c++17", "-O1", "-g", "-Wall", "-Wextra", "-pthread", "-fmax-errors=20"]
SECONDS_ON_A_CLUSTER = 3600  # only one that hangs reaches it
FIRST = 50  # the grader's memory is looked at after so many, and at the end


def children_time():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def take_in(folder, count, odd):
    folder.mkdir()
    shapes = make_class.make_class(folder, count, odd, odd, seed=count, escape=test_class.ESCAPE)
    test_class.call("init", folder / "run", "--lab", "3", "--seed", "4711", *make_class.downloads(folder))
    return folder / "run", test_class.everybody(shapes)


def grade_on_a_cluster(run):
    """With two nodes; the first to have an outcome is lost. What became of the jobs."""
    with Cluster() as cluster:
        told = subprocess.run([WIRELAB, "class", "slurm", run, "--nodes", "2"], env=cluster.environment, capture_output=True, text=True, check=True).stdout
        array, shards, collect = re.match(r"job (\d+): (\d+) shards .* job (\d+) collects", told).groups()
        cluster.wait_until(lambda: list((run / "results").glob("*.json")), "there is an outcome")
        lost = next(node[0] for state, _, *node in cluster.jobs().values() if state == "RUNNING")
        cluster.lose(lost)
        cluster.mark_down(lost)
        return cluster.wait_until_over({f"{array}_{shard}" for shard in range(1, int(shards) + 1)} | {collect}, SECONDS_ON_A_CLUSTER)


def judged(outcome):
    """What a student and the gradebook get. What exactly was seen of a program with a race in it is another thing each time."""
    result = outcome["result"]
    if result is None:
        return outcome["ending"], outcome["why"]
    checks = [(check["id"], check["outcome"], check["points"], (check.get("diagnosis") or {}).get("id")) for check in result["checks"]]
    return outcome["ending"], result["score"], result["seed"], checks


def must_equal(run, undisturbed):
    """How many of how many are the same to the last word; the others only in what a student and the gradebook get."""
    ours, theirs = test_class.results(run), test_class.results(undisturbed)
    found = [f"{key}: {judged(ours[key])} instead of {judged(theirs[key])}" for key in theirs
             if key not in ours or judged(ours[key]) != judged(theirs[key])]
    if found or ours.keys() != theirs.keys():
        sys.exit("not the same results:\n" + "\n".join(found))
    same = sum(test_class.settled(ours[key]) == test_class.settled(theirs[key]) for key in theirs)
    return f"the same results ({same} of {len(theirs)} to the last word of their reports)"


def trial(work, count, kills):
    run, students = take_in(work / "whole", count, count // 20)
    killed, spread = work / "killed", work / "spread"
    for copy in (killed, spread):
        shutil.copytree(run, copy)
    began = time.monotonic()
    test_class.call("grade", run)
    print(f"{len(students)} submissions graded in {time.monotonic() - began:.0f} s", flush=True)
    test_class.as_expected(run, students)
    assert not os.path.exists(test_class.ESCAPE)
    print("all came out as the corpus says; nothing escaped", flush=True)
    test_class.kill_and_resume(killed, kills, random.Random(1))
    print(f"killed {kills} times and resumed: what was there stayed byte for byte, and {must_equal(killed, run)}", flush=True)
    jobs = grade_on_a_cluster(spread)
    assert {state for state, *_ in jobs.values()} == {"COMPLETED"}, jobs
    assert sum(restarts for _, restarts, *_ in jobs.values()) == 1, jobs
    print(f"{len(jobs) - 1} shards on two nodes of a cluster, one of them lost on the way: {must_equal(spread, run)}")


def grade_and_watch(run):
    """Seconds, processor seconds of all, and the grader's own peak memory in kB after FIRST outcomes and at the end."""
    before, began = children_time(), time.monotonic()
    peaks = []
    grading = subprocess.Popen([WIRELAB, "class", "grade", run], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for number, _ in enumerate(grading.stderr, 1):
        if number >= FIRST:
            with open(f"/proc/{grading.pid}/status") as status:
                peaks += [int(line.split()[1]) for line in status if line.startswith("VmHWM")]
    assert grading.wait() == 0
    return time.monotonic() - began, children_time() - before, peaks[0], peaks[-1]


def compile_bare(run, *flags):
    """Processor seconds of the compiler alone, for the same sources, with the command of the handouts and these FLAGS."""
    before = children_time()
    for row in test_class.roster(run):
        path = run / row["path"]
        source = path / "ucserver.cpp" if path.is_dir() else path
        if source.exists():
            subprocess.run([*COMPILER, *flags, "-o", run / "bare", source], stderr=subprocess.DEVNULL)
    return children_time() - before


def floor(work):
    """Processor seconds of all exchanges of the lab, without a grader."""
    told = work / "floor.json"
    subprocess.run([ROOT / "build" / "bin" / "bench", "--benchmark_filter=^floor of lab03", f"--benchmark_out={told}",
                    "--benchmark_out_format=json"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    (median,) = [run["cpu_ms"] for run in json.loads(told.read_text())["benchmarks"] if run["aggregate_name"] == "median"]
    return median / 1000


def cost(work, count):
    run, _ = take_in(work / "large", count, 0)
    seconds, processor, early, late = grade_and_watch(run)
    exchanges = count * floor(work)
    bare = compile_bare(run) + exchanges
    like_ours = compile_bare(run, "-g0") + exchanges  # as the grader itself compiles
    print(f"class of {count}: {60 * count / seconds:.0f} submissions a minute; processor time {processor / count:.2f} s each, of it "
          f"{bare / count:.2f} s for the compiler and the exchanges alone (ratio {processor / bare:.2f}; "
          f"{processor / like_ours:.2f} beside a compiler that, like the grader's, leaves out what only a debugger wants); "
          f"peak memory of the grader {early / 1024:.1f} MB after {FIRST}, {late / 1024:.1f} MB at the end")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--cost", type=int, help="instead: what so many cost")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wirelab-class-trial-") as work:
        if given.cost:
            cost(pathlib.Path(work), given.cost)
        else:
            trial(pathlib.Path(work), given.count, given.kills)


if __name__ == "__main__":
    main()
