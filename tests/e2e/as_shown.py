"""Whether a terminal shows what a handout shows. A port that the kernel chose and a process id differ from run to run; but the same
number of the handout must be the same number here, and two different ones two, through the whole handout."""

import re

EPHEMERAL = range(32768, 61000)  # net.ipv4.ip_local_port_range, as it is by default
PORT = re.compile(r"(?<=[\d*]:)(\d{5})\b")
PID = re.compile(r"(?<=\bpid=)(\d+)|(?<=^#\d )(\d+)$")  # in ss; in the greeting of lab 04
TIME = re.compile(r"^(real|user|sys)\t(\d+)m(\d+\.\d)\d\ds$")


def settled(line, command):
    """LINE with placeholders, and the numbers that stood there: [(kind, number), ...]."""
    numbers = []

    def name(kind, number):
        numbers.append((kind, number))
        return f"<{kind}>"

    line = PORT.sub(lambda found: name("port", found[0]) if int(found[0]) in EPHEMERAL else found[0], line)
    line = PID.sub(lambda found: name("pid", found[0]), line)
    if re.match("ss |ps ", command):
        line = re.sub(r"\s+", " ", line).strip()  # the columns are as wide as their numbers, and as the window
    if command.startswith("ps "):
        line = re.sub(r"^(\d+) (\d+) ", lambda found: f"{name('pid', found[1])} {name('pid', found[2])} ", line)
    return line, numbers


def same_numbers(shown, seen, known):
    """KNOWN, {(kind, number shown): number seen}, and what these two lists add to it; None when they contradict it."""
    known = dict(known)
    for (kind, number), (_, here) in zip(shown, seen):
        if known.setdefault((kind, number), here) != here:
            return None
        if [other for (other_kind, other), value in known.items() if other_kind == kind and value == here] != [number]:
            return None
    return known


def same_line(shown, seen, command, known):
    """What is known then of the numbers; None when it is another line."""
    if command.startswith("time ") and (was := TIME.match(shown)) and (now := TIME.match(seen)):
        # How long it takes at least is a fact of the program, and how long at most one of the machine.
        enough = was[1] != "real" or (int(now[2]), float(now[3])) >= (int(was[2]), float(was[3]))
        return known if was[1] == now[1] and enough else None
    (shown, numbers), (seen, here) = settled(shown, command), settled(seen, command)
    return same_numbers(numbers, here, known) if shown == seen else None


def same_rows(shown, seen, command, known):
    """The same for rows in any order, as those of ss. TIME-WAIT rows of older connections may be there as well: the handouts say so."""
    if not shown:
        return known if all(row.startswith("TIME-WAIT") for row in seen) else None
    for place, row in enumerate(seen):
        then = same_line(shown[0], row, command, known)
        if then is not None and (rest := same_rows(shown[1:], seen[:place] + seen[place + 1 :], command, then)) is not None:
            return rest
    return None


def first_difference(shown, seen, command, known):
    """(the place of the first line that differs, or None; what is known of the numbers)."""
    for place, line in enumerate(shown):
        if command.startswith("ss ") and place == 1:
            then = same_rows(shown[1:], seen[1:], command, known)
            return (None, then) if then is not None else (1 + likely_row(shown[1:], seen[1:], command, known), known)
        then = same_line(line, seen[place], command, known) if place < len(seen) else None
        if then is None:
            return place, known
        known = then
    return (None, known) if len(seen) == len(shown) else (len(shown), known)


def likely_row(shown, seen, command, known):
    """The place of the first row that is nowhere; 0 when only their numbers, or how many there are, differ."""
    return next((place for place, row in enumerate(shown) if all(same_line(row, other, command, known) is None for other in seen)), 0)
