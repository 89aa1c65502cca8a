"""--pcap: the packets of each check, in a file that Wireshark opens (pcap-savefile(5)), and on the time line."""

import struct

from conftest import ROOT, SOLUTION, graded, wirelab

SILENT = ROOT / "tests" / "submissions" / "lab03-iterative-server" / "buggy" / "V14a-never-closes-connection"


def frames_of(file):
    data = file.read_bytes()
    magic, _, _, _, _, _, link = struct.unpack_from("=IHHiIII", data)
    assert magic in (0xA1B2C3D4, 0xA1B23C4D) and link == 1, "pcap of Ethernet frames"
    at, frames = 24, []
    while at < len(data):
        _, _, kept, sent = struct.unpack_from("=IIII", data, at)
        assert kept == sent, "whole packets"
        frames.append(data[at + 16 : at + 16 + kept])
        at += 16 + kept
    return frames


def flags_of(frame):
    """The control bits of a TCP segment over IPv4 (RFC 9293, 3.1)."""
    return frame[14 + (frame[14] & 15) * 4 + 13]


def test_every_check_leaves_its_packets(tmp_path):
    folder = tmp_path / "packets"
    result = graded("3", SOLUTION, "--pcap", folder)
    assert result["score"] == 100
    files = {file.name for file in folder.iterdir()}
    assert {name.split(".")[0] for name in files} >= {f"R{number:02}" for number in range(3, 16)}
    frames = frames_of(folder / "R08.EndOfStreamIsAnswered.pcap")
    flags = [flags_of(frame) for frame in frames]
    assert flags[0] & 0x02 and flags[1] & 0x12 == 0x12, "SYN, SYN ACK"
    assert sum(1 for bits in flags if bits & 0x01) == 2, "a FIN from each side"
    mebibyte = frames_of(folder / "R06.OneMebibyteGoesThrough.pcap")
    assert sum(map(len, mebibyte)) > 2 << 20


def wire_of(check):
    return [event["what"] for event in check["timeline"] if event["who"] == "wire"]


def test_the_time_line_of_a_failure_has_the_packets():
    """Where a second look is taken; a passed check pays for none."""
    checks = {check["id"]: check for check in graded("3", SILENT)["checks"]}
    assert wire_of(checks["R08"])[:2] == ["SYN", "SYN ACK"]
    assert wire_of(checks["R08"]).count("FIN") == 1, "the client's; the server's never comes"
    assert wire_of(checks["R03"]) == []
    times = [event["t_ms"] for event in checks["R08"]["timeline"]]
    assert times == sorted(times)


def test_pcap_needs_a_network_of_its_own(tmp_path):
    done = wirelab("grade", "3", SOLUTION, "--pcap", tmp_path / "packets", "--isolation", "bare", "--allow-bare")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
