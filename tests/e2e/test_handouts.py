"""The handouts build, their pictures are drawn, and their transcripts are what really happens."""

import html
import os
import re
import shutil
import subprocess

import pytest
from browser import LEAST_CONTRAST_IN_DRAWINGS
from conftest import HANDOUTS, ROOT, graded, in_a_network_of_its_own, run

END_OF_COMMAND = "\036"
PLAIN = {"PATH": os.environ["PATH"], "LC_ALL": "C"}  # what a reader has set for himself changes nothing


def transcripts(handout):
    """Blocks of commands for one terminal: [(command, output), ...] each. test_handout_sessions.py runs those of several terminals."""
    for block in re.findall(r"^```console\n(\$ .*?)^```", handout.read_text(), re.DOTALL | re.MULTILINE):
        steps = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
        yield [tuple(step.split("\n", 1)) for step in steps]


ALL = [(handout.stem, number, steps) for handout in HANDOUTS for number, steps in enumerate(transcripts(handout), 1)]


@pytest.mark.parametrize(("lab", "number", "steps"), ALL, ids=[f"{lab}-{number}" for lab, number, _ in ALL])
def test_transcript_is_what_happens(lab, number, steps, programs, tmp_path):
    folder = tmp_path / lab
    shutil.copytree(programs / lab, folder)
    shutil.copytree(ROOT / "labs" / lab, folder / "labs" / lab)  # the skeletons, for the transcript that begins with cd
    script = tmp_path / "script"
    script.write_text("".join(f"{command}\n{{ told=$?; printf '{END_OF_COMMAND}'; (exit $told); }} 2>/dev/null\n" for command, _ in steps))
    done = subprocess.run(
        [*in_a_network_of_its_own(), "bash", str(script)], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, env=PLAIN
    )
    seen = done.stdout.decode(errors="replace").split(END_OF_COMMAND)
    for (command, expected), output in zip(steps, seen):
        assert output == expected, f"after $ {command}"
    assert len(seen) == len(steps) + 1, seen


@pytest.mark.parametrize("handout", HANDOUTS, ids=lambda handout: handout.stem)
def test_every_handout_says_what_was_learned(handout):
    assert re.search(r"^## .*[Ww]hat you have learned$", handout.read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = run(ROOT / "handouts/site/build", folder)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return folder


def test_the_site_has_its_pictures_drawn(site):
    for handout in HANDOUTS:
        page = (site / f"{handout.stem}.html").read_text()
        source = handout.read_text()
        assert page.count("<svg") == source.count("```sequence") + source.count("```conversation")
        assert "<h1" in page and "sequence\n" not in page and "conversation\n" not in page
    learned = (site / "learned.html").read_text()
    assert all(f'id="{handout.stem}"' in learned for handout in HANDOUTS)
    assert not [path.name for path in site.iterdir() if path.suffix != ".html"]


BLOCKS = [(handout.stem, *re.fullmatch(r"build/bin/wirelab grade (\d+) --show (R\d+)\n\n(.*)", block, re.DOTALL).groups())
          for handout in HANDOUTS for block in re.findall(r"^```conversation\n(.*?)^```", handout.read_text(), re.DOTALL | re.MULTILINE)]
CONVERSATIONS = [block[:3] for block in BLOCKS]


def labels(picture):
    """What stands in a drawing: (class of the text, text), in its order."""
    return re.findall(r'<text [^>]*class="(\w+)">([^<]*)</text>', picture)


@pytest.mark.parametrize(("lab", "number", "requirement"), CONVERSATIONS, ids=[f"{lab[:5]}-{requirement}" for lab, _, requirement in CONVERSATIONS])
def test_a_drawn_conversation_is_what_the_reference_does(site, lab, number, requirement):
    """Against the time line of another run, which knows nothing of drawings."""
    assert int(number) == int(lab[3:5]), "the command is about another lab"
    page = (site / f"{lab}.html").read_text()
    (picture,) = re.findall(rf'<figure class="conversation"[^>]*aria-label="{requirement}, .*?</figure>', page, re.DOTALL)
    assert f"wirelab grade {number} --show {requirement}</code>" in picture
    drawn = labels(picture)
    (check,) = graded(lab, ROOT / "solutions" / lab, "--only", requirement, "--seed", "1")["checks"]
    happened = [event for event in check["timeline"] if event["who"] in ("grader", "program")]
    assert len([text for style, text in drawn if style == "call"]) == len(happened)
    said = [html.unescape(text) for style, text in drawn if style == "label"]
    for event in happened:
        payload = event.get("detail", "").partition(": ")[2]
        if event["what"] in ("send", "receive", "send datagram", "datagram", "answer") and len(payload) <= 30:
            assert said and payload.replace("|", "\\x7c") in said, (event, said)
    assert [text for text in said if text in ("SYN", "FIN", "RST")] == [
        {"connect": "SYN", "accept": "SYN", "reset": "RST"}.get(event["what"], "FIN") for event in happened
        if event["what"] in ("connect", "accept", "reset", "half-close", "receive FIN") or (event["what"] == "close" and "FIN" in said)
    ]


def test_a_site_for_those_who_have_the_package_calls_it_by_its_name(tmp_path):
    done = run(ROOT / "handouts/site/build", tmp_path / "site", env={**os.environ, "INSTALLED": "1"})
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site/lab03-iterative-server.html").read_text()
    assert "wirelab grade 3 --show R08</code>" in page and "build/bin/wirelab" not in page


def without_times(picture):
    """Its lines, without the column of times and what the kernel numbers; what it shows of the wire, in its order."""
    lines = [re.sub(r"(\bpid |#\d )\d+", r"\1N", line).strip() for line in picture]
    return sorted(lines), [line for line in lines if "\u25c0" in line or "\u25b6" in line]


@pytest.mark.parametrize(("lab", "number", "requirement", "text"), BLOCKS, ids=[f"{lab[:5]}-{requirement}" for lab, _, requirement, _ in BLOCKS])
def test_a_conversation_in_plain_text_is_what_the_reference_does(lab, number, requirement, text):
    done = run(ROOT / "build/bin/wirelab", "grade", number, ROOT / "solutions" / lab, "--only", requirement, "--show", requirement, "--seed", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    (drawn,) = re.findall(r"^ +ms .*\n(?:.+\n)*", done.stdout, re.MULTILINE)
    assert without_times(text.splitlines()) == without_times([line[12:] for line in drawn.splitlines()])


def test_every_lab_with_a_conversation_has_two_drawn():
    # Lab 01 is about values in a program; nobody there talks to anybody.
    for handout in HANDOUTS[1:]:
        assert 2 <= sum(lab == handout.stem for lab, _, _ in CONVERSATIONS) <= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 360])
def test_the_site_can_be_read_by_everybody(site, chromium, scheme, width):
    for path in sorted(site.glob("*.html")):
        with chromium.open(path, width=width, scheme=scheme) as page:
            assert page.complaints() == []
            assert page.axe() == [], path.name
            assert page.evaluate(LEAST_CONTRAST_IN_DRAWINGS) >= 4.5, path.name
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
