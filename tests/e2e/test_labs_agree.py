"""lab.toml, handout, checks and skeleton of each lab say the same."""

import re
import tomllib

import pytest
from conftest import ROOT, run

LABS = sorted(path.parent.name for path in (ROOT / "labs").glob("*/lab.toml"))


def lab_toml(lab):
    return tomllib.loads((ROOT / "labs" / lab / "lab.toml").read_text())


@pytest.mark.parametrize("lab", LABS)
def test_points_sum_to_100_and_ids_are_in_order(lab):
    requirements = lab_toml(lab)["requirement"]
    assert sum(requirement["points"] for requirement in requirements) == 100
    assert [requirement["id"] for requirement in requirements] == [f"R{number:02}" for number in range(1, len(requirements) + 1)]


@pytest.mark.parametrize("lab", LABS)
def test_every_requirement_has_a_check_and_every_check_a_requirement(lab):
    listed = run(ROOT / "build/bin/checks" / lab.replace("-", "_"), "--gtest_list_tests").stdout
    suites = re.findall(r"^(R\d+)\.$", listed, re.MULTILINE)
    assert sorted(suites) == [requirement["id"] for requirement in lab_toml(lab)["requirement"]]


@pytest.mark.parametrize("lab", LABS)
def test_handout_has_the_same_table(lab):
    handout = (ROOT / "handouts" / f"{lab}.md").read_text()
    rows = re.findall(r"^\| (R\d+) \| (\d+) \| (.+?) \|$", handout, re.MULTILINE)
    assert rows == [(entry["id"], str(entry["points"]), entry["says"]) for entry in lab_toml(lab)["requirement"]]


@pytest.mark.parametrize("lab", LABS)
def test_there_is_a_skeleton_and_a_solution_of_every_program(lab):
    for program in lab_toml(lab)["programs"]:
        for folder in ("labs", "solutions"):
            assert (ROOT / folder / lab / f"{program}.cpp").exists()


def quotes(checks):
    """What stands above the checks of a file: {"R08": ["the client's end of stream is answered", "... also when"]}."""
    found = {}
    for comment in re.findall(r"^// R\d+: .*(?:\n// .*)*(?=\nCHECK\()", checks, re.MULTILINE):
        requirement, text = comment.replace("\n//", "").removeprefix("// ").split(": ", 1)
        found.setdefault(requirement, []).append(text)
    return found


def words_of(text):
    """The words of a sentence; what stands in parentheses explains them."""
    return re.findall(r"[^\s,;:.]+(?:[,.]\w+)*", re.sub(r"\([^()]*\)", "", text).lower())


def follow_in(sentence, words):
    """Whether WORDS stand in SENTENCE in this order, others between them or not."""
    rest = iter(sentence)
    return all(word in rest for word in words)


def disagreement(says, comments):
    """What is wrong with the COMMENTS above the checks of a requirement; empty: nothing. The first check stands under the sentence, or as
    much of it as that check looks at; the others under what they add ("... also by a reset"). Together they have every word of it."""
    sentence = words_of(says)
    first, *others = comments
    if first.startswith("...") or not follow_in(sentence, words_of(first)):
        return f"not the sentence: {first}"
    if not all(other.startswith("... ") for other in others):
        return "the sentence stands there twice"
    missing = set(sentence) - {word for comment in comments for word in words_of(comment)}
    return f"without {sorted(missing)}" if missing else ""


@pytest.mark.parametrize("lab", LABS)
def test_check_file_quotes_every_requirement(lab):
    found = quotes((ROOT / "autograder/checks" / f"{lab.replace('-', '_')}.cpp").read_text())
    requirements = {requirement["id"]: requirement["says"] for requirement in lab_toml(lab)["requirement"]}
    assert sorted(found) == sorted(requirements)
    wrong = {requirement: disagreement(says, found[requirement]) for requirement, says in requirements.items()}
    assert not {requirement: words for requirement, words in wrong.items() if words}


@pytest.mark.parametrize("comments, wrong", [
    (["it answers in upper case, also when asked twice"], ""),
    (["it answers in upper case", "... also when asked twice", "... by somebody else"], ""),
    (["it answers in upper case"], "without ['also', 'asked', 'twice', 'when']"),
    (["it answers in lower case, also when asked twice"], "not the sentence: it answers in lower case, also when asked twice"),
    (["in upper case it answers, also when asked twice"], "not the sentence: in upper case it answers, also when asked twice"),
    (["... it answers in upper case, also when asked twice"], "not the sentence: ... it answers in upper case, also when asked twice"),
    (["it answers in upper case", "also when asked twice"], "the sentence stands there twice"),
])
def test_a_stale_comment_is_noticed(comments, wrong):
    assert disagreement("it answers in upper case (ASCII), also when asked twice", comments) == wrong
