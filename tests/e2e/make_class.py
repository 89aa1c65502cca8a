"""A large, realistic class, made from the corpus: many students, many styles, packed as Canvas, Moodle and Gradescope give it out, some
archives broken, some hostile. Beside the downloads it knows what must come of each submission.

    make_class.py FOLDER --count 200 [--broken 10] [--hostile 10] [--seed 1]
"""

import argparse
import io
import json
import pathlib
import random
import tarfile
import tomllib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAB = "lab03-iterative-server"
CORPUS = ROOT / "tests" / "submissions" / LAB
PROGRAM = "ucserver.cpp"
FIRST = "Ada Alan Barbara Chidi Dorothy Edsger Fatima Grace Hedy Ingrid José Katherine Léa Linus Margaret Niklaus Olga Radia Søren Yukihiro".split()
LAST = "Abara Berg Castro Dijkstra Estévez Fischer García Hopper Ivanova Jensen Knuth Lamarr Meyer Nakamura O'Neil Perlman Quist Rossi Šimek Turing".split()


class Student:
    def __init__(self, number):
        self.number = number
        self.first, self.last = FIRST[number % len(FIRST)], LAST[(number // len(FIRST) + number * 7) % len(LAST)]
        self.name = f"{self.first} {self.last}"
        self.id = str(100001 + number)
        self.email = f"student{number}@example.edu"
        self.files = []  # (name, bytes), as handed in
        self.made_from = ""
        self.ending = "graded"
        self.fails = []
        self.refused = []  # words that must stand in the refusals

    def expected(self):
        return {"made_from": self.made_from, "ending": self.ending, "fails": self.fails, "refused": self.refused}


def corpus():
    """(folder, the requirements that it fails)."""
    fails = {entry["name"]: entry["fails"] for entry in tomllib.loads((CORPUS / "expect.toml").read_text())["buggy"]}
    programs = [(folder, []) for folder in sorted((CORPUS / "correct").iterdir())]
    return programs + [(folder, fails[folder.name]) for folder in sorted((CORPUS / "buggy").iterdir())]


def restyle(text, student, chance):
    """The same program as another hand would have left it."""
    text = f"// {student.name}, lab 03\n" + text
    if chance.random() < 0.3:
        text = "\n".join(line.rstrip() + ("  // ok" if line.endswith(";") and chance.random() < 0.1 else "") for line in text.split("\n"))
    if chance.random() < 0.3:
        text = text.replace("\n  ", "\n\t")
    if chance.random() < 0.2:
        text = text.replace("\n", "\r\n")
    return text.encode()


def zip_of(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name) if isinstance(name, str) else name, data)
    return out.getvalue()


def tar_of(entries, mode="w:gz"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in entries:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def special(name, kind, link=""):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info, b""


def zip_link(name, target):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info, target


def pack(source, number):
    """In the ways students hand in one file."""
    return [
        [(PROGRAM, source)],
        [("lab03.zip", zip_of([("lab03/" + PROGRAM, source), ("lab03/README.md", b"# lab 03\n")]))],
        [(PROGRAM, source), ("notes.txt", b"it works on my machine\n")],
        [("submission.tar.gz", tar_of([("./" + PROGRAM, source)]))],
        [("lab03.zip", zip_of([("lab03\\" + PROGRAM, source)]))],
        [("Archive.zip", zip_of([(PROGRAM, source), ("__MACOSX/._" + PROGRAM, b"\0\5\26\7")]))],
        [("server.cpp", source)],
        [("lab.tar.xz", tar_of([("home/me/lab/" + PROGRAM, source)], "w:xz"))],
    ][number % 8]


def broken(source):
    whole = zip_of([("lab03/" + PROGRAM, source)])
    tar = tar_of([(PROGRAM, source)])
    damaged = bytearray(whole)
    middle = len(damaged) // 3
    damaged[middle : middle + 40] = bytes(40)
    return [
        ("lab03.zip", whole[: len(whole) // 2]),
        ("lab03.zip", b"PK\3\4 this is no archive"),
        ("lab03.zip", b""),
        ("lab03.tar.gz", tar[: len(tar) // 2]),
        ("lab03.tar.gz", b"\x1f\x8b\x08\0" + bytes(50)),
        ("lab03.zip", bytes(damaged)),
        ("lab03.tar", b"ucserver.cpp" + bytes(100)),
        ("lab03.7z", b"7z\xbc\xaf\x27\x1c" + bytes(30)),
        ("lab03.zip", b"<html>404 not found</html>"),
        ("lab03.tar.xz", tar_of([(PROGRAM, source)], "w:xz")[:600]),
    ]


def hostile(source, escape):
    """(file, bytes, whether a program can be graded all the same, words of the refusals). ESCAPE: a path that must never come to be."""
    good = (PROGRAM, source)
    up = "../" * 12 + escape.lstrip("/")
    zeros = bytes(20 << 20)
    return [
        ("a.zip", zip_of([(up, b"x"), good]), True, ["leads outside"]),
        ("a.tar.gz", tar_of([(escape, b"x"), good]), True, ["leads outside"]),
        ("a.tar", tar_of([special("way", tarfile.SYMTYPE, "/tmp"), ("way/" + pathlib.PurePath(escape).name, b"x"), good], "w"), True, ["symbolic link"]),
        ("a.tar.gz", tar_of([special(PROGRAM, tarfile.SYMTYPE, "/etc/passwd")]), False, ["symbolic link"]),
        ("a.tar.gz", tar_of([special(PROGRAM, tarfile.LNKTYPE, "/etc/passwd")]), False, ["hard link"]),
        ("a.tar", tar_of([special("sda", tarfile.BLKTYPE), special("tty", tarfile.CHRTYPE), special("pipe", tarfile.FIFOTYPE), good], "w"), True,
         ["device", "pipe"]),
        ("a.zip", zip_of([(f"zeros{number}.bin", zeros[: 15 << 20]) for number in range(6)]), False, ["all together is more than"]),
        ("a.tar.gz", tar_of([("a\x1b]0;owned\x07.cpp", b"x"), ("b\nc.txt", b"x"), good]), True, ["characters"]),
        ("a.zip", zip_of([zip_link(PROGRAM, "/etc/shadow"), ("/".join(["d"] * 60) + "/x", b"x")]), False, ["symbolic link", "too deep"]),
        ("a.zip", zip_of([("big.bin", zeros), ("..\\..\\windows.ini", b"x"), good]), True, ["larger than", "leads outside"]),
    ]


def make_students(count, broken_count, hostile_count, chance, escape, first=0):
    programs = corpus()
    chance.shuffle(programs)
    students = [Student(first + number) for number in range(count)]
    odd = chance.sample(range(count), broken_count + hostile_count)
    good = (CORPUS / "correct" / "recv-send-loop" / PROGRAM).read_bytes()
    for place, number in enumerate(odd[:broken_count]):
        student = students[number]
        student.files, student.made_from, student.ending = [broken(good)[place % 10]], f"broken {place % 10}", "nothing_to_grade"
    for place, number in enumerate(odd[broken_count:]):
        student = students[number]
        name, data, gradable, words = hostile(good, escape)[place % 10]
        student.files, student.made_from, student.refused = [(name, data)], f"hostile {place % 10}", words
        student.ending = "graded" if gradable else "nothing_to_grade"
    for number, student in enumerate(students):
        if student.files:
            continue
        folder, student.fails = programs[number % len(programs)]
        student.made_from = folder.name
        student.files = pack(restyle((folder / PROGRAM).read_text(), student, chance), chance.randrange(8))
    return students


def as_canvas(path, students):
    entries = []
    for student in students:
        who = "".join(c for c in (student.last + student.first).lower() if c.isalpha())
        for name, data in student.files:
            stem, dot, end = name.partition(".")
            entries.append((f"{who}{'_LATE' if student.number % 5 == 0 else ''}_{student.id}_{9000 + student.number}_{stem}{'-1' if student.number % 3 == 0 else ''}{dot}{end}", data))
    path.write_bytes(zip_of(entries))


def as_moodle(path, students):
    path.write_bytes(zip_of([(f"{student.name}_{student.id}_assignsubmission_file_/{name}", data) for student in students for name, data in student.files]))


def as_gradescope(path, students):
    entries, lines = [], ["---"]
    for student in students:
        folder = f"submission_{70000 + student.number}"
        lines += [f"{folder}:", "  :submitters:", f'  - :name: "{student.name}"', f"    :sid: '{student.id}'", f"    :email: {student.email}",
                  "  :created_at: 2026-11-20 18:11:12.123456000 Z", "  :score: 0.0", "  :status: unprocessed"]
        entries += [(f"assignment_77_export/{folder}/{name}", data) for name, data in student.files]
    path.write_bytes(zip_of([("assignment_77_export/submission_metadata.yml", "\n".join(lines).encode() + b"\n"), *entries]))


def canvas_gradebook(students):
    lines = ["Student,ID,SIS User ID,SIS Login ID,Section,Lab 02 - client (41),Lab 03 - iterative server (42),Current Score", "    Points Possible,,,,,10,20,(read only)"]
    for student in students:
        lines.append(f'"{student.last}, {student.first}",{student.id},u{student.number},student{student.number},"CS, 01",9.50,,95')
    return "\r\n".join(lines) + "\r\n"


def moodle_worksheet(students):
    lines = ["\ufeffIdentifier,\"Full name\",\"Email address\",Status,Grade,\"Maximum grade\",\"Grade can be changed\",\"Last modified (submission)\",\"Last modified (grade)\",\"Feedback comments\""]
    for student in students:
        lines.append(f'"Participant {student.id}","{student.name}",{student.email},"Submitted for grading",,50.00,Yes,"Friday, 20 November 2026, 6:11 PM",-,')
    return "\n".join(lines) + "\n"


def make_class(folder, count, broken_count, hostile_count, seed=1, escape="/tmp/wirelab-escaped"):
    """Downloads in FOLDER, a third of the class in each. Gives {shape: students}."""
    chance = random.Random(seed)
    students = make_students(count, broken_count, hostile_count, chance, escape)
    shapes = {"canvas": students[0::3], "moodle": students[1::3], "gradescope": students[2::3]}
    as_canvas(folder / "submissions.zip", shapes["canvas"])
    as_moodle(folder / "CS101-Lab 03-4711.zip", shapes["moodle"])
    as_gradescope(folder / "assignment_77_export.zip", shapes["gradescope"])
    (folder / "canvas.csv").write_text(canvas_gradebook(shapes["canvas"]), newline="")
    (folder / "moodle.csv").write_text(moodle_worksheet(shapes["moodle"]), newline="")
    (folder / "expected.json").write_text(json.dumps({student.id: student.expected() for student in students}, indent=1))
    return shapes


def downloads(folder):
    return [folder / "submissions.zip", folder / "CS101-Lab 03-4711.zip", folder / "assignment_77_export.zip"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--broken", type=int, default=10)
    parser.add_argument("--hostile", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.folder.mkdir(parents=True)
    made = make_class(given.folder, given.count, given.broken, given.hostile, given.seed)
    print(", ".join(f"{len(students)} as {shape}" for shape, students in made.items()))
