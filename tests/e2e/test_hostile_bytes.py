"""Whatever a student's program writes, wherever it writes it: no report is broken by it, obeys it, or grows without bound."""

import json
import os
import pty
import re
import subprocess

import pytest
from conftest import ROOT, SOLUTION, WIRELAB, wirelab
from test_html import Page, assert_inert

HOSTILE = ROOT / "tests" / "e2e" / "hostile"
BYTES = (HOSTILE / "bytes.hpp").read_text()
LABS = sorted({file.name[:5] for file in HOSTILE.glob("lab*.cpp")})
OWN_LETTERS = set("·│─◀▶●")  # what a report writes by itself that is not ASCII
OWN_COLOURS = re.compile(r"\x1b\[(?:0|1|2|1;31|32|33)m")
LARGEST = {"terminal": 100_000, "json": 500_000, "html": 500_000}
EVIL = "\x1b[31m\x07</pre><script>alert(1)</script>\u202e\u2066\u2028\ufeff\x9b31m"


def may_be_shown(text):
    """Whether TEXT holds nothing but printable ASCII, newlines, tabs, and what reports draw with."""
    return all(" " <= letter <= "~" or letter in "\n\t" or letter in OWN_LETTERS for letter in text)


def on_a_terminal(*arguments, **options):
    """What wirelab writes to a terminal, with its exit status."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen([WIRELAB, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, **options,
                             env={**os.environ, "LC_ALL": "C.UTF-8", "TERM": "xterm"})
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # EIO: the terminal has no other end any more, pty(7)
            break
        if not part:
            break
        written += part
    os.close(ours)
    return child.wait(), written


def assert_terminal_is_harmless(written):
    assert len(written) <= LARGEST["terminal"], len(written)
    text = OWN_COLOURS.sub("", written.decode().replace("\r\n", "\n"))
    assert may_be_shown(text), [hex(ord(letter)) for letter in text if not may_be_shown(letter)]


def strings_of(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from strings_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_of(inner)
    elif isinstance(value, str):
        yield value


def assert_json_is_harmless(text):
    assert len(text) <= LARGEST["json"], len(text)
    assert text.count("\n") == 1
    result = json.loads(text)
    for string in strings_of(result):
        assert may_be_shown(string), string[:200]
    return result


def assert_page_is_harmless(path, chromium):
    text = path.read_text(encoding="utf-8")  # strict
    assert len(text) <= LARGEST["html"], len(text)
    assert may_be_shown(text), {hex(ord(letter)) for letter in text if not may_be_shown(letter)}
    assert_inert(Page(text))
    with chromium.open(path) as page:
        assert page.complaints() == []
        assert page.evaluate("[document.scripts.length, document.images.length, document.querySelectorAll('main').length]") == [0, 0, 1]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(params=LABS)
def shouting(request, tmp_path):
    """A submission of this lab whose programs shout wherever they can."""
    folder = tmp_path / "submission"
    folder.mkdir()
    for program in HOSTILE.glob(f"{request.param}_*.cpp"):
        (folder / program.name.split("_", 1)[1]).write_text(BYTES + program.read_text())
    return request.param, folder


def test_no_report_obeys_what_a_program_writes(shouting, tmp_path, chromium):
    lab, folder = shouting
    every = ",".join(check["id"] for check in assert_json_is_harmless(wirelab("grade", lab, folder, "--format", "json").stdout)["checks"])
    status, written = on_a_terminal("grade", lab, folder, "--show", every, "--html", tmp_path / "report.html")
    assert status == 1
    assert b"not met" in written
    assert_terminal_is_harmless(written)
    assert_page_is_harmless(tmp_path / "report.html", chromium)


UNBUILT = {
    "letters in an error": f"#error {EVIL}\n".encode(),
    "no UTF-8": b"#error \xff\xfe\xc0\xaf\x9b31m \xed\xa0\x80\nint main() { \xff }\n",
    "one line of a mebibyte": b"int main() { return " + b"x+" * 500_000 + b"0; }\n",
    "identifiers": "int \u00e9\u202e = nothing; int main() { return \u4e16; }\n".encode(),
    "from the assembler": 'int main() { asm(".error \\"\x1b[31m<b>\u202e\\""); }\n'.encode(),
    "a name for the assembler": 'extern int f() asm("\x1b[31m<b>\u202e"); int main() { return f(); }\n'.encode(),
    "from the linker": b'extern int f() asm("_Znothing"); int main() { return f(); }\n',
    "a zero byte": b"int main() { return nothing\0; }\n",
    "a file of its own name": f'#line 1 "{EVIL}"\nint main() {{ return nothing; }}\n'.encode(),
    "messages without end": b"#define A(x) x x x x x x x x\nint main() { A(A(A(A(A(A(nothing;)))))) }\n",
}


@pytest.mark.parametrize("source", UNBUILT.values(), ids=UNBUILT.keys())
def test_no_report_obeys_what_the_compiler_says(source, tmp_path, chromium):
    folder = tmp_path / "submission"
    folder.mkdir()
    (folder / "ucserver.cpp").write_bytes(source)
    status, written = on_a_terminal("grade", "3", folder, "--html", tmp_path / "report.html")
    assert status == 1
    assert_terminal_is_harmless(written)
    assert_page_is_harmless(tmp_path / "report.html", chromium)
    result = assert_json_is_harmless(wirelab("grade", "3", folder, "--format", "json").stdout)
    assert result["status"] == "build_failed" and "error" in result["build"]["diagnostics"].lower()


def test_no_report_obeys_the_name_of_a_submission(tmp_path, chromium):
    """An archive of a class may hold any name. A command of the report leads back to it all the same."""
    folder = tmp_path / (EVIL.replace("/", "") + "'\"$(id)`\n\\ x")
    folder.mkdir()
    (folder / "ucserver.cpp").write_text((SOLUTION / "ucserver.cpp").read_text().replace("'A'", "'B'"))
    status, written = on_a_terminal("grade", "3", folder, "--html", tmp_path / "report.html")
    assert status == 1
    assert_terminal_is_harmless(written)
    assert_page_is_harmless(tmp_path / "report.html", chromium)
    result = assert_json_is_harmless(wirelab("grade", "3", folder, "--format", "json").stdout)
    failed = next(check for check in result["checks"] if check["outcome"] == "fail")
    words = failed["replay"].split(" ", 1)
    again = subprocess.run(["bash", "-c", f"{WIRELAB} {words[1]}"], capture_output=True, text=True, timeout=120)
    assert again.returncode == 1, again.stderr
    assert f"{failed['id']}  not met" in again.stdout


@pytest.mark.parametrize("arguments", [["grade", "3", "/no/" + EVIL], ["grade", EVIL], ["grade", "3", "--only", EVIL], ["grade", "3", "--show", EVIL],
                                       ["hint", "3", EVIL], ["hint", EVIL, "R01"], [EVIL], ["grade", "3", "--format", EVIL]])
def test_no_message_obeys_an_argument(arguments):
    status, written = on_a_terminal(*arguments)
    assert status == 2
    assert_terminal_is_harmless(written)
