"""A class on a cluster: real Slurm, two nodes, one of them lost on the way."""

import re
import shutil

import pytest
from cluster import Cluster
from conftest import wirelab
from from_npm import CannotTest
from test_class import call, results, roster, settled, small_class
from test_faults import assert_one_clear_line

# At least twenty a shard. Most have nothing to grade and cost nothing; an even number, so that every second of the others is in the same
# shard. One in each shard has answers that take their time, on however fast a machine: when the first outcome is there, not all are.
NOTHING = [f"Absent-{number:02}" for number in range(32)]
NOT_BUILT = ["Broken-1", "Broken-2"]
GRADED = ["V01-no-htons", "V05-no-listen", "poll-nonblocking", "recv-send-loop", "slow-sleeper", "timerfd-paced-answers"]
SHARDS = 2


@pytest.fixture(scope="module")
def whole_cluster():
    """Where Slurm cannot be had, the tests fail and say what to do."""
    try:
        cluster = Cluster().__enter__()
    except CannotTest as error:
        problem = str(error)
    else:
        problem = None
    if problem:
        pytest.fail(problem, pytrace=False)
    yield cluster
    cluster.__exit__()


@pytest.fixture
def cluster(whole_cluster):
    """With all its nodes, whatever was done to them before."""
    whole_cluster.bring_up()
    return whole_cluster


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A class of forty that is not graded yet, and its results when nothing disturbs."""
    folder = tmp_path_factory.mktemp("course")
    handed_in = small_class(folder / "handed-in", GRADED)
    for name in NOTHING:
        (handed_in / name).mkdir()
        (handed_in / name / "notes.txt").write_text("I could not make it this week\n")
    for name in NOT_BUILT:
        (handed_in / name).mkdir()
        (handed_in / name / "ucserver.cpp").write_text("int main() { return oops; }\n")
    call("init", folder / "run", "--lab", "03", "--seed", "5", handed_in)
    shutil.copytree(folder / "run", folder / "undisturbed")
    call("grade", folder / "undisturbed")
    return folder / "run", settled(results(folder / "undisturbed"))


@pytest.fixture
def class_run(course, tmp_path):
    """A copy of its own, and what must come of it. The shell and sbatch each read its name in their own way."""
    run, expected = course
    own = tmp_path / "it's a 100%j run"
    shutil.copytree(run, own)
    return own, expected


def submit(cluster, run, *options):
    """The numbers of the two jobs."""
    done = wirelab("class", "slurm", run, "--nodes", 2, *options, env=cluster.environment)
    assert done.returncode == 0, done.stderr
    told = re.fullmatch(rf"job (\d+): {SHARDS} shards of 40 submissions; job (\d+) collects\n", done.stdout)
    assert told, done.stdout
    return told.groups()


def wait_until_all_are_over(cluster, array, collect):
    return cluster.wait_until_over({f"{array}_{shard}" for shard in range(1, SHARDS + 1)} | {collect})


def assert_whole(cluster, run, expected):
    assert settled(results(run)) == expected
    assert "40 submissions" in (run / "report" / "index.html").read_text()
    assert list(cluster.temporary.iterdir()) == [], "nothing temporary is left, not even of a task that was lost"


def test_two_nodes_grade_a_class_and_a_second_job_collects(cluster, class_run):
    run, expected = class_run
    array, collect = submit(cluster, run)
    jobs = wait_until_all_are_over(cluster, array, collect)
    assert {(state, restarts) for state, restarts, _ in jobs.values()} == {("COMPLETED", 0)}, jobs
    assert {jobs[f"{array}_{shard}"][2] for shard in (1, 2)} == set(cluster.nodes)
    assert_whole(cluster, run, expected)
    for shard in (1, 2):
        told = (run / "slurm" / f"{array}_{shard}.log").read_text()
        assert "3 graded, 1 not built, 16 with nothing to grade, 0 grader faults\n" in told
    assert "40 of them unchanged" in (run / "slurm" / f"collect_{collect}.log").read_text(), "there was nothing left to do"


def test_a_task_that_is_lost_with_its_node_begins_anew(cluster, class_run):
    run, expected = class_run
    array, collect = submit(cluster, run)
    first_shard = {row["id"] for row in roster(run)[::SHARDS]}

    def graded():
        return first_shard & {path.stem for path in (run / "results").glob("*.json")}

    (node,) = cluster.wait_until(lambda: cluster.jobs().get(f"{array}_1", ())[2:], "the first shard is at work")
    cluster.wait_until(graded, "the first shard has an outcome")
    cluster.lose(node)
    before = graded()
    cluster.mark_down(node)
    assert before < first_shard, "it was lost on its way"
    jobs = wait_until_all_are_over(cluster, array, collect)
    (other,) = set(cluster.nodes) - {node}
    assert jobs[f"{array}_1"] == ("COMPLETED", 1, other) and jobs[collect] == ("COMPLETED", 0, other), jobs
    told = (run / "slurm" / f"{array}_1.log").read_text()
    assert f"{len(before)} of them unchanged" in told, "what it had graded already was not graded again"
    assert_whole(cluster, run, expected)


def test_a_job_that_slurm_refuses_is_one_clear_line(cluster, class_run):
    run, _ = class_run
    done = wirelab("class", "slurm", run, "--nodes", 2, "--sbatch=--partition=nowhere", env=cluster.environment)
    assert_one_clear_line(done, "sbatch refused the job: sbatch: error: ", "nvalid partition", "nowhere")
    assert "\\n" not in done.stderr
    assert not any(state == "PENDING" for state, *_ in cluster.jobs().values())


def test_without_sbatch_it_is_one_clear_line(class_run, tmp_path):
    run, _ = class_run
    done = wirelab("class", "slurm", run, "--nodes", 2, env={"PATH": str(tmp_path)})
    assert_one_clear_line(done, "cannot run sbatch", "No such file or directory", "--print")


def with_sbatch(folder, script):
    """An environment with this sbatch."""
    sbatch = folder / "bin" / "sbatch"
    sbatch.parent.mkdir()
    sbatch.write_text("#!/bin/sh\n" + script)
    sbatch.chmod(0o755)
    return {"PATH": f"{sbatch.parent}:/usr/bin:/bin"}


def test_what_sbatch_warns_of_is_no_refusal(class_run, tmp_path):
    environment = with_sbatch(tmp_path, 'echo "sbatch: Warning: 2 nodes for 1 task, setting nnodes to 1" >&2\necho "12;here"\n')
    done = wirelab("class", "slurm", class_run[0], "--nodes", 2, env=environment)
    assert (done.returncode, done.stdout) == (0, "job 12: 2 shards of 40 submissions; job 12 collects\n"), done.stderr


def test_a_refused_second_job_does_not_hide_the_first(class_run, tmp_path):
    script = 'case "$*" in *afterany*) echo "sbatch: error: Job violates accounting policy" >&2; exit 1;; esac\necho 12\n'
    done = wirelab("class", "slurm", class_run[0], "--nodes", 2, env=with_sbatch(tmp_path, script))
    assert_one_clear_line(done, "violates accounting policy", "job 12 is in the queue", "class report")
