"""The page of a class as an instructor has it: in Chromium, light and dark, wide and narrow, and looked at by axe-core."""

import shutil

import pytest
import test_class
from browser import LEAST_CONTRAST_IN_DRAWINGS
from conftest import ROOT, SOLUTION

CORPUS = ROOT / "tests" / "submissions" / "lab03-iterative-server" / "buggy"
WIDE, NARROW = 1000, 360

# On how many lines the number of a requirement, or the name of a student, stands.
LINES_OF_ROW_HEADERS = """[...document.querySelectorAll('th[scope=row]')].map(header => {
  const text = document.createRange();
  text.selectNodeContents(header);
  return text.getClientRects().length;
})"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Of a class in which everything happens that the page has a place for."""
    folder = tmp_path_factory.mktemp("class")
    for student, program in {"ada": SOLUTION, "bob": CORPUS / "V01-no-htons", "eve": CORPUS / "V01-no-htons", "dan": CORPUS / "V14c-shutdown-only"}.items():
        shutil.copytree(program, folder / "class" / student)
    for student, source in {"no-program-that-a-compiler-would-take": "int main( {", "nobody": None}.items():
        (folder / "class" / student).mkdir()
        if source:
            (folder / "class" / student / "ucserver.cpp").write_text(source)
    test_class.call("init", folder / "run", "--lab", "3", folder / "class")
    test_class.call("grade", folder / "run")
    test_class.call("report", folder / "run")
    return folder / "run" / "report" / "index.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_page_of_a_class_can_be_read_by_everybody(chromium, page, scheme, width):
    with chromium.open(page, width=width, scheme=scheme) as shown:
        assert shown.complaints() == []
        assert shown.axe() == []
        assert all(shown.evaluate("[...document.querySelectorAll('details')].map(details => details.open = true)"))
        assert shown.axe() == [], "with its lists of students open"
        assert shown.evaluate(LEAST_CONTRAST_IN_DRAWINGS) >= 4.5
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the window"
        lines = shown.evaluate(LINES_OF_ROW_HEADERS)
        assert len(lines) >= 17 and set(lines) == {1}, "a name is broken"


def test_on_paper_it_can_be_read_by_everybody(chromium, page):
    with chromium.open(page, scheme="dark") as shown:
        assert all(shown.evaluate("[...document.querySelectorAll('details')].map(details => details.open = true)"))
        shown.as_on_paper("dark")
        assert shown.axe() == []
        assert shown.evaluate(LEAST_CONTRAST_IN_DRAWINGS) >= 4.5


def test_there_is_something_to_see(chromium, page):
    for scheme in ("light", "dark"):
        with chromium.open(page, scheme=scheme) as shown:
            assert all(part > 0.002 for part in shown.picture(f"class-{scheme}")["ink"])
    with chromium.open(page) as shown:
        shown.as_on_paper()
        assert all(part > 0.002 for part in shown.picture("class-print")["ink"])


def test_on_paper_the_words_of_a_requirement_have_more_room_than_its_bar(chromium, page):
    with chromium.open(page) as shown:
        shown.as_on_paper()
        words, bar = (shown.evaluate(f"document.querySelector('{cell}').getBoundingClientRect().width") for cell in ("td.words", "td.bar"))
        assert words > 4 * bar > 0
        assert shown.evaluate("[...document.querySelectorAll('td.bar svg')].every(bar => bar.getBoundingClientRect().width <= 60)")


def test_on_paper_nothing_is_cut_off(chromium, page, tmp_path):
    with chromium.open(page) as shown:
        shown.as_on_paper()
        assert shown.evaluate("[...document.querySelectorAll('.table')].every(table => table.scrollWidth <= table.clientWidth)")
        shown.print_to(tmp_path / "class.pdf")
    assert (tmp_path / "class.pdf").read_bytes().startswith(b"%PDF")
