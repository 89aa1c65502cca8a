"""Several terminals, each with a bash whose prompt is its name, as a handout has them: A$, B$, C$, D$.

Nothing here waits by the clock. After a line was typed, the one who reads there must have run (the kernel counts how often it slept);
then everybody must be at rest: every process asleep, nothing on the way that TCP still waits for. Datagrams on their way are seen
nowhere: who sends one waits for what it brings about."""

import contextlib
import fcntl
import os
import pathlib
import pty
import select
import signal
import struct
import subprocess
import termios
import time

from as_shown import EPHEMERAL

ROWS, COLUMNS = 40, 120
MARK = b"\036"
KEYS = {"^C": b"\x03", "^D": b"\x04", "^Z": b"\x1a"}
RESTING = "STZX"  # asleep, stopped, ended: proc_pid_stat(5)
# ESTABLISHED, FIN-WAIT-2, TIME-WAIT, CLOSE-WAIT, LISTEN: in all others a segment is on its way. include/net/tcp_states.h
SETTLED_STATES = {"01", "05", "06", "08", "0A"}
PORTS_OF_A_COMMAND = 100
LOOK_AGAIN = 0.005  # seconds between two looks at facts that nobody reports


class Stuck(Exception):
    """What was waited for did not come in time."""


def processes(sessions):
    """{thread: (state, how often it slept, how often it was interrupted)} in these sessions."""
    found = {}
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            # The name stands in parentheses, and may hold any character.
            if int((folder / "stat").read_text().rpartition(")")[2].split()[3]) not in sessions:
                continue
            for task in (folder / "task").iterdir():
                status = dict(line.split(":\t", 1) for line in (task / "status").read_text().splitlines() if ":\t" in line)
                found[f"{task.name} {status['Name']}"] = (status["State"][0], status["voluntary_ctxt_switches"], status["nonvoluntary_ctxt_switches"])
        except (FileNotFoundError, ProcessLookupError):
            pass  # it has gone while we looked
    return found


def tcp_has_settled():
    """Whether every byte and every FIN that was sent has been acknowledged."""
    for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
        state, queues = line.split()[3:5]
        if state not in SETTLED_STATES or int(queues.split(":")[0], 16) != 0:
            return False
    return True


def as_a_window_starts_it():
    """In the new process: the terminal is its own. What a test was started from may ignore Ctrl-C, and it may not."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    def __init__(self, name, folder):
        self.prompt = f"{name}$ "
        self.ours, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TERM": "dumb", "HOME": str(folder), "HISTFILE": "", "PS1": self.prompt}
        # The terminal itself shows what is typed, not readline, which would wrap and redraw long lines.
        self.shell = subprocess.Popen(
            ["bash", "--norc", "--noprofile", "--noediting", "-i"], cwd=folder, env=environment, start_new_session=True,
            stdin=self.theirs, stdout=self.theirs, stderr=self.theirs, preexec_fn=as_a_window_starts_it
        )
        self.written = b""
        self.command_begins = 0

    def read(self, deadline):
        """Takes all that was written so far. What the kernel still holds back comes before a mark that we write behind it."""
        os.write(self.theirs, MARK)
        while MARK not in self.written:
            if not select.select([self.ours], [], [], max(0, deadline - time.monotonic()))[0]:
                raise Stuck("the terminal itself does not answer")
            self.written += os.read(self.ours, 65536)
        self.written = self.written.replace(MARK, b"")

    @property
    def text(self):
        return self.written.decode(errors="replace").replace("\r\n", "\n")

    def at_its_prompt(self):
        return os.tcgetpgrp(self.ours) == self.shell.pid and self.text.endswith(self.prompt)

    def since_the_command(self):
        """The lines from the last command on, without the prompt that waits for the next one."""
        return self.text[self.command_begins :].removesuffix(self.prompt).splitlines()


class Terminals:
    def __init__(self, folder, seconds):
        self.folder, self.deadline, self.all, self.commands = folder, time.monotonic() + seconds, {}, 0

    def __getitem__(self, name):
        """The terminal of this name; it is opened when it is used first."""
        if name not in self.all:
            self.all[name] = Terminal(name, self.folder)
            self.wait_for_prompt(name)
        return self.all[name]

    def at_rest(self):
        """Whether nothing more happens by itself, but for clocks. All that was written has been read then."""
        sessions = {terminal.shell.pid for terminal in self.all.values()}
        before = processes(sessions)
        if any(state not in RESTING for state, *_ in before.values()) or not tcp_has_settled():
            return False
        for terminal in self.all.values():
            terminal.read(self.deadline)
        # A zombie is one an instant before its parent is told. Any such call passes the kernel's lock under which both happen.
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return processes(sessions) == before

    def state(self):
        """What there is to see, for whoever must find out why it does not go on."""
        told = []
        for terminal in self.all.values():
            told.append(terminal.text[terminal.command_begins :])
            told += [f"  {thread}: {state}" for thread, (state, *_) in processes({terminal.shell.pid}).items()]
        return "\n".join([*told, pathlib.Path("/proc/net/tcp").read_text()])

    def wait_until(self, fact, what):
        while not fact():
            if time.monotonic() > self.deadline:
                raise Stuck(f"{what}: not in time\n{self.state()}")
            select.select([], [], [], LOOK_AGAIN)

    def wait_for_prompt(self, name):
        terminal = self[name]
        self.wait_until(lambda: self.at_rest() and terminal.at_its_prompt(), f"the prompt of {name}")

    def _typed(self, terminal, keys):
        self.wait_until(self.at_rest, "rest, before something is typed")
        reader = {terminal.shell.pid}
        before = processes(reader)
        os.write(terminal.ours, keys)
        self.wait_until(lambda: processes(reader) != before and self.at_rest(), f"somebody who takes {keys!r}")

    def command(self, name, line):
        """Types a command at the prompt, when that is there."""
        terminal = self[name]
        self.wait_for_prompt(name)
        terminal.command_begins = len(terminal.text) - len(terminal.prompt)
        self._ports_of_its_own()
        self._typed(terminal, line.encode() + b"\n")

    def _ports_of_its_own(self):
        """What the next command gets from the kernel no other command gets: ports that differ in a handout differ here, too. (For UDP the
        kernel throws dice, and gives a port again when it is free.)"""
        begin = EPHEMERAL.start + self.commands * PORTS_OF_A_COMMAND
        self.commands += 1
        pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").write_text(f"{begin} {begin + PORTS_OF_A_COMMAND - 1}")

    def type(self, name, line):
        """Types a line, or presses a key as ^C, for the program that runs there."""
        terminal = self[name]
        self.wait_until(self.at_rest, "rest, before something is typed")
        if terminal.at_its_prompt():
            raise Stuck(f"{name} is at its prompt: there is no program that could get {line!r}")
        self._typed(terminal, KEYS.get(line) or line.encode() + b"\n")
