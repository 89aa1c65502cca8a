"""play_handout.py HANDOUT FOLDER: runs the transcripts of several terminals of a handout in FOLDER, where the programs are, and compares.

Says how many blocks with a prompt were run, or which line of the handout is not true (exit status 1). To be started in a network of its
own, with processes of its own: the ports in a handout are fixed, and `ps` and `pgrep` show all of a name."""

import pathlib
import re
import sys

from as_shown import first_difference
from handout import PROMPT, Block, Line, read
from terminals import Stuck, Terminals

SECONDS = 100  # for a whole handout: far more than it takes, even on a machine that has much else to do


class Untrue(Exception):
    def __init__(self, number, what):
        super().__init__(what)
        self.number = number


class Player:
    def __init__(self, folder):
        self.terminals = Terminals(folder, SECONDS)
        self.numbers = {}

    def compare(self, name, shown, at, begins=1):
        """Waits until as much as SHOWN, which ends at line AT, is in the terminal from the line BEGINS of its last command on."""
        terminal = self.terminals[name]
        seen = []

        def there():
            if not self.terminals.at_rest():
                return False
            seen[:] = terminal.since_the_command()[begins:]
            return len(seen) >= len(shown) or terminal.at_its_prompt()

        try:
            self.terminals.wait_until(there, "as many lines")
        except Stuck:
            seen[:] = terminal.since_the_command()[begins:]
        command = terminal.since_the_command()[0].removeprefix(terminal.prompt)
        place, self.numbers = first_difference([line.text for line in shown], seen, command, self.numbers)
        if place is not None:
            told = repr(shown[place].text) if place < len(shown) else "nothing more"
            here = repr(seen[place]) if place < len(seen) else "nothing more"
            raise Untrue(shown[place].number if place < len(shown) else at, f"after {name}$ {command}\n  shown: {told}\n  seen:  {here}\n  in all:\n    " + "\n    ".join(seen))

    def play(self, step, typed):
        if not step.command.text:
            return self.terminals.wait_for_prompt(step.terminal)
        self.terminals.command(step.terminal, step.command.text)
        for place, line in enumerate(step.lines):
            if typed and line.text == typed[0]:
                self.compare(step.terminal, step.lines[:place], line.number)
                self.terminals.type(step.terminal, typed.pop(0))
        self.compare(step.terminal, step.lines, step.end)

    def block(self, block):
        typed = list(block.typed)
        for place, step in enumerate(block.steps):
            if block.screen and place == 0:
                begins = [] if step.command is None else [Line(step.command.number, f"{step.terminal}$ {step.command.text}")]
                self.compare(step.terminal, begins + step.lines, step.end, 1 - len(begins))
            else:
                self.play(step, typed)
            if any(later.terminal == step.terminal for later in block.steps[place + 1 :]):
                # Its prompt is shown again, so this command ends, and has no more to say.
                self.terminals.wait_for_prompt(step.terminal)
                self.compare(step.terminal, step.lines, step.end)
        if typed:
            raise Untrue(block.number, f"not in this block, to be typed: {typed}")

    def direction(self, line):
        if prompt := PROMPT.fullmatch(line.text):
            if prompt[2]:
                self.terminals.command(prompt[1], prompt[2])
            else:
                self.terminals.wait_for_prompt(prompt[1])
        elif said := re.fullmatch(r"([A-D]) shows: (.*)", line.text):
            self.compare(said[1], [Line(line.number, text) for text in said[2].split("\\n")], line.number)
        elif said := re.fullmatch(r"([A-D]): (.*)", line.text):
            self.terminals.type(said[1], said[2])
        else:
            raise Untrue(line.number, f"no direction: {line.text!r}")


def main(handout, folder):
    player, run, not_run = Player(folder), 0, 0
    try:
        for part in read(handout):
            try:
                if not isinstance(part, Block):
                    player.direction(part)
                elif part.not_run:
                    not_run += 1
                else:
                    player.block(part)
                    run += part.steps[0].command is not None
            except Stuck as error:
                raise Untrue(part.number, str(error)) from None
    except Untrue as error:
        print(f"{handout}:{error.number}: {error}", file=sys.stderr)
        return 1
    print(f"run {run}, not run {not_run}")
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2]))
