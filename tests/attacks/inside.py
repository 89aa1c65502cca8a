"""One attack, as process 1 of a machine of its own (see the file world): grades it and looks at everything afterwards.

Prints one JSON object: what was asked -> what is wrong with it ("" when nothing is)."""

import hashlib
import html.parser
import json
import os
import pathlib
import re
import secrets
import signal
import socket
import stat
import struct
import subprocess
import sys
import time
import urllib.parse

SUBMISSION = "/home/student/submission"
SECONDS_UNTIL_GONE = 1.0
LARGEST_RESULT = 1 << 20
WATCHED = ["/wirelab", "/home", "/root", "/grading", "/tmp", "/dev"]
WRITTEN_BY_THE_GRADER = ("/grading/report.html", "/grading/state")
TABLES = ["/proc/self/mountinfo", "/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg"]
NETWORK_TABLES = ["tcp", "tcp6", "udp", "udp6", "raw", "packet", "unix", "dev"]
MARK_OF_A_HOLE = b"HOLE: "
# C0 and C1 but newline and tab, and what turns the direction of text or separates lines.
NOT_INERT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


class Page(html.parser.HTMLParser):
    """Finds what is active in a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.wrong = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "iframe", "object", "embed", "form", "img", "base", "link", "a") and not (
            tag in ("link", "a") and all(name != "href" or (value or "").startswith(("#", "data:,")) for name, value in attributes)
        ):
            self.wrong.append(f"<{tag}>")
        for name, value in attributes:
            if name.startswith("on") or (name in ("href", "src") and "script:" in (value or "")):
                self.wrong.append(f"<{tag} {name}>")


def loopback_up():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        import fcntl

        siocsifflags, iff_up, iff_running = 0x8914, 0x1, 0x40
        fcntl.ioctl(control, siocsifflags, struct.pack("16sh14x", b"lo", iff_up | iff_running))


def services_of_the_machine():
    """What a program in a box must not reach: a port and an abstract name."""
    port = socket.create_server(("127.0.0.1", 7))
    name = socket.socket(socket.AF_UNIX)
    name.bind(b"\0wirelab-canary")
    name.listen()
    return port, name


def snapshot():
    """Every file that could have been changed, and every table that could have grown."""
    seen = {}
    for top in WATCHED:
        for folder, folders, files in os.walk(os.fsencode(top)):
            folders[:] = [name for name in folders if os.path.join(folder, name).decode(errors="replace") not in WRITTEN_BY_THE_GRADER]
            for name in folders + files:
                path = os.path.join(folder, name)
                if path.decode(errors="replace") in WRITTEN_BY_THE_GRADER:
                    continue
                status = os.lstat(path)
                content = ""
                if stat.S_ISREG(status.st_mode):
                    content = hashlib.sha256(pathlib.Path(os.fsdecode(path)).read_bytes()).hexdigest()
                elif stat.S_ISLNK(status.st_mode):
                    content = os.readlink(path)
                seen[path.decode(errors="replace")] = (status.st_mode, status.st_uid, content)
    for table in TABLES:
        seen[table] = pathlib.Path(table).read_text() if os.path.exists(table) else ""
    for table in NETWORK_TABLES:
        path = pathlib.Path("/proc/net") / table
        # The names of what is there, without its counters; but for TIME_WAIT, which nobody holds and which the kernel ends.
        lines = [line.split() for line in path.read_text().splitlines()[1:]] if path.exists() else []
        seen[str(path)] = sorted(words[0] for words in lines if not (table.startswith("tcp") and words[3] == "06"))
    seen["/"] = sorted(os.listdir("/"))
    return seen


def differences(before, after):
    return ", ".join(path for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path))


def processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]


def collect():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def left_after(seconds):
    """The processes that are still there when SECONDS are over; looks again and again until there is none."""
    end = time.monotonic() + seconds
    while True:
        collect()
        left = processes()
        if not left or time.monotonic() > end:
            names = []
            for process in left:
                try:
                    names.append(f"{process} {pathlib.Path(f'/proc/{process}/comm').read_text().strip()!r}")
                except OSError:
                    pass
            for process in left:
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            return ", ".join(names)


def inert(text, where):
    found = NOT_INERT.search(text)
    return f"{where} has {found.group()!r} in {text[max(0, found.start() - 40):found.end()]!r}" if found else ""


def workflow_command(text):
    """GitHub's runner obeys a line of a log that begins with :: or has ##[ (it skips blanks before)."""
    for line in text.splitlines():
        if line.lstrip().startswith(("::", "##[")):
            return f"a line that a CI obeys: {line[:80]!r}"
    return ""


def wrong_with_verdict(attack, status, result):
    verdict = attack.get("verdict", "fails")
    if verdict == "refused":
        return "" if status == 2 else f"exit status {status} where the submission is to be refused"
    if result is None:
        return f"exit status {status}, no result"
    failed = [check["id"] for check in result["checks"] if check["outcome"] == "fail"]
    odd = {check["outcome"] for check in result["checks"]} & {"grader_fault", "cannot_test"}
    if odd:
        return "; ".join(f"{check['id']} {check['outcome']}: {check.get('saw', '')}" for check in result["checks"] if check["outcome"] in odd)[:300]
    if result["score"] != sum(check["points"] for check in result["checks"]):
        return "points do not add up"
    if verdict == "full":
        saw = next((check.get("saw", "") + " " + " | ".join(check.get("evidence", [])) for check in result["checks"] if check["outcome"] == "fail"), "")
        if result["status"] != "graded" or failed or result["score"] != result["max_score"]:
            return f"not full marks: {result['status']} {failed} {saw}"[:400] + result["build"]["diagnostics"][:200]
        return "" if status == 0 else f"exit status {status}"
    if status != 1:
        return f"exit status {status} where 1 is due"
    if verdict == "build_failed":
        return "" if result["status"] == "build_failed" and result["score"] == 0 else f"it was built: {result['status']}"
    return "" if result["status"] == "graded" and failed == attack["fails"] else f"{result['status']}, fails {failed}, not {attack['fails']}"


def environment(token):
    return {"PATH": "/usr/bin:/bin", "HOME": "/root", "XDG_STATE_HOME": "/grading/state", "SECRET": token}


def grade(attack, under, submission, token):
    """The asked things and what is wrong with each."""
    command = [*under, "/wirelab/build/bin/wirelab", "grade", attack["lab"].split("-")[0], submission, "--seed", "7", *attack.get("arguments", [])]
    before = snapshot()
    began = time.monotonic()
    done = subprocess.run([*command, "--format", "json", "--html", "/grading/report.html"], env=environment(token), cwd="/grading", capture_output=True, stdin=subprocess.DEVNULL)
    seconds = time.monotonic() - began
    answer = {"seconds": round(seconds, 1)}
    left = left_after(SECONDS_UNTIL_GONE)
    answer["gone"] = f"still there: {left}" if left else ""
    answer["nothing left"] = differences(before, snapshot())
    alive = done.returncode in (0, 1, 2) and done.stderr.count(b"\n") <= (1 if done.returncode == 2 else 0)
    answer["grader"] = "" if alive else f"exit status {done.returncode}: {done.stderr.decode(errors='replace')[:300]}"

    result = None
    report = ""
    problems = []
    if done.returncode in (0, 1):
        try:
            result = json.loads(done.stdout.decode())
            report = pathlib.Path("/grading/report.html").read_text()
        except (ValueError, OSError) as error:
            problems.append(f"the result: {error}")
        if result is not None and result.get("schema") != "wirelab/result/v1":
            problems.append("not the result's schema")
        if len(done.stdout) > LARGEST_RESULT:
            problems.append(f"a result of {len(done.stdout)} bytes")
        problems += [f"{element} in the page" for element in Page(report).wrong]
        problems.append(inert(report, "the page"))
        problems.append(inert(done.stdout.decode(errors="replace"), "the result"))
    problems.append(inert(done.stderr.decode(errors="surrogateescape"), "standard error"))
    said = done.stdout + done.stderr
    if attack.get("text"):
        text = subprocess.run(command, env=environment(token), cwd="/grading", capture_output=True, stdin=subprocess.DEVNULL)
        words = (text.stdout + text.stderr).decode(errors="surrogateescape")
        problems += [inert(words, "the text"), workflow_command(words)]
        said += text.stdout + text.stderr
        if text.returncode != done.returncode:
            problems.append(f"exit status {text.returncode} with text, {done.returncode} with JSON")
        left_after(SECONDS_UNTIL_GONE)
    answer["reports"] = "; ".join(problem for problem in problems if problem)
    answer["verdict"] = wrong_with_verdict(attack, done.returncode, result)
    if not answer["verdict"]:
        plain = " ".join(json.dumps(result or "").split()) + done.stderr.decode(errors="replace")
        answer["verdict"] = "; ".join(f"{word!r} is not said" for word in words_of(attack, result) if word not in plain)
    found = [name for name, secret in (("the secret", token.encode()), ("a hole", MARK_OF_A_HOLE), ("/etc/passwd", b"root:x:0")) if secret in said + report.encode()]
    answer["secrets"] = ", ".join(found) + " in the reports" if found else ""
    return answer


def words_of(attack, result):
    """What must be said. In uid a file of the machine is there, and may not be read."""
    contained = result is not None and result.get("isolation") == "uid"
    return attack.get("says_in_uid" if contained and "says_in_uid" in attack else "says", [])


def without_a_box(attack):
    """The attack as an ordinary user's program on this machine: it must find its hole, or it would prove nothing in a box."""
    folder = pathlib.Path("/home/student/alone")
    folder.mkdir()
    folder.chmod(0o777)  # whatever the umask
    source = next(pathlib.Path(SUBMISSION).glob("*.cpp"))
    subprocess.run(["g++", "-std=c++17", "-O1", "-pthread", "-w", str(source), "-o", str(folder / "program")], check=True)
    as_user = ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups"] if os.geteuid() == 0 else []
    status = 0
    for _ in range(2 if attack["alone"] == "twice" else 1):
        # Its parent is of its user, as process 1 of a box is.
        command = [*as_user, "sh", "-c", '"$0" 0; exit $?', str(folder / "program")]
        program = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            said = program.communicate(timeout=20)[1]
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            said = program.communicate()[1]
        status = program.returncode
    left_after(0)
    return "" if status == 66 and MARK_OF_A_HOLE in said else f"finds no hole outside a box either: status {status}, {said[:200]!r}"


def main():
    attack = json.loads(sys.argv[1])
    under = json.loads(sys.argv[2])
    loopback_up()
    kept = services_of_the_machine()
    token = "token-" + secrets.token_hex(16)
    for path in ("/root/secret", "/wirelab/canary", f"/wirelab/labs/{attack['lab']}/canary", "/grading/canary", "/grading/result.json", "/home/student/canary"):
        pathlib.Path(path).write_text(token + "\n")
        os.chmod(path, 0o666)
    if "prepare" in attack:
        subprocess.run(attack["prepare"], shell=True, cwd=SUBMISSION, check=True, stdout=subprocess.DEVNULL)
    submission = SUBMISSION
    if "folder" in attack:
        submission = os.path.join(b"/home/student", urllib.parse.unquote_to_bytes(attack["folder"]))
        os.rename(SUBMISSION, submission)
    if len(sys.argv) > 3 and sys.argv[3] == "alone":
        print(json.dumps({"without a box": without_a_box(attack)}))
    else:
        print(json.dumps(grade(attack, under, submission, token)))
    del kept


main()
