// The checks of lab 05, a UDP listener and talker, in the order of its handout.

#include "check/conversation.hpp"

using namespace std::chrono_literals;
using namespace wirelab;
using namespace wirelab::check;

// R01: listener is bound to the given UDP port on every address, and opens no TCP socket
CHECK(R01, BoundOnEveryAddress) {
  auto listener = start_listener();
  listener.expect_bound_on(loopback(1));
  listener.expect_bound_on(loopback(2));
  listener.expect_bound_on(further_address());
  listener.settle();
  listener.expect_no_tcp_socket();
}

// R02: its ready line is right and arrives through a pipe
CHECK(R02, ReadyLine) {
  auto listener = start_listener();
  listener.expect_output("ready 0.0.0.0 " + listener.port() + "\n");
}

// R02: ... after port 0 it tells the real port
CHECK(R02, PortZeroLetsTheKernelChoose) {
  auto listener = run_listener({"0"});
  listener.expect_bound_to(listener.expect_ready_line());
}

// R02: ... and none comes when the port cannot be had
CHECK(R02, NotReadyWithoutThePort) {
  auto other = listen_for_datagrams(Address::ipv4(0));
  auto listener = run_listener({other.port()});
  listener.expect_no_output_with("ready 0.0.0.0 " + other.port());
}

// R03: one line for each datagram, with the sender's true address, port and length
CHECK(R03, OneLineForEachDatagram) {
  auto listener = start_listener();
  auto one = listener.peer_at(loopback(5));
  auto other = listener.peer_at(further_address(), further_address());
  one.send("hello");
  listener.expect_lines_so_far({"from " + one.name() + " len 5: hello"});
  other.send("a longer one");
  listener.expect_lines_so_far({"from " + one.name() + " len 5: hello", "from " + other.name() + " len 12: a longer one"});
  one.send("bye");
  listener.expect_lines({"from " + one.name() + " len 5: hello", "from " + other.name() + " len 12: a longer one",
                         "from " + one.name() + " len 3: bye"});
}

// R04: every datagram is answered to its sender, upper case, as one datagram; two talkers in turns each get their own
CHECK(R04, EachSenderGetsItsAnswer) {
  auto listener = start_listener();
  auto one = listener.peer_at(loopback(5));
  auto other = listener.peer_at(loopback(6));
  for (const auto& text : {letters(5), letters(900), std::string("{|}~ [`az] 09\x80\xc3\xa9\xff")}) {
    one.send(text);
    one.expect(upper_case(text));
    const auto others = letters(7);
    other.send(others);
    other.expect(upper_case(others));
  }
  one.expect_silence();
  other.expect_silence();
}

// R05: an empty datagram is shown and answered; the listener goes on
CHECK(R05, EmptyDatagram) {
  auto listener = start_listener();
  auto peer = listener.peer_at(loopback(5));
  peer.send("");
  peer.expect("");
  listener.expect_lines_so_far({"from " + peer.name() + " len 0: "});
  peer.send("next");
  peer.expect("NEXT");
  listener.expect_lines({"from " + peer.name() + " len 0: ", "from " + peer.name() + " len 4: next"});
}

// R05: ... also when nobody sends anything for a while
CHECK(R05, ListenerGoesOnWhenNobodySends) {
  auto listener = start_listener();
  listener.expect_to_go_on();
  auto peer = listener.peer_at(loopback(5));
  peer.send("at last");
  peer.expect("AT LAST");
}

// R06: 2,048 bytes are whole; 2,049 and more are reported as truncated, with the real length
CHECK(R06, LongDatagrams) {
  auto listener = start_listener();
  auto peer = listener.peer_at(loopback(5));
  const auto bytes = std::string(2048, '\x80');
  const auto text = letters(2048);
  std::vector<std::string> lines;
  peer.send(bytes);
  peer.expect(bytes);
  lines.push_back("from " + peer.name() + " len 2048: " + escaped(bytes));
  listener.expect_lines_so_far(lines);
  peer.send(text);
  peer.expect(upper_case(text));
  lines.push_back("from " + peer.name() + " len 2048: " + text);
  listener.expect_lines_so_far(lines);
  for (const std::size_t length : {2049, 5000, 60000}) {
    peer.send(letters(length));
    peer.expect("!TRUNC");
    lines.push_back("from " + peer.name() + " len " + std::to_string(length) + ": truncated");
    listener.expect_lines_so_far(lines);
  }
  peer.send("next");
  peer.expect("NEXT");
  lines.push_back("from " + peer.name() + " len 4: next");
  listener.expect_lines(lines);
}

// R07: nothing of an earlier datagram shows in a later one
CHECK(R07, NothingOfAnEarlierDatagram) {
  auto listener = start_listener();
  auto peer = listener.peer_at(loopback(5));
  std::vector<std::string> lines;
  for (const std::size_t length : {600, 30, 3}) {
    const auto text = letters(length);
    peer.send(text);
    peer.expect(upper_case(text));
    lines.push_back("from " + peer.name() + " len " + std::to_string(length) + ": " + text);
    listener.expect_lines_so_far(lines);
  }
  listener.expect_lines(lines);
}

// R07: ... bytes that are not text are escaped
CHECK(R07, BytesThatAreNotTextAreEscaped) {
  auto listener = start_listener();
  auto peer = listener.peer_at(loopback(5));
  const auto bytes = every_byte(1);
  peer.send(bytes);
  peer.expect(upper_case(bytes));
  listener.expect_lines({"from " + peer.name() + " len 256: " + escaped(bytes)});
}

// R08: an answer that cannot be delivered does not end or disturb the listener
CHECK(R08, AnswerThatCannotBeDelivered) {
  auto listener = start_listener();
  auto gone = listener.peer_at(loopback(5));
  gone.take_nothing();
  gone.send("hello");
  listener.settle();
  auto next = listener.peer_at(loopback(6));
  next.send("next");
  next.expect("NEXT");
  listener.expect_lines({"from " + gone.name() + " len 5: hello", "from " + next.name() + " len 4: next"});
}

// R08: ... also one that cannot even be sent
CHECK(R08, AnswerThatCannotBeSent) {
  auto listener = start_listener();
  listener.send_as_if_from({loopback(5), Port{0}}, "from port 0");
  listener.send_as_if_from({unroutable_address(), any_port()}, "from nowhere");
  listener.settle();
  auto next = listener.peer_at(loopback(6));
  next.send("next");
  next.expect("NEXT");
}

// R09: talker sends one datagram for each message, with the exact payload, to the exact address, and prints the answer
CHECK(R09, OneDatagramForEachMessage) {
  auto listener = listen_for_datagrams(loopback(7));
  const std::vector<std::string> messages{letters(900), "b",    "",    "{|}~ with blanks", letters(20), "six", "7",
                                          "eight",      "nine", "ten", "eleven",           "12"};
  auto talker = run_talker(listener, messages);
  std::string printed;
  for (std::size_t number = 1; number <= messages.size(); ++number) {
    const auto digit = std::to_string(number % 10);
    const auto& message = messages[number - 1];
    listener.expect(digit + message);
    listener.answer(digit + upper_case(message));
    printed += upper_case(message) + "\n";
  }
  talker.expect_exit(0);
  talker.expect_output(printed);
  listener.expect_silence();
}

// R09: ... answers of any length are printed as they are
CHECK(R09, AnswersOfAnyLength) {
  auto listener = listen_for_datagrams(further_address());
  auto talker = run_talker(listener, {"one", "two", "three", "four"});
  const auto long_one = letters(1500);
  const auto longest = letters(65506);  // 65,507 with the digit, the most that a datagram holds
  const auto bytes = every_byte(1);
  listener.expect("1one");
  listener.answer("1" + long_one);
  listener.expect("2two");
  listener.answer("2" + longest);
  listener.expect("3three");
  listener.answer("3x");
  listener.expect("4four");
  listener.answer("4" + bytes);
  talker.expect_exit(0);
  talker.expect_output(long_one + "\n" + longest + "\nx\n" + bytes + "\n");
}

// R10: a lost answer: the same datagram again, three in all, at least 450 ms apart; none more once it is answered
CHECK(R10, LostAnswers) {
  auto listener = listen_for_datagrams(loopback(7));
  auto talker = run_talker(listener, {"hello"});
  listener.expect("1hello");
  for (int sending = 2; sending <= 3; ++sending) {
    listener.expect("1hello");
    listener.expect_gap_of_at_least(450ms);
  }
  listener.answer("1HELLO");
  talker.expect_exit(0);
  talker.expect_output("HELLO\n");
  listener.expect_silence();
}

// R10: ... junk in between or not
CHECK(R10, LostAnswersWithJunkInBetween) {
  auto listener = listen_for_datagrams(loopback(7));
  auto stranger = open_datagram_socket({loopback(8), any_port()});
  auto talker = run_talker(listener, {"hello"});
  listener.expect("1hello");
  for (int sending = 2; sending <= 3; ++sending) {
    listener.answer("7junk");
    stranger.answer_for(listener, "1junk");
    listener.expect("1hello");
    listener.expect_gap_of_at_least(450ms);
  }
  listener.answer("1HELLO");
  talker.expect_exit(0);
  talker.expect_output("HELLO\n");
  listener.expect_silence();
}

// R11: a late answer to an earlier message is not taken for the next one's
CHECK(R11, LateAnswer) {
  auto listener = listen_for_datagrams(loopback(7));
  auto talker = run_talker(listener, {"first", "second"});
  listener.expect("1first");
  listener.expect("1first");
  listener.answer("1FIRST");
  listener.expect("2second");
  listener.answer("1LATE");
  listener.answer("2SECOND");
  talker.expect_exit(0);
  talker.expect_output("FIRST\nSECOND\n");
}

// R12: an answer from another address or port, or without the right digit, is ignored
CHECK(R12, AnswersThatAreNone) {
  auto listener = listen_for_datagrams(loopback(7));
  auto same_address = open_datagram_socket({loopback(7), any_port()});
  auto other_address = open_datagram_socket({loopback(8), listener.port_number()});
  auto talker = run_talker(listener, {"hello"});
  listener.expect("1hello");
  same_address.answer_for(listener, "1FROM ANOTHER PORT");
  other_address.answer_for(listener, "1FROM ANOTHER ADDRESS");
  listener.answer("2ANOTHER DIGIT");
  listener.answer("");
  listener.answer("HELLO");
  listener.answer("1HELLO");
  talker.expect_exit(0);
  talker.expect_output("HELLO\n");
}

// R13: nobody answers: exit 4 or 1 within 2 s of the first datagram, nothing printed for that message
CHECK(R13, NobodyAnswers) {
  auto listener = listen_for_datagrams(loopback(7));
  auto talker = run_talker(listener, {"first", "second", "third"});
  listener.expect("1first");
  listener.answer("1FIRST");
  listener.expect("2second");
  const auto first_sending = listener.last_arrival();
  talker.expect_to_give_up({4, 1}, first_sending, 2s, [&listener] { listener.answer(""); });
  talker.expect_output("FIRST\n");
  listener.expect("2second");
  listener.expect("2second");
  listener.expect_silence();
}

// R13: ... nobody is there
CHECK(R13, NobodyIsThere) {
  auto talker = run_talker(with_messages(nobody(), {"hello"}));
  talker.expect_to_give_up({1, 4});
  talker.expect_output("");
}

// R14: conventions: talker lets the kernel choose its port
CHECK(R14, TwoTalkersAtOnce) {
  auto listener = listen_for_datagrams(loopback(7));
  auto one = run_talker(listener, {"one"});
  listener.expect("1one");
  auto second = listen_for_datagrams(loopback(7));
  auto two = run_talker(second, {"two"});
  second.expect("1two");
  second.answer("1TWO");
  listener.answer("1ONE");
  one.expect_exit(0);
  two.expect_exit(0);
}

// R14: ... usage errors of both programs exit 2
CHECK(R14, UsageErrorsExitTwo) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {}, {"8080", "8081"}, {"70000"}, {"80x"}, {"-1"}, {""}, {"65536"}, {"4294967376"}, {"99999999999"}})
    run_listener(arguments).expect_usage_error();
  for (const auto& arguments : std::vector<std::vector<std::string>>{{},
                                                                     {"127.0.0.1"},
                                                                     {"127.0.0.1", "8080"},
                                                                     {"localhost", "8080", "hello"},
                                                                     {"127.1", "8080", "hello"},
                                                                     {"127.0.0.1", "0", "hello"},
                                                                     {"127.0.0.1", "70000", "hello"},
                                                                     {"127.0.0.1", "80x", "hello"},
                                                                     {"127.0.0.1", "-1", "hello"},
                                                                     {"127.0.0.1", "", "hello"},
                                                                     {"127.0.0.1", "65536", "hello"},
                                                                     {"127.0.0.1", "4294967376", "hello"},
                                                                     {"127.0.0.1", "99999999999", "hello"}})
    run_talker(arguments).expect_usage_error();
}

// R14: ... and no socket is opened before
CHECK(R14, UsageErrorsOpenNoSocket) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{{}, {"70000"}}) {
    auto listener = run_listener(arguments);
    listener.expect_usage_error();
    listener.expect_no_socket_at_its_end();
  }
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"127.0.0.1", "8080"}, {"127.1", "8080", "hello"}, {"127.0.0.1", "0", "hello"}}) {
    auto talker = run_talker(arguments);
    talker.expect_usage_error();
    talker.expect_no_socket_at_its_end();
  }
}

// R14: ... failed calls are named
CHECK(R14, MessageTooLongForADatagram) {
  auto listener = listen_for_datagrams(loopback(7));
  auto talker = run_talker(listener, {letters(65507)});
  talker.expect_exit(1);
  talker.expect_error_output_with_one_of({"talker: send", "talker: write"});
  talker.expect_error_output_with("Message too long");
}

// R14: ... a second listener on the port fails
CHECK(R14, SecondListenerFails) {
  auto listener = start_listener();
  auto second = run_listener({listener.port()});
  second.expect_exit(1);
  second.expect_error_output_with("listener: bind");
}

// R14: ... SIGTERM ends listener
CHECK(R14, SigtermEndsListener) {
  auto listener = start_listener();
  listener.settle();
  listener.terminate();
  listener.expect_end_by_sigterm();
  listener.expect_lines({});
}
