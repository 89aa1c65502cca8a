"""What a student reads, word for word: the reports of buggy programs of the corpus, on the terminal and in JSON, against tests/golden.

After a wanted change: WIRELAB_GOLDEN=write makes them anew; look at the difference before it is committed."""

import concurrent.futures
import json
import os
import re

import pytest
from conftest import ROOT, run

GOLDEN = ROOT / "tests" / "golden"
SUBMISSIONS = ROOT / "tests" / "submissions"
SEED = "20561"

PROGRAMS = """
lab01 A01-zero-means-success A02-inet-addr-below-zero A04-inet-ntoa-twice A06-no-ntohl A08-htons-of-an-address A10-no-htons A14-atoi-port
lab01 A15-signed-char A18-not-zeroed
lab02 C02-no-family C03-size-of-a-pointer C09-size-of-a-pointer C10-strips-the-newline
lab02 C11-no-half-close C16-strlen-of-the-line C19-refused-exits-0 C21-fixed-port
lab03 V03a-binds-loopback V05-no-listen V08-no-reuseaddr V09-reuseaddr-after-bind
lab03 V14a-never-closes-connection V20a-reads-until-end-of-stream X03-waits-for-a-newline
lab03 V26-ready-line-not-flushed D1-no-reuseaddr-and-never-closes
lab04 F01-parent-keeps-the-connection F02-child-keeps-the-listener F05-waits-in-the-loop F06-never-collects
lab05 U09-empty-is-the-end U14-fixed-port U18-family-of-the-other
"""


def programs():
    for line in PROGRAMS.split("\n"):
        lab, *names = line.split() or ("",)
        for name in names:
            (folder,) = SUBMISSIONS.glob(f"{lab}-*/buggy/{name}")
            yield pytest.param(lab, folder, id=f"{lab}-{name}")


def settled(text):
    """TEXT without what differs from run to run: ports that the kernel chose, and how long it took."""
    text = re.sub(r"\b(3276[89]|327[7-9]\d|32[89]\d\d|3[3-9]\d{3}|[45]\d{4}|60\d{3})\b", "PORT", text)
    return re.sub(r"\b\d+ ms$", "N ms", text, flags=re.MULTILINE)


def compare(path, text):
    if os.environ.get("WIRELAB_GOLDEN") == "write":
        path.write_text(text)
    assert text == path.read_text(), f"{path.name} differs"


@pytest.mark.parametrize("lab, folder", programs())
def test_the_report_reads_so(lab, folder, tmp_path):
    name = f"{lab}-{folder.name}"
    call = ["build/bin/wirelab", "grade", lab, folder.relative_to(ROOT), "--seed", SEED]
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    with concurrent.futures.ThreadPoolExecutor() as both:
        text = both.submit(run, *call, cwd=ROOT, env=environment)
        done = both.submit(run, *call, "--format", "json", cwd=ROOT, env=environment).result()
    assert text.result().returncode == 1, text.result().stderr
    compare(GOLDEN / f"{name}.txt", settled(text.result().stdout))
    result = json.loads(done.stdout)
    words = [{key: check.get(key) for key in ("id", "did", "expected", "saw", "evidence", "diagnosis", "experiments")}
             for check in result["checks"] if check["outcome"] == "fail"]
    compare(GOLDEN / f"{name}.json", settled(json.dumps(words, indent=1, ensure_ascii=False)) + "\n")
