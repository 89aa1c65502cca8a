"""A cluster with Slurm on this host: munged, slurmctld and a slurmd for each node, on ports that the kernel had free, with everything
they write in one temporary folder. Each daemon is the first process of a PID namespace of its own (pid_namespaces(7)): what a node has
started ends with its slurmd, as when the machine is lost, and nothing outlives the cluster."""

import contextlib
import os
import pathlib
import pwd
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from from_npm import CannotTest

PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "sinfo", "scontrol", "unshare", "setpriv"]
PATH = os.environ["PATH"] + ":/usr/local/sbin:/usr/sbin:/sbin"  # an ordinary user's has no daemons
STEP_SECONDS = 0.1  # each look is a squeue
DEADLINE_SECONDS = 600  # of everything together that is waited for at one place; only a cluster that hangs reaches it

# No cgroups, no accounting: what containers lack. Whole nodes are given out, as --exclusive asks for anyway. A job that was put back
# into the queue waits until its old credential has expired: 120 s, unless said otherwise.
CONFIGURATION = """
ClusterName=wirelab
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
StateSaveLocation={folder}/state
SlurmctldPidFile={folder}/slurmctld.pid
SlurmctldSyslogDebug=quiet
SlurmdSpoolDir={folder}/%n
SlurmdPidFile={folder}/%n.pid
SlurmdLogFile={folder}/%n.log
SlurmdSyslogDebug=quiet
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/linear
SwitchType=switch/none
MpiDefault=none
MailProg=/bin/true
ReturnToService=2
KillWait=1
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
PartitionName=everything Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def free_ports(count):
    """Different ones: all are held until the last is found."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


class Daemon:
    """PROGRAM with ARGUMENTS, and what it starts. What it says goes to LOG."""

    def __init__(self, environment, log, program, *arguments):
        self.log = log
        alone = ["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-current-user"]), "--pid", "--mount-proc", "--fork", "--kill-child"]
        # When we are killed, so is unshare, and with it the daemon.
        command = ["setpriv", "--pdeathsig", "KILL", *alone, program, *arguments]
        with open(log, "wb") as output:
            self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)

    def runs(self):
        return self.process.poll() is None

    def complaint(self):
        """Why it does not run, as it says itself."""
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        serious = [line for line in lines if "fatal" in line] or [line for line in lines if "rror" in line] or lines
        last = serious[-1] if serious else "it has said nothing"
        return last + (" (run the tests as root, or let users make namespaces)" if last.startswith(("unshare:", "setpriv:")) else "")

    def lose(self):
        """As a machine loses its power. Afterwards nothing of it runs: unshare ends after the namespace has."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        while self.runs():
            with contextlib.suppress(OSError):
                for child in map(int, children.read_text().split()):
                    os.kill(child, signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=STEP_SECONDS)


class Cluster:
    def __init__(self, nodes=2):
        self.nodes = [f"n{number}" for number in range(1, nodes + 1)]
        self.daemons = {}
        for program in PROGRAMS:
            if shutil.which(program, path=PATH) is None:
                raise CannotTest(f"there is no {program} (make test-packages)")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wirelab-slurm-"))
        self.temporary = self.folder / "temporary"  # TMPDIR of the jobs
        # This may be a job of another cluster.
        outer = {key: value for key, value in os.environ.items() if not key.startswith(("SLURM", "SBATCH", "SQUEUE", "SINFO", "SCONTROL"))}
        self.environment = outer | {"PATH": PATH, "SLURM_CONF": str(self.folder / "slurm.conf"), "TMPDIR": str(self.temporary)}

    def __enter__(self):
        try:
            self.configure()
            self.start("munged", "--foreground", "--force", "--num-threads=1", *(f"--{what}={self.folder / name}" for what, name in [
                ("key-file", "munge.key"), ("socket", "munge.socket"), ("pid-file", "munged.pid"), ("log-file", "munged.log"), ("seed-file", "munged.seed")]))
            self.wait_until((self.folder / "munge.socket").exists, "munged listens")
            self.start("slurmctld", "-D")
            self.bring_up()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # The controller last but one: it would give the jobs of a lost node to another.
        for name in sorted(self.daemons, key=lambda name: (name == "munged", name == "slurmctld")):
            self.daemons[name].lose()
        shutil.rmtree(self.folder, ignore_errors=True)

    def configure(self):
        for folder in (self.temporary, self.folder / "state", *(self.folder / node for node in self.nodes)):
            folder.mkdir()
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        host = os.uname().nodename.split(".")[0]
        port, *ports = free_ports(1 + len(self.nodes))
        text = CONFIGURATION.format(folder=self.folder, host=host, port=port, user=pwd.getpwuid(os.geteuid()).pw_name)
        for node, own in zip(self.nodes, ports):
            text += f"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={own} CPUs=2\n"
        (self.folder / "slurm.conf").write_text(text)

    def start(self, program, *arguments, name=None):
        name = name or program
        self.daemons[name] = Daemon(self.environment, self.folder / f"{name}.out", program, *arguments)

    def bring_up(self):
        """Starts the nodes that do not run. Afterwards each waits for a job."""
        for node in self.nodes:
            if node not in self.daemons or not self.daemons[node].runs():
                self.start("slurmd", "-D", "-N", node, name=node)
        self.wait_until(lambda: set(self.states().values()) == {"idle"}, "every node is idle")

    def wait_until(self, condition, what, seconds=DEADLINE_SECONDS):
        """Watches until CONDITION gives something, and gives that. WHAT: said when it never does."""
        end = time.monotonic() + seconds
        while not (found := condition()):
            for name, daemon in self.daemons.items():
                if not daemon.runs():
                    raise CannotTest(f"{name} does not run: {daemon.complaint()}")
            if time.monotonic() > end:
                raise CannotTest(f"{seconds} s, and it is still not so that {what}: {self.states()}, {self.jobs()}")
            select.select([], [], [], STEP_SECONDS)
        return found

    def ask(self, *command):
        done = subprocess.run(list(map(str, command)), env=self.environment, capture_output=True, text=True, timeout=DEADLINE_SECONDS)
        return done.stdout if done.returncode == 0 else ""

    def states(self):
        """{node: "idle", ...}"""
        return dict(line.split() for line in self.ask("sinfo", "--noheader", "--Node", "--format=%N %T").splitlines())

    def jobs(self):
        """{"3", or "3_1" of an array: (state, how often it was put back into the queue, node)}, also of those that are over."""
        fields = ["JobArrayID", "State", "RestartCnt", "NodeList"]  # the last is empty before it runs
        lines = self.ask("squeue", "--noheader", "--states=all", "--array", "--Format=" + ",".join(f"{field}:40" for field in fields)).splitlines()
        return {job: (state, int(restarts), *node) for job, state, restarts, *node in map(str.split, lines)}

    def wait_until_over(self, names, seconds=DEADLINE_SECONDS):
        """The jobs NAMES as they ended: {"3_1": (state, restarts, node), ...}."""

        def over():
            jobs = {job: facts for job, facts in self.jobs().items() if job in names}
            return jobs if set(jobs) == set(names) and not {state for state, *_ in jobs.values()} & {"PENDING", "RUNNING", "COMPLETING"} else None

        return self.wait_until(over, "all jobs are over", seconds)

    def lose(self, node):
        """The machine is gone, with all that ran on it."""
        self.daemons.pop(node).lose()

    def mark_down(self, node):
        """The administrator has seen it: its tasks are put back into the queue."""
        self.ask("scontrol", "update", f"NodeName={node}", "State=DOWN", "Reason=lost")
        self.wait_until(lambda: self.states().get(node, "").startswith("down"), f"{node} is down")
