"""The page of a report as a reader has it: in Chromium, light and dark, wide and narrow, and looked at by axe-core."""

import pytest
from browser import LEAST_CONTRAST_IN_DRAWINGS
from conftest import ROOT, SOLUTION, spoil, wirelab

SUBMISSIONS = ROOT / "tests" / "submissions"
FAILURES = {
    "lab02": "lab02-tcp-client/buggy/X52-talks-on-standard-output",
    "lab03": "lab03-iterative-server/buggy/V14a-never-closes-connection",
    "lab04": "lab04-forking-server/buggy/F02-child-keeps-the-listener",
    "lab05": "lab05-udp/buggy/U14-fixed-port",
}
WIDE, NARROW = 1000, 360

@pytest.fixture(scope="module", params=[*FAILURES, "build"])
def report(request, tmp_path_factory):
    """The page of a failed submission."""
    folder = tmp_path_factory.mktemp(request.param)
    lab, submission = request.param, None
    if request.param == "build":
        lab, submission = "lab03", folder / "submission"
        submission.mkdir()
        (submission / "ucserver.cpp").write_text((SOLUTION / "ucserver.cpp").read_text())
        spoil(submission, "int main(", "int main<b>(")
    done = wirelab("grade", lab, submission or SUBMISSIONS / FAILURES[lab], "--html", folder / "report.html")
    assert done.returncode == 1, done.stderr
    return folder / "report.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_report_can_be_read_by_everybody(chromium, report, scheme, width):
    with chromium.open(report, width=width, scheme=scheme) as page:
        assert page.complaints() == []
        assert page.axe() == []
        for element in page.evaluate("[...document.querySelectorAll('details')].map(details => details.open = true)"):
            assert element
        assert page.axe() == [], "with its tables open"
        assert page.evaluate(LEAST_CONTRAST_IN_DRAWINGS) >= 4.5
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the window"


def test_a_dark_report_is_dark_and_its_paper_is_white(chromium, report, tmp_path):
    ground = "getComputedStyle(document.body).backgroundColor"
    with chromium.open(report, scheme="light") as page:
        light = page.evaluate(ground)
    with chromium.open(report, scheme="dark") as page:
        assert page.evaluate(ground) != light
        page.call("Emulation.setEmulatedMedia", media="print", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        assert page.evaluate(ground) == light
        page.print_to(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_a_narrow_table_is_still_a_table(chromium, report):
    """What a screen reader is told, whatever the style makes of it."""
    with chromium.open(report, width=NARROW) as page:
        page.call("Accessibility.enable")
        roles = [node["role"]["value"] for node in page.call("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
        rows = page.evaluate("document.querySelectorAll('.verdicts tbody tr').length")
        assert roles.count("rowheader") == rows and roles.count("columnheader") == (4 if rows else 0)
        assert "main" in roles and "heading" in roles


def test_what_axe_and_chromium_are_there_to_find_is_found(chromium, tmp_path):
    """A page with every fault that the tests above look for."""
    (tmp_path / "bad.html").write_text("<!DOCTYPE html><title>bad</title><body style='background: rgb(255, 255, 255)'>"
                                       "<p style='color: #bbb'>faint</p><svg><text style='fill: #bbb'>faint</text></svg>"
                                       "<div style='width: 4000px'>wide</div><script>console.error('oh')</script>")
    with chromium.open(tmp_path / "bad.html") as page:
        rules = {line.split(":")[0] for line in page.axe()}
        assert {"color-contrast", "html-has-lang", "landmark-one-main"} <= rules
        assert len(page.complaints()) == 1
        assert page.evaluate(LEAST_CONTRAST_IN_DRAWINGS) < 4.5
        assert page.evaluate("document.documentElement.scrollWidth") > WIDE
