"""What a student begins with: the skeleton of each lab compiles without a word, and its report says what to do next."""

import re

import pytest
from conftest import ROOT, graded
from test_html import Page
from test_labs_agree import LABS, lab_toml

# As a skeleton says it itself, on standard error.
NEXT = re.compile(r"(\w+): next: step (\d+), .+? - see the comment in (\w+)\.cpp and handout section (\d+(?:\.\d+)?)")


def sources(lab):
    return {program: (ROOT / "labs" / lab / f"{program}.cpp").read_text() for program in lab_toml(lab)["programs"]}


@pytest.mark.parametrize("lab", LABS)
def test_skeleton_builds_and_its_report_says_the_next_step(lab, tmp_path):
    result = graded(lab, ROOT / "labs" / lab, "--html", tmp_path / "report.html")
    assert result["build"]["ok"] and result["build"]["diagnostics"] == ""
    assert result["score"] <= 20
    failed = [check for check in result["checks"] if check["outcome"] == "fail"]
    assert failed[0] == result["checks"][0]
    page = Page((tmp_path / "report.html").read_text()).text
    for check in failed:
        (told,) = NEXT.finditer(" ".join(check["evidence"]))
        assert told[1] == told[3] and told[1] in lab_toml(lab)["programs"]
        assert told[0] in page, check["id"]
    assert "next: step 1, " in " ".join(failed[0]["evidence"])


@pytest.mark.parametrize("lab", LABS)
def test_every_step_is_there_to_be_read(lab):
    """Steps have a comment in the source, none is left out, and what is told as the next one has its section in the handout, too."""
    headings = set(re.findall(r"^#+ (\d+(?:\.\d+)?)\.? ", (ROOT / "handouts" / f"{lab}.md").read_text(), re.MULTILINE))
    steps = set()
    for program, source in sources(lab).items():
        commented = set(re.findall(r"^ *// Step (\d+): ", source, re.MULTILINE))
        told = re.findall(r'next_step\("step (\d+), [^"]+", "([\d.]+)"\)', source)
        assert told and {number for number, _ in told} <= commented, program
        assert {section for _, section in told} <= headings, program
        steps |= {int(number) for number in commented}
    assert steps == set(range(1, len(steps) + 1)) and len(steps) >= 3
