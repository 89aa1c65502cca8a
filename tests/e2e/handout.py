"""What a handout shows of several terminals, and what it says that one does between the transcripts.

A reader is told in words what to do: "In A, press Ctrl-Z". The same stands for the test, in a comment that no reader sees:

    <!-- terminals
    A: ^Z             a key, or a line that is typed, to the program that runs in A
    A$ fg             a command that is typed at the prompt of A
    A$                what ran in A has ended, and its prompt is there
    A shows: one      this, and nothing else, stands in A now, after the last command; \\n between two lines
    typed: hello      in the next block, this line is not printed but typed
    screen: B         the next block is what B shows now, from its last command on (or behind it, when the block begins without prompt)
    not run: reason   the next block cannot be run by a test
    -->
"""

import re
from dataclasses import dataclass, field

PROMPT = re.compile(r"([A-D])\$(?: (.*))?")


@dataclass
class Line:
    number: int
    text: str


@dataclass
class Step:
    """A command with the lines that follow it. The command is None in a block that shows only what was printed."""

    terminal: str
    command: Line | None
    lines: list = field(default_factory=list)

    @property
    def end(self):
        """The number of its last line."""
        return (self.lines or [self.command])[-1].number


@dataclass
class Block:
    number: int
    steps: list
    typed: list = field(default_factory=list)
    screen: bool = False
    not_run: str = ""


def steps_of(lines, screen):
    steps = [] if PROMPT.fullmatch(lines[0].text) else [Step(screen, None)]
    for line in lines:
        if prompt := PROMPT.fullmatch(line.text):
            steps.append(Step(prompt[1], Line(line.number, prompt[2] or "")))
        else:
            steps[-1].lines.append(line)
    return steps


def read(path):
    """The blocks, and the lines of directions between them, in their order."""
    within, about, collected = None, {"typed": []}, []
    for number, text in enumerate(path.read_text().splitlines(), 1):
        line = Line(number, text)
        if within is None:
            if opens := re.fullmatch(r"```(\w+)|<!-- (terminals)", text):
                within, collected = line, []
                kind = opens[1] or opens[2]
        elif kind == "terminals":
            name, _, value = text.partition(": ")
            if text == "-->":
                within = None
            elif name == "typed":
                about["typed"].append(value)
            elif name in ("screen", "not run"):
                about[name] = value
            else:
                yield line
        elif text == "```":
            screen = about.get("screen")
            if (kind == "console" and PROMPT.match(collected[0].text)) or screen:
                yield Block(within.number, steps_of(collected, screen), about["typed"], bool(screen), about.get("not run", ""))
                about = {"typed": []}
            within = None
        else:
            collected.append(line)
