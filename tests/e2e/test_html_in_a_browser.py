"""The page of a report as a reader has it: in Chromium, light, dark and on paper, wide and narrow, and looked at by axe-core.

WIRELAB_SCREENSHOTS=FOLDER keeps a picture of each, for a person to look at."""

import pytest
from browser import LEAST_CONTRAST_IN_DRAWINGS, PAPER
from conftest import ROOT, SOLUTION, spoil, wirelab

# Five of those whose words are kept in tests/golden, and one with a long conversation.
GOLDEN = ["lab01-A06-no-ntohl", "lab02-C11-no-half-close", "lab03-V14a-never-closes-connection", "lab04-F02-child-keeps-the-listener",
          "lab05-U14-fixed-port"]
LONG = "lab02-X52-talks-on-standard-output"
WIDE, NARROW = 1000, 360


@pytest.fixture(scope="module", params=[*GOLDEN, LONG, "build"])
def report(request, tmp_path_factory):
    """The page of a failed submission."""
    folder = tmp_path_factory.mktemp(request.param)
    page = folder / f"{request.param}.html"
    if request.param == "build":
        lab, submission = "lab03", folder / "submission"
        submission.mkdir()
        (submission / "ucserver.cpp").write_text((SOLUTION / "ucserver.cpp").read_text())
        spoil(submission, "int main(", "int main<b>(")
    else:
        lab, name = request.param.split("-", 1)
        (submission,) = (ROOT / "tests" / "submissions").glob(f"{lab}-*/buggy/{name}")
    done = wirelab("grade", lab, submission, "--html", page)
    assert done.returncode == 1, done.stderr
    return page


def test_five_are_golden_failures():
    kept = {path.stem for path in (ROOT / "tests" / "golden").glob("*.json")}
    assert len(set(GOLDEN) & kept) >= 5 and {name.split("-")[0] for name in GOLDEN} == {f"lab0{number}" for number in range(1, 6)}


def open_all_details(page):
    """Each conversation's table."""
    assert all(page.evaluate("[...document.querySelectorAll('details')].map(details => details.open = true)"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_report_can_be_read_by_everybody(chromium, report, scheme, width):
    with chromium.open(report, width=width, scheme=scheme) as page:
        assert page.complaints() == []
        assert page.axe() == []
        open_all_details(page)
        assert page.axe() == [], "with its tables open"
        assert page.evaluate(LEAST_CONTRAST_IN_DRAWINGS) >= 4.5
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the window"


def test_on_paper_it_can_be_read_by_everybody(chromium, report):
    """Also by who prefers dark screens."""
    with chromium.open(report, scheme="dark") as page:
        open_all_details(page)
        page.as_on_paper("dark")
        assert page.axe() == []
        assert page.evaluate(LEAST_CONTRAST_IN_DRAWINGS) >= 4.5
        assert page.evaluate("document.documentElement.scrollWidth") <= PAPER[0], "the page is wider than the paper"


def test_there_is_something_to_see_from_top_to_bottom(chromium, report):
    with chromium.open(report) as page:
        open_all_details(page)
        light = page.picture(f"{report.stem}-light")
        page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        dark = page.picture(f"{report.stem}-dark")
        page.as_on_paper("dark")
        paper = page.picture(f"{report.stem}-print")
    assert min(light["ground"]) > 200 and max(dark["ground"]) < 60 and min(paper["ground"]) > 200
    for picture in (light, dark, paper):
        assert all(part > 0.002 for part in picture["ink"]), picture


def test_a_dark_report_is_dark_and_its_paper_is_white(chromium, report, tmp_path):
    ground = "getComputedStyle(document.body).backgroundColor"
    with chromium.open(report, scheme="light") as page:
        light = page.evaluate(ground)
    with chromium.open(report, scheme="dark") as page:
        assert page.evaluate(ground) != light
        page.as_on_paper("dark")
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
                                       "<p style='color: #bbb'>faint</p><svg><text y='20' style='fill: #bbb'>faint</text></svg>"
                                       "<p style='background: linear-gradient(red, blue)'>who can say?</p>"
                                       "<style>@media print { h1 { color: #ccc } }</style><h1>faint on paper</h1>"
                                       "<div style='width: 4000px'>wide</div><script>console.error('oh')</script>")
    with chromium.open(tmp_path / "bad.html") as page:
        found = page.axe()
        rules = {line.split(":")[0] for line in found}
        assert {"color-contrast", "html-has-lang", "landmark-one-main"} <= rules
        assert [line for line in found if "undecided" in line and "gradient" in line], found
        assert not [line for line in found if "h1" in line and "color-contrast" in line]
        assert len(page.complaints()) == 1
        assert page.evaluate(LEAST_CONTRAST_IN_DRAWINGS) < 4.5
        assert page.evaluate("document.documentElement.scrollWidth") > WIDE
        page.as_on_paper()
        assert [line for line in page.axe() if "h1" in line and "color-contrast" in line], "on paper it is faint"


def test_what_axe_leaves_undecided_is_decided_by_the_styles(chromium, tmp_path):
    """Text in a table that reaches out of a narrow window, and in a drawing: only what is faint or lies under something is complained of."""
    cell = "<td style='min-width: 300px; color: {}'>{}</td>"
    (tmp_path / "table.html").write_text(
        "<!DOCTYPE html><html lang='en'><title>t</title><body style='background: #000'><main><h1 style='color: #fff'>t</h1>"
        "<div style='overflow-x: auto; background: #fff' tabindex='0' role='region' aria-label='t'><table><tr>"
        + cell.format("#000", "first words") + cell.format("#000", "clear words") + cell.format("#bbb", "faint words") + "</tr></table></div>"
        "<div style='position: relative'><p style='color: #fff' id='under'>covered words</p>"
        "<div style='position: absolute; inset: 0; background: #333'></div></div>"
        "<div style='background: #fff'><svg><text y='20' fill='#000'>good</text></svg></div></main>")
    with chromium.open(tmp_path / "table.html", width=360) as page:
        found = page.axe()
        assert page.evaluate(LEAST_CONTRAST_IN_DRAWINGS) == 21, "against what stands behind the drawing, not behind the page"
    assert all(line.startswith("color-contrast: ") for line in found), found
    assert {line.split(": ")[1] for line in found} == {"td:nth-child(3)", "#under"}, found


def test_an_empty_picture_is_noticed(chromium, tmp_path, monkeypatch):
    monkeypatch.setenv("WIRELAB_SCREENSHOTS", str(tmp_path / "kept"))
    (tmp_path / "half.html").write_text("<body style='margin: 0; background: #fff'><p style='font-size: 100px'>ink, and then nothing<div style='height: 3000px'>")
    with chromium.open(tmp_path / "half.html") as page:
        seen = page.picture("half")
    assert seen["ground"] == [255, 255, 255] and seen["ink"][0] > 0.002 and seen["ink"][4:] == [0, 0, 0, 0]
    assert (tmp_path / "kept" / "half.png").read_bytes().startswith(b"\x89PNG")
