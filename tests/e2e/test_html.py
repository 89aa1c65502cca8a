"""The page of a report: whole, inert, readable in light and dark."""

import html.parser
import pathlib
import re

import pytest
from conftest import ROOT, SOLUTION, spoil, wirelab

SUBMISSIONS = ROOT / "tests" / "submissions"
VOID = {"meta", "link", "line", "path", "circle", "br"}


class Page(html.parser.HTMLParser):
    """The elements of a page; fails where one is closed that is not open."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.text, self.ids, self.links = [], [], "", set(), set()
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.elements.append((tag, attributes))
        if "id" in attributes:
            assert attributes["id"] not in self.ids
            self.ids.add(attributes["id"])
        if attributes.get("href", "").startswith("#"):
            self.links.add(attributes["href"][1:])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> in {self.open}"
        self.open.pop()

    def handle_data(self, data):
        self.text += data


def page_of(tmp_path, lab, submission, expected):
    path = tmp_path / "report.html"
    done = wirelab("grade", lab, submission, "--html", path)
    assert done.returncode == expected, done.stderr
    return path.read_text()


def assert_inert(page):
    for tag, attributes in page.elements:
        assert tag not in ("script", "iframe", "object", "embed", "form", "img", "base"), tag
        for name, value in attributes.items():
            assert not name.startswith("on"), name
            if name in ("href", "src"):
                assert value.startswith("#") or value == "data:,", value


@pytest.mark.parametrize(
    "lab, program",
    [
        (1, "lab01-addresses/buggy/A06-no-ntohl"),
        (2, "lab02-tcp-client/buggy/X58b-whole-lines-only"),
        (3, "lab03-iterative-server/buggy/V14a-never-closes-connection"),
        (4, "lab04-forking-server/buggy/X67-numbers-from-zero"),
        (5, "lab05-udp/buggy/U13-digit-not-looked-at"),
    ],
)
def test_failures_are_drawn_and_told(tmp_path, lab, program):
    page = Page(page_of(tmp_path, lab, SUBMISSIONS / program, 1))
    assert_inert(page)
    assert page.links and page.links <= page.ids
    tags = [tag for tag, _ in page.elements]
    assert tags.count("section") == len(page.links)
    assert "svg" in tags and "table" in tags
    for word in ("did", "expected", "saw", "not met"):
        assert word in page.text


def test_a_program_that_does_not_build(tmp_path, solution):
    spoil(solution, "int main(", "int main<b>(")
    page = Page(page_of(tmp_path, 3, solution, 1))
    assert_inert(page)
    assert "int main<b>(" in page.text and "error:" in page.text


def test_bytes_of_the_student_stay_bytes(tmp_path, solution):
    spoil(solution, "int main(", """#include <cstring>
[[gnu::constructor]] static void shout() {
  const char words[] = "\\x1b[31m</dd><script>alert(1)</script>\\xe2\\x80\\xae\\xff\\0&lt;";
  write(2, words, sizeof words);
  write(1, words, sizeof words);
  _exit(7);
}
int main(""")
    text = page_of(tmp_path, 3, solution, 1)
    assert_inert(Page(text))
    assert "\x1b" not in text and "\0" not in text and "\u202e" not in text and "<script" not in text
    assert "&lt;script&gt;" in text


def test_the_old_page_stays_when_the_new_one_cannot_be_written(tmp_path):
    done = wirelab("grade", 3, SOLUTION, "--html", tmp_path / "missing" / "report.html")
    assert done.returncode == 3
    assert "100 of 100" in done.stdout, "the verdict was told all the same"
    assert "cannot write" in done.stderr and "report.html" in done.stderr


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_text_can_be_read():
    """WCAG 2.2, 1.4.3: at least 4.5 to 1, on the page and on panels, in both schemes."""
    source = (ROOT / "autograder" / "report" / "html.cpp").read_text()
    schemes = re.findall(r"--ink:.*?--warn: #\w{6}", source, re.DOTALL)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#\w{6})", scheme))
        for text in ("ink", "soft", "good", "bad", "blue", "warn"):
            for ground in ("paper", "panel"):
                light, dark = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground, colours[text], colours[ground])


def test_a_conversation_that_went_well_is_drawn_on_request(tmp_path):
    path = tmp_path / "report.html"
    done = wirelab("grade", 3, SOLUTION, "--show", "R10", "--html", path)
    assert done.returncode == 0
    assert "R10  met: " in done.stdout and '"two"' in done.stdout and "client 2: send" in done.stdout
    page = Page(path.read_text())
    assert_inert(page)
    assert [tag for tag, _ in page.elements].count("svg") == 1
    assert wirelab("grade", 3, SOLUTION, "--show", "R99").returncode == 2
