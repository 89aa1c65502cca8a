"""The lab of docs/writing-a-lab.md as files. As a program: own_lab.py FOLDER writes them there."""

import pathlib
import re
import sys

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "writing-a-lab.md"


def blocks(text):
    """The blocks of code of a page, by language, in their order."""
    found = {}
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S):
        found.setdefault(language, []).append(block)
    return found


def write_own_lab(folder):
    """Writes lab.toml, checks.cpp, CMakeLists.txt and reference/counter.cpp of the page into FOLDER; gives the reference's text."""
    code = blocks(PAGE.read_text())
    checks, reference = code["cpp"]
    assert len(checks.splitlines()) <= 60
    (folder / "reference").mkdir(parents=True)
    for name, text in (("lab.toml", code["toml"][0]), ("checks.cpp", checks), ("CMakeLists.txt", code["cmake"][0]), ("reference/counter.cpp", reference)):
        (folder / name).write_text(text)
    return reference


if __name__ == "__main__":
    write_own_lab(pathlib.Path(sys.argv[1]))
