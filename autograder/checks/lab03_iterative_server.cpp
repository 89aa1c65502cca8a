// The checks of lab 03, an iterative TCP server, in the order of its handout.

#include "check/conversation.hpp"

using namespace wirelab;
using namespace wirelab::check;

// R01: it listens on the given TCP port, on every IPv4 address of the host
CHECK(R01, ListensOnEveryAddress) {
  auto server = start_server();
  server.expect_listening_on(loopback(1));  // 127.0.0.1
  server.expect_listening_on(loopback(2));  // 127.0.0.2
  server.expect_listening_on(further_address());
  server.connect_to(further_address());
}

// R02: the ready line is right, stands alone on standard output, and arrives although standard output is a pipe; a connection
// made right after it is accepted
CHECK(R02, ReadyLineIsRightAndAlone) {
  auto server = start_server();
  server.expect_output("ready 0.0.0.0 " + server.port() + "\n");
  auto client = server.connect();
  client.expect_accepted();
  client.send(letters(3));
  client.half_close();
  server.settle_or_end();
  client.close();
  server.expect_output("ready 0.0.0.0 " + server.port() + "\n");
}

// R02: ... whatever happens: nothing is added when a client breaks off, or when SIGTERM ends it
CHECK(R02, NothingFollowsTheReadyLine) {
  auto server = start_server();
  auto rude = server.connect();
  rude.expect_accepted();
  rude.reset();
  server.settle_or_end();
  server.terminate();
  server.settle_or_end();
  server.expect_output("ready 0.0.0.0 " + server.port() + "\n");
}

// R03: it answers in upper case
CHECK(R03, AnswersInUpperCase) {
  const auto text = letters(40);
  auto client = start_server().connect();
  client.send(text);
  client.half_close();
  client.expect(upper_case(text));
}

// R04: bytes outside a-z come back unchanged: capitals, the character {, 0x00 and 0x80-0xff included
CHECK(R04, OtherBytesComeBackUnchanged) {
  const auto bytes = every_byte(3);
  auto client = start_server().connect();
  client.send(bytes);
  client.half_close();
  client.expect(upper_case(bytes));
}

// R05: it answers what has arrived, before the client ends its stream or sends a newline
CHECK(R05, AnswersAtOnce) {
  const auto text = letters(12);
  auto client = start_server().connect();
  client.send(text);
  client.expect(upper_case(text));
}

// R06: one mebibyte goes through complete and in order, also with a client that reads slowly while it writes
CHECK(R06, OneMebibyteGoesThrough) {
  const auto text = letters(1 << 20);
  auto server = start_server();
  auto client = server.connect_with_small_buffer();
  client.stop_reading();
  client.send(text);
  server.settle();  // it cannot write any more, and so reads no more
  client.resume_reading();
  client.expect(upper_case(text));
}

// R07: the answer does not depend on how the input was cut into segments
CHECK(R07, AnyCutGivesTheSameAnswer) {
  const auto text = letters(24);
  auto client = start_server().connect();
  client.send_in_pieces(text, {1});
  client.expect(upper_case(text));
  client.send_in_pieces(text, {11, 12});
  client.expect(upper_case(text));
  client.send_byte_by_byte(text);
  client.expect(upper_case(text));
}

// R07: ... and nothing of an earlier message shows in a later one
CHECK(R07, NothingOfAnEarlierMessageShows) {
  const auto long_text = letters(600);
  const auto short_text = letters(3);
  auto client = start_server().connect();
  client.send(long_text);
  client.expect(upper_case(long_text));
  client.send(short_text);
  client.expect(upper_case(short_text));
  client.expect_silence();
}

// R08: the client's end of stream is answered: first the remaining bytes, then FIN, not RST
CHECK(R08, EndOfStreamIsAnswered) {
  const auto text = letters(3);
  auto client = start_server().connect();
  client.send(text);
  client.half_close();
  client.expect(upper_case(text));
  client.expect_end();
}

// R08: ... also when the last data and the FIN arrive together
CHECK(R08, DataAndEndArriveTogether) {
  const auto text = letters(6000);
  auto server = start_server();
  auto client = server.connect();
  client.expect_accepted();
  server.stop();
  client.send(text);
  client.half_close();
  client.expect_delivered();
  server.resume();
  client.expect(upper_case(text));
  client.expect_end();
}

// R09: twenty clients one after another, some of them resetting, leave no descriptor behind
CHECK(R09, TwentyClientsLeaveNoDescriptor) {
  auto server = start_server();
  const auto serve_one = [&](bool resets) {
    const auto text = letters(5);
    auto client = server.connect();
    client.expect_accepted();
    if (resets) return client.reset();
    client.send(text);
    client.half_close();
    client.expect(upper_case(text));
    client.close();
  };
  serve_one(false);
  serve_one(true);
  const auto before = server.open_descriptors();
  for (int number = 3; number <= 20; ++number) serve_one(number % 4 == 0);
  server.expect_open_descriptors(before);
}

// R10: a second client that connects early waits, hears nothing before its turn, and is served when the first is done
CHECK(R10, SecondClientWaitsAndIsServed) {
  auto server = start_server();
  auto first = server.connect();
  auto second = server.connect();
  second.send("two");
  second.expect_silence();
  first.expect_to_be_kept();
  first.send("one");
  first.expect("ONE");
  second.expect_silence();
  first.close();
  second.expect("TWO");
}

// R10: ... eight may wait
CHECK(R10, EightMayWait) {
  auto server = start_server();
  auto first = server.connect();
  first.send("first");
  first.expect("FIRST");
  std::vector<Client> waiting;
  for (int number = 1; number <= 8; ++number) {
    waiting.push_back(server.connect());
    waiting.back().send("waiting");
  }
  first.close();
  for (auto& next : waiting) {
    next.expect("WAITING");
    next.close();
  }
}

// R11: a client that resets while it is served does not end the server; the next client is served as if nothing had happened
CHECK(R11, ResetWhileServed) {
  auto server = start_server();
  auto rude = server.connect();
  rude.send("rude");
  rude.expect("RUDE");
  rude.reset();
  auto next = server.connect();
  next.send("next");
  next.expect("NEXT");
}

// R11: ... while the server writes
CHECK(R11, ResetWhileTheServerWrites) {
  auto server = start_server();
  auto rude = server.connect();
  rude.send("rude");
  rude.expect("RUDE");
  server.stop();
  rude.send(letters(32 << 10));
  rude.expect_delivered();
  rude.close();
  rude.expect_delivered();
  server.resume();  // the answer to its first bytes meets RST, the next one SIGPIPE
  auto next = server.connect();
  next.send("next");
  next.expect("NEXT");
}

// R11: ... also when it cannot write on, because that client does not read
CHECK(R11, ResetWhileTheServerWaitsToWrite) {
  auto server = start_server();
  auto rude = server.connect_with_small_buffer();
  rude.stop_reading();
  rude.send(letters(1 << 20));
  server.settle_or_end();
  rude.reset();
  auto next = server.connect();
  next.send("next");
  next.expect("NEXT");
}

// R11: ... or while it still waits
CHECK(R11, ResetWhileItWaits) {
  auto server = start_server();
  auto first = server.connect();
  first.send("first");
  first.expect("FIRST");
  auto rude = server.connect();
  rude.reset();
  first.send("again");
  first.expect("AGAIN");
  first.close();
  server.settle();  // the rude one has had its turn
  auto next = server.connect();
  next.send("next");
  next.expect("NEXT");
}

// R12: after it was killed (SIGKILL) with a connection open whose bytes it had answered, it can be restarted at once on the same
// port
CHECK(R12, RestartsAtOnce) {
  auto server = start_server();
  auto client = server.connect();
  client.send("hello");
  client.expect("HELLO");
  server.kill();
  start_server_on(server.port_number());
}

// R13: a second copy on the same port, once the first listens, fails: exit status 1, and standard error contains the word bind;
// the first goes on
CHECK(R13, SecondCopyFails) {
  auto server = start_server();
  auto second = run_second_copy(server);
  second.expect_exit(1);
  second.expect_error_output_with("bind");
  auto client = server.connect();
  client.send("hello");
  client.half_close();
  client.expect("HELLO");
}

// R14: it uses no processor time while no client talks, and none after a client has left
CHECK(R14, IdleWithoutProcessorTime) {
  auto server = start_server();
  server.expect_idle();
  auto client = server.connect();
  client.expect_accepted();
  server.expect_idle();
  client.send("hello");
  client.half_close();
  client.expect("HELLO");
  client.close();
  server.expect_idle();
}

// R14: ... nor while a client does not read what it is owed
CHECK(R14, IdleWhileAClientDoesNotRead) {
  auto server = start_server();
  auto client = server.connect_with_small_buffer();
  client.stop_reading();
  client.send(letters(300000));
  server.expect_idle();
}

// R15: port 0 works and the ready line tells the real port
CHECK(R15, PortZeroLetsTheKernelChoose) {
  auto server = run_server({"0"});
  server.listen_on(server.expect_ready_line());
  server.connect();
}

// R15: ... usage errors exit 2
CHECK(R15, UsageErrorsExitTwo) {
  std::vector<Server> wrong;
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {}, {"8080", "8081"}, {"70000"}, {"80x"}, {"-1"}, {""}, {"65536"}, {"4294967376"}, {"99999999999"}})
    wrong.push_back(run_server(arguments));
  for (auto& server : wrong) {
    server.expect_exit(2);
    server.expect_error_output_with("usage");
    server.expect_output("");
  }
}

// R15: ... they are looked at first, before a socket is opened
CHECK(R15, UsageErrorsOpenNoSocket) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{{}, {"70000"}}) {
    auto server = run_server(arguments);
    server.expect_usage_error();
    server.expect_no_socket_at_its_end();
  }
}

// R15: ... SIGTERM ends it
CHECK(R15, SigtermEndsIt) {
  auto server = start_server();
  server.terminate();
  server.expect_end_by_sigterm();
}

// R15: ... also while a client is connected
CHECK(R15, SigtermEndsItWithAClient) {
  auto server = start_server();
  auto client = server.connect();
  client.expect_accepted();
  server.terminate();
  server.expect_end_by_sigterm();
}

// R15: ... or does not read
CHECK(R15, SigtermEndsItWithAClientThatDoesNotRead) {
  auto server = start_server();
  auto client = server.connect_with_small_buffer();
  client.stop_reading();
  client.send(letters(1 << 20));
  server.settle();
  server.stop();
  server.resume();  // a send that waited is called again here, and takes what there is room for: not at SIGTERM
  server.settle();
  server.terminate();
  server.expect_end_by_sigterm();
}
