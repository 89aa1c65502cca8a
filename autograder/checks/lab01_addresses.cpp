// The checks of lab 01, addresses and byte order, in the order of its handout.

#include "check/address_words.hpp"
#include "check/conversation.hpp"

using namespace wirelab;
using namespace wirelab::check;

// R01: pton gives the four bytes in network order
CHECK(R01, BytesInNetworkOrder) {
  for (int turn = 0; turn < 3; ++turn) {
    const auto address = any_address();
    command({"pton", address.to_string()}).expect_line_that_begins(bytes_of(address) + " ");
  }
}

// R02: pton gives the host-order integer
CHECK(R02, IntegerInHostOrder) {
  for (const auto& address : {loopback(1), any_address(), any_address()})
    command({"pton", address.to_string()}).expect_line(bytes_and_number_of(address));
}

// R03: 255.255.255.255 is a valid address, for pton and aton
CHECK(R03, BroadcastIsAnAddress) {
  command({"pton", "255.255.255.255"}).expect_line("ff ff ff ff 4294967295");
  command({"aton", "255.255.255.255"}).expect_line("ff ff ff ff 4294967295");
}

// R04: pton refuses what is not an address: 256.0.0.1, 1.2.3, 1.2.3.4.5, the empty string, 1..2.3, 1.2.3.4 with a blank behind it
CHECK(R04, RefusesWhatIsNoAddress) {
  for (const auto* text : {"256.0.0.1", "1.2.3", "1.2.3.4.5", "", "1..2.3", "1.2.3.4 ", " 1.2.3.4", "1.2.3.+4"})
    command({"pton", text}).expect_refusal();
}

// R04: ... pair, sockaddr and send refuse it too
CHECK(R04, OthersRefuseWhatIsNoAddress) {
  command({"pair", "1.1.1.1", "256.0.0.1"}).expect_refusal();
  command({"sockaddr", "1.2.3", "80"}).expect_refusal();
  command({"send", "256.0.0.1", "80"}).expect_refusal();
}

// R05: pton refuses the classic short and octal forms: 127.1, 010.0.0.1, 0x7f.0.0.1
CHECK(R05, RefusesClassicForms) {
  for (const auto* text : {"127.1", "010.0.0.1", "0x7f.0.0.1", "1.2.3.04"}) command({"pton", text}).expect_refusal();
}

// R05: ... pair refuses them too
CHECK(R05, PairRefusesClassicForms) { command({"pair", "127.1", "2.2.2.2"}).expect_refusal(); }

// R06: aton takes the classic forms: 127.1 and 0x7f.1 (127.0.0.1), 010.0.0.1 (8.0.0.1), 16909060 (1.2.3.4)
CHECK(R06, TakesClassicForms) {
  command({"aton", "127.1"}).expect_line("7f 00 00 01 2130706433");
  command({"aton", "0x7f.1"}).expect_line("7f 00 00 01 2130706433");
  command({"aton", "010.0.0.1"}).expect_line("08 00 00 01 134217729");
  command({"aton", "16909060"}).expect_line("01 02 03 04 16909060");
  const auto address = any_address();
  command({"aton", address.to_string()}).expect_line(bytes_and_number_of(address));
}

// R06: ... it refuses 256.0.0.1, 1.2.3.4.5, 08.0.0.1, the empty string
CHECK(R06, AtonRefusesWhatIsNoAddress) {
  for (const auto* text : {"256.0.0.1", "1.2.3.4.5", "08.0.0.1", ""}) command({"aton", text}).expect_refusal();
}

// R07: ntoa is the inverse of pton for any address, 0.0.0.0 and 255.255.255.255 included; it takes upper-case digits
CHECK(R07, NtoaIsTheInverse) {
  command({"ntoa", "00000000"}).expect_line("0.0.0.0");
  command({"ntoa", "ffffffff"}).expect_line("255.255.255.255");
  command({"ntoa", "ABCDEF0A"}).expect_line("171.205.239.10");
  for (int turn = 0; turn < 3; ++turn) {
    const auto address = any_address();
    command({"ntoa", hex8_of(address)}).expect_line(address.to_string());
  }
}

// R07: ... and refuses anything but eight hex digits
CHECK(R07, NtoaRefusesAnythingElse) {
  for (const auto* text : {"7f00000", "7f0000011", "7f00000g", "0x7f0001", "", " 7f00001"})
    command({"ntoa", text}).expect_refusal();
}

// R08: pair prints two different addresses as two different addresses
CHECK(R08, PairKeepsBoth) {
  const auto one = any_address();
  const auto other = any_address();
  command({"pair", one.to_string(), other.to_string()}).expect_line(one.to_string() + " " + other.to_string());
  command({"pair", "1.1.1.1", "2.2.2.2"}).expect_line("1.1.1.1 2.2.2.2");
  command({"pair", "198.151.100.101", "203.100.113.202"}).expect_line("198.151.100.101 203.100.113.202");
}

// R09: port gives the bytes in network order, and the swapped number, for 0, 1, 255, 256, 8080, 65535
CHECK(R09, PortTellsItsBytes) {
  command({"port", "0"}).expect_line("0 00 00 0");
  command({"port", "1"}).expect_line("1 00 01 256");
  command({"port", "255"}).expect_line("255 00 ff 65280");
  command({"port", "256"}).expect_line("256 01 00 1");
  command({"port", "8080"}).expect_line("8080 1f 90 36895");
  command({"port", "65535"}).expect_line("65535 ff ff 65535");
}

// R10: port and sockaddr refuse 65536, 70000, -1, 80x, the empty string
CHECK(R10, PortRefusesWhatIsNoPort) {
  for (const auto* text : {"65536", "70000", "-1", "80x", ""}) command({"port", text}).expect_refusal();
}

// R10: ... sockaddr too
CHECK(R10, SockaddrRefusesWhatIsNoPort) {
  command({"sockaddr", "127.0.0.1", "80"}).expect_line_that_begins("");
  for (const auto* text : {"65536", "70000", "-1", "80x", ""}) command({"sockaddr", "127.0.0.1", text}).expect_refusal();
}

// R10: ... and send
CHECK(R10, SendRefusesWhatIsNoPort) { command({"send", "127.0.0.1", "70000"}).expect_refusal(); }

// R11: sockaddr gives the right 16 bytes, the same in every run and however the memory was filled before
CHECK(R11, SockaddrHasTheRightBytes) {
  for (int turn = 0; turn < 2; ++turn) {
    const Endpoint endpoint{any_address(), any_port()};
    const auto port = std::to_string(endpoint.port.number);
    command({"sockaddr", endpoint.address.to_string(), port}).expect_line(sockaddr_bytes_of(endpoint));
    command({"sockaddr", endpoint.address.to_string(), port}).expect_line(sockaddr_bytes_of(endpoint));
    second_build("addrconv-filled", {"sockaddr", endpoint.address.to_string(), port}).expect_line(sockaddr_bytes_of(endpoint));
  }
}

// R12: pton6 takes full and shortened forms
CHECK(R12, Pton6TakesAllForms) {
  command({"pton6", "::"}).expect_line("00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
  command({"pton6", "::1"}).expect_line("00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 01");
  command({"pton6", "2001:db8::1"}).expect_line("20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01");
  command({"pton6", "fe80::a:0:1"}).expect_line("fe 80 00 00 00 00 00 00 00 00 00 0a 00 00 00 01");
  command({"pton6", "2001:0DB8:8a2e:0370:7334:FEDC:ba98:4567"}).expect_line("20 01 0d b8 8a 2e 03 70 73 34 fe dc ba 98 45 67");
}

// R12: ... and nothing else
CHECK(R12, Pton6RefusesWhatIsNoAddress) {
  for (const auto* text : {"1::2::3", "nonsense", "1.2.3.4"}) command({"pton6", text}).expect_refusal();
}

// R13: send reaches exactly the address and the port it was given, with one datagram of exactly the six bytes
CHECK(R13, SendReachesTheGivenAddress) {
  for (const auto& address : {loopback(37), further_address()}) {
    auto receiver = listen_for_datagrams(address);
    auto program = command({"send", receiver.address(), receiver.port()});
    receiver.is_for(program);
    receiver.expect("hello\n");
    program.expect_exit(0);
    receiver.expect_silence();
    receiver.expect_none_elsewhere();
    program.expect_output("");
  }
}

// R14: usage errors exit 2 and print nothing on standard output
CHECK(R14, UsageErrorsExitTwo) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{{},
                                                                     {"frobnicate", "1.2.3.4"},
                                                                     {"pton"},
                                                                     {"aton"},
                                                                     {"ntoa"},
                                                                     {"pair", "1.2.3.4"},
                                                                     {"port"},
                                                                     {"sockaddr", "1.2.3.4"},
                                                                     {"pton6"},
                                                                     {"send", "1.2.3.4"},
                                                                     {"pton", "1.2.3.4", "5.6.7.8"},
                                                                     {"aton", "1.2.3.4", "5.6.7.8"},
                                                                     {"ntoa", "01020304", "05060708"},
                                                                     {"pair", "1.2.3.4", "5.6.7.8", "9.10.11.12"},
                                                                     {"port", "80", "81"},
                                                                     {"sockaddr", "1.2.3.4", "80", "81"},
                                                                     {"pton6", "::1", "::2"},
                                                                     {"send", "127.0.0.1", "80", "81"}})
    command(arguments).expect_usage_error();
}
