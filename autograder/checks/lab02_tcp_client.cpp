// The checks of lab 02, a TCP client, in the order of its handout. The grader is the server.

#include "check/conversation.hpp"

using namespace wirelab;
using namespace wirelab::check;

// R01: the connection goes to HOST and PORT as given
CHECK(R01, ConnectsToHostAndPort) {
  auto server = serve();
  auto client = run_client(server);
  client.type("hello\n");
  server.accept();
}

// R02: one connection carries all lines
CHECK(R02, OneConnectionForAllLines) {
  auto server = serve();
  auto client = run_client(server);
  client.type("first\n");
  auto connection = server.accept();
  connection.expect_something();
  connection.send("FIRST\n");
  client.type("second\n");
  connection.expect_something();
  connection.send("SECOND\n");
  server.expect_no_further_connection();
}

// R03: the bytes sent are the bytes of standard input: no terminator, no padding, no byte lost
CHECK(R03, SendsTheBytesOfStandardInput) {
  auto server = serve();
  auto client = run_client(server);
  const auto long_line = letters(300) + "\n";
  client.type(long_line);
  auto connection = server.accept();
  for (const auto& line : {long_line, std::string("ab\n"), std::string("\n"), letters(20) + "\n"}) {
    if (line != long_line) client.type(line);
    connection.expect(line);
    connection.send(upper_case(line));
  }
  connection.expect_silence();
}

// R03: ... a last line without a newline is sent as it is
CHECK(R03, SendsALastLineWithoutNewline) {
  auto server = serve();
  auto client = run_client(server);
  client.type("one\n");
  auto connection = server.accept();
  connection.expect("one\n");
  connection.send("ONE\n");
  client.type("the rest");
  client.end_input();
  connection.expect("the rest");
  connection.expect_no_more_bytes();
}

// R04: a reply that arrives one byte at a time is read whole: neither the next line nor the FIN comes before it is complete
CHECK(R04, ReplyByteByByte) {
  auto server = serve();
  auto client = run_client(server);
  client.type("first\nsecond\n");
  client.end_input();
  auto connection = server.accept();
  connection.expect("first\n");
  connection.send_byte_by_byte("a reply");
  connection.expect_patience();
  connection.send("\n");
  connection.expect("second\n");
  connection.send("the ");
  connection.expect_silence();
  connection.send("other\n");
}

// R04: ... however long it is
CHECK(R04, LongReplies) {
  auto server = serve();
  auto client = run_client(server);
  client.type("0\n");
  auto connection = server.accept();
  for (const std::size_t length : {1023, 1024, 1025, 4095, 4096, 100000, 3}) {
    connection.expect_something();
    client.type("next\n");
    connection.send(letters(length - 1));
    connection.expect_silence();
    connection.send("\n");
  }
  connection.expect_something();
}

// R05: two replies that arrive in one segment are kept apart: each is printed in its turn, flushed, and the next line is not sent
// before the reply to the last one is complete
CHECK(R05, TwoRepliesInOneSegment) {
  auto server = serve();
  auto client = run_client(server);
  client.type("one\n");
  auto connection = server.accept();
  connection.expect("one\n");
  connection.send("ONE\nTWO\n");
  client.expect_output("ONE\n");
  client.type("two\n");
  connection.expect("two\n");
  client.expect_output("ONE\nTWO\n");
  client.type("three\nfour\n");
  connection.expect("three\n");
  connection.expect_silence();
  connection.send("THREE\nFO");
  connection.expect("four\n");
  connection.expect_silence();
  connection.send("UR\n");
  client.expect_output("ONE\nTWO\nTHREE\nFOUR\n");
}

// R06: a 65,536-byte line to a server that reads slowly is sent whole, also when the kernel takes it in pieces
CHECK(R06, LongLineIsSentWhole) {
  auto server = serve_with_small_buffer();
  auto client = run_client(server);
  client.type("short\n");
  auto connection = server.accept();
  connection.expect("short\n");
  connection.stop_reading();
  connection.send("SHORT\n");
  const auto line = letters(65535) + "\n";
  client.type(line);
  client.settle();  // it can send no more
  client.stop();
  client.resume();  // what it was sending was cut short here
  connection.resume_reading();
  connection.expect(line);
  connection.expect_silence();
}

// R07: zero bytes survive in both directions
CHECK(R07, ZeroBytesSurvive) {
  auto server = serve();
  auto client = run_client(server);
  const auto line = every_byte_but_newline() + "\n";
  client.type(line);
  auto connection = server.accept();
  connection.expect(line);
  const auto reply = every_byte_but_newline() + "\n";
  connection.send(reply);
  client.end_input();
  client.settle_or_end();
  connection.half_close();
  client.expect_exit(0);
  client.expect_output(reply);
}

// R08: the end of standard input becomes a FIN while the socket can still be read
CHECK(R08, EndOfInputBecomesFin) {
  auto server = serve();
  auto client = run_client(server);
  client.type("one\n");
  auto connection = server.accept();
  connection.expect("one\n");
  connection.send("ONE\n");
  client.end_input();
  connection.expect_end();
  connection.send("still there?\n");
  connection.expect_no_reset();
}

// R08: ... also behind a last line without a newline, for which no reply is awaited
CHECK(R08, EndBehindALastLineWithoutNewline) {
  auto server = serve();
  auto client = run_client(server);
  client.type("the rest");
  client.end_input();
  auto connection = server.accept();
  connection.expect("the rest");
  connection.expect_end();
  connection.send("still there?\n");
  connection.expect_no_reset();
}

// R08: ... also when there was no line at all
CHECK(R08, NoLineAtAll) {
  auto server = serve();
  auto client = run_client(server);
  client.end_input();
  auto connection = server.accept();
  connection.expect_end();
  connection.send("still there?\n");
  connection.expect_no_reset();
}

// R09: everything the server sends beyond the replies is printed, before and after that FIN, and the exit status is 0
CHECK(R09, PrintsWhatComesBeyondTheReplies) {
  auto server = serve();
  auto client = run_client(server);
  client.type("one\n");
  auto connection = server.accept();
  connection.expect("one\n");
  const auto before = "before" + every_byte_but_newline();
  connection.send("ONE\n" + before);
  client.end_input();
  connection.expect_end();
  const auto after = "\nafter\n" + every_byte_but_newline() + letters(5000);
  connection.send(after);
  connection.expect_read();
  connection.half_close();
  client.expect_exit(0);
  client.expect_output("ONE\n" + before + after);
}

// R10: a refused connection: exit 1, standard error names connect and the true reason
CHECK(R10, RefusedConnection) {
  auto client = run_client(arguments_of(nobody()));
  client.type("hello\n");
  client.expect_exit(1);
  client.expect_error_output_with("connect");
  client.expect_error_output_with("Connection refused");
}

// R11: the server ends early: exit 3, not a signal, not 0
CHECK(R11, EndInPlaceOfAReply) {
  auto server = serve();
  auto client = run_client(server);
  client.type("one\n");
  auto connection = server.accept();
  connection.expect("one\n");
  connection.half_close();
  client.expect_exit(3);
}

// R11: ... in the middle of a reply
CHECK(R11, EndInTheMiddleOfAReply) {
  auto server = serve();
  auto client = run_client(server);
  client.type("one\ntwo\n");
  auto connection = server.accept();
  connection.expect("one\n");
  connection.send("ONE\n");
  connection.expect("two\n");
  connection.send("TW");
  connection.expect_read();
  connection.half_close();
  client.expect_exit(3);
}

// R11: ... also by a reset
CHECK(R11, ResetInPlaceOfAReply) {
  auto server = serve();
  auto client = run_client(server);
  client.type("one\n");
  auto connection = server.accept();
  connection.expect("one\n");
  connection.reset();
  client.expect_exit(3);
}

// R11: ... also when a line cannot be sent any more
CHECK(R11, EndWhileIdle) {
  auto server = serve();
  auto client = run_client(server);
  client.type("one\n");
  auto connection = server.accept();
  connection.expect("one\n");
  connection.send("ONE\n");
  client.settle();
  connection.end_then_reset();
  client.settle_or_end();
  client.type("two\n");
  client.end_input();
  client.expect_exit(3);
}

// R11: ... also a reset during the final copy
CHECK(R11, ResetDuringTheFinalCopy) {
  auto server = serve();
  auto client = run_client(server);
  client.type("one\n");
  auto connection = server.accept();
  connection.expect("one\n");
  connection.send("ONE\n");
  client.end_input();
  client.settle();
  connection.send("mo");
  connection.expect_read();
  connection.reset();
  client.expect_exit(3);
}

// R12: standard output holds the replies and nothing else
CHECK(R12, NothingButTheReplies) {
  auto server = serve();
  auto client = run_client(server);
  client.type("a long line\n");
  auto connection = server.accept();
  connection.expect("a long line\n");
  connection.send("A LONG REPLY\n");
  client.type("b\n");
  connection.expect("b\n");
  connection.send("B\n");
  client.type("\n");
  connection.expect("\n");
  connection.send("\n");
  client.end_input();
  client.settle_or_end();
  connection.half_close();
  client.expect_exit(0);
  client.expect_output("A LONG REPLY\nB\n\n");
}

// R12: ... also when the server ends before it has replied
CHECK(R12, NothingAtAnEarlyEnd) {
  auto server = serve();
  auto client = run_client(server);
  client.type("one\n");
  auto connection = server.accept();
  connection.expect("one\n");
  connection.half_close();
  client.expect_output("");
}

// R13: the client lets the kernel choose its port: two copies run at once
CHECK(R13, TwoCopiesAtOnce) {
  auto server = serve();
  auto first = run_client(server);
  first.type("first\n");
  auto one = server.accept();
  one.expect("first\n");
  auto second = run_client(server);
  second.type("second\n");
  auto other = server.accept();
  other.expect("second\n");
  other.send("SECOND\n");
  other.expect_read();
  one.send("FIRST\n");
  one.expect_read();
}

// R14: usage errors exit 2 without opening a socket
CHECK(R14, UsageErrorsExitTwo) {
  auto server = serve();
  const auto host = server.address();
  for (const auto& arguments : std::vector<std::vector<std::string>>{{},
                                                                     {host},
                                                                     {host, server.port(), "more"},
                                                                     {"localhost", server.port()},
                                                                     {"256.0.0.1", server.port()},
                                                                     {"127.1", server.port()},
                                                                     {host, "0"},
                                                                     {host, "65536"},
                                                                     {host, "70000"},
                                                                     {host, "4294967376"},  // 80, in 32 bits
                                                                     {host, "99999999999"},
                                                                     {host, server.port() + "x"},
                                                                     {host, ""}})
    run_client(arguments).expect_usage_error();
  server.expect_no_further_connection();
}

// R14: ... they are looked at first
CHECK(R14, UsageErrorsOpenNoSocket) {
  auto server = serve();
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{server.address()}, {server.address(), "70000"}, {"256.0.0.1", server.port()}}) {
    auto client = run_client(arguments);
    client.expect_usage_error();
    client.expect_no_socket_at_its_end();
  }
}
