// The checks of lab 04, a forking server, in the order of its handout.

#include <csignal>

#include "check/conversation.hpp"

using namespace wirelab;
using namespace wirelab::check;

// R01: eight clients that talk in turns, byte by byte, are all served at once
CHECK(R01, EightClientsInTurns) {
  auto server = start_forking_server();
  auto clients = server.greet(8);
  for (const auto* byte : {"a", "b", "c"})
    for (auto& client : clients) {
      client.send(byte);
      client.expect(upper_case(byte));
    }
}

// R02: each client has its own process, made by the server directly or through further forks (whoever its parent is now), with the
// PID that the first line tells
CHECK(R02, EachClientHasItsProcess) {
  auto server = start_forking_server();
  auto clients = server.greet(3);
  server.settle();
  std::vector<Pid> processes;
  for (auto& client : clients) {
    client.expect_to_be_served_by(client.process());
    processes.push_back(client.process());
  }
  server.expect_all_different(processes);
}

// R03: N counts connections: 1, 2, 3, ...
CHECK(R03, NumbersCountConnections) {
  auto server = start_forking_server();
  std::vector<GreetedClient> clients;
  for (unsigned long number = 1; number <= 5; ++number) {
    clients.push_back(server.connect());
    clients.back().expect_number(number);
  }
  for (auto& client : clients) client.close();
  server.settle();
  for (unsigned long number = 6; number <= 10; ++number) {
    clients.push_back(server.connect());
    clients.back().expect_number(number);
  }
}

// R03: ... the number of a client that was closed for lack of a process is skipped
CHECK(R03, NumberOfARefusedClientIsSkipped) {
  auto server = start_forking_server();
  auto first = server.connect();
  first.expect_number(1);
  server.expect_number_after_a_refused_client(3);
}

// R04: once the first line has arrived and the server has settled, the parent holds no client's socket
CHECK(R04, ParentHoldsNoConnection) {
  auto server = start_forking_server();
  auto clients = server.greet(3);
  server.expect_parent_without_connections();
}

// R05: a child does not hold the listening socket
CHECK(R05, ChildDoesNotListen) {
  auto server = start_forking_server();
  auto clients = server.greet(2);
  server.expect_only_parent_listens();
}

// R06: a client gets its end of stream as soon as its child is done with it
CHECK(R06, EndOfStreamAtOnce) {
  auto server = start_forking_server();
  auto clients = server.greet(2);
  clients[0].send("last words");
  clients[0].half_close();
  clients[0].expect("LAST WORDS");
  clients[0].expect_end();
}

// R06: ... also when its last bytes and its end arrive together: they are answered first, and the end is no RST
CHECK(R06, LastBytesAndEndArriveTogether) {
  const auto text = letters(6000);
  auto server = start_forking_server();
  auto client = server.connect();
  client.expect_greeting();
  server.settle();
  server.stop();
  client.send(text);
  client.half_close();
  client.expect_delivered();
  server.resume();
  client.expect(upper_case(text));
  client.expect_end();
}

// R07: eight clients that leave at the same moment leave no zombie
CHECK(R07, EightLeaveAtOnce) {
  auto server = start_forking_server();
  auto clients = server.greet(8);
  server.settle();
  server.stop_parent();
  for (auto& client : clients) client.half_close();
  server.let_end(clients);
  server.resume_parent();
  server.expect_no_zombie();
}

// R07: ... nor does one alone
CHECK(R07, OneLeaves) {
  auto server = start_forking_server();
  auto client = server.connect();
  client.expect_greeting();
  client.close();
  server.settle_or_end();
  server.expect_no_zombie();
}

// R08: accept survives the end of children: the server serves on
CHECK(R08, AcceptSurvivesTheEndOfChildren) {
  auto server = start_forking_server();
  for (int number = 1; number <= 10; ++number) {
    auto client = server.connect();
    client.expect_greeting();
    client.send("hello");
    client.expect("HELLO");
    client.close();
    server.settle();
  }
}

// R08: ... also while another client is still served
CHECK(R08, AcceptSurvivesWithAClientConnected) {
  auto server = start_forking_server();
  auto clients = server.greet(2);
  clients[0].close();
  server.settle();
  auto next = server.connect();
  next.expect_greeting();
  clients[1].send("still");
  clients[1].expect("STILL");
}

// R09: a child ends when its client has left; no process is left over, and none exists without a client
CHECK(R09, NoProcessWithoutAClient) {
  auto server = start_forking_server();
  server.expect_no_other_process();
  auto clients = server.greet(3);
  for (auto& client : clients) client.close();
  server.expect_no_other_process();
}

// R10: killing one child, by SIGKILL or SIGTERM, disturbs no other client
CHECK(R10, KillingOneChildDisturbsNoOther) {
  auto server = start_forking_server();
  auto clients = server.greet(3);
  for (const auto& [child, signal] : {std::pair(1, SIGKILL), std::pair(2, SIGTERM)}) {
    server.kill_child(clients[child].process(), signal);
    server.settle();
    clients[0].send("here");
    clients[0].expect("HERE");
    auto next = server.connect();
    next.expect_greeting();
  }
}

// R11: killing the parent with SIGKILL lets running conversations finish, and the port is free at once for a new server
CHECK(R11, ConversationsOutliveTheParent) {
  auto server = start_forking_server();
  auto clients = server.greet(2);
  clients[0].send("before");
  clients[0].expect("BEFORE");
  server.settle();
  server.kill_parent();
  start_server_on(server.port_number());
  for (auto& client : clients) {
    client.send("after");
    client.expect("AFTER");
  }
}

// R12: standard output is exactly the ready line, once, in time, although it is a pipe
CHECK(R12, ReadyLineOnce) {
  auto server = start_forking_server();
  server.expect_output("ready 0.0.0.0 " + server.port() + "\n");
  for (int number = 1; number <= 3; ++number) {
    auto client = server.connect();
    client.expect_greeting();
    client.close();
    server.settle();
  }
  server.expect_output("ready 0.0.0.0 " + server.port() + "\n");
}

// R12: ... also when SIGTERM ends it
CHECK(R12, NothingFollowsTheReadyLine) {
  auto server = start_forking_server();
  auto clients = server.greet(2);
  server.settle();
  server.terminate();
  server.settle_or_end();
  server.expect_output("ready 0.0.0.0 " + server.port() + "\n");
}

// R12: ... and not when it cannot have the port
CHECK(R12, NotReadyWithoutThePort) {
  auto server = run_server_on_a_taken_port();
  server.expect_no_output_with("ready 0.0.0.0 " + server.port());
}

// R13: when no new process can be created, that client is closed (FIN or RST, no first line) and the server goes on serving later
// ones
CHECK(R13, NoProcessForAClient) {
  auto server = start_forking_server();
  auto first = server.connect();
  first.expect_greeting();
  server.forbid_processes();
  auto unlucky = server.connect();
  unlucky.expect_to_be_closed();
  server.allow_processes();
  auto next = server.connect();
  next.expect_greeting();
  next.send("hello");
  next.expect("HELLO");
  first.send("still");
  first.expect("STILL");
}

// R14: SIGTERM ends the parent and every child, and no other process
CHECK(R14, SigtermEndsParentAndChildren) {
  auto server = start_forking_server();
  auto clients = server.greet(3);
  server.settle();
  server.terminate();
  server.expect_end_by_sigterm();
  server.expect_others_alive();
}

// R14: ... also when there is no child, or they have all ended
CHECK(R14, SigtermEndsAnIdleParent) {
  auto server = start_forking_server();
  auto client = server.connect();
  client.expect_greeting();
  client.close();
  server.settle();
  server.terminate();
  server.expect_end_by_sigterm();
  server.expect_others_alive();
}

// R14: ... or when a child cannot write on, because its client does not read
CHECK(R14, SigtermEndsAChildThatWrites) {
  auto server = start_forking_server();
  auto client = server.connect_with_small_buffer();
  client.expect_greeting();
  client.stop_reading();
  client.send(letters(300000));
  server.settle();
  server.stop();
  server.resume();  // a send that waited is called again here, and takes what there is room for: not at SIGTERM
  server.settle();
  server.terminate();
  server.expect_end_by_sigterm();
}

// R15: listening and service are lab 03's
CHECK(R15, ListensOnEveryAddress) {
  auto server = start_server();
  server.expect_listening_on(loopback(1));
  server.expect_listening_on(loopback(2));
  server.expect_listening_on(further_address());
}

// R15: ... eight may wait
CHECK(R15, EightMayWait) {
  auto server = start_forking_server();
  server.settle();
  server.stop_parent();
  std::vector<GreetedClient> waiting;
  for (int number = 1; number <= 8; ++number) waiting.push_back(server.connect());
  server.resume_parent();
  for (auto& client : waiting) client.expect_greeting();
}

// R15: ... any byte, upper case
CHECK(R15, AnyByte) {
  auto server = start_forking_server();
  auto client = server.connect();
  client.expect_greeting();
  const auto bytes = every_byte(2);
  client.send(bytes);
  client.expect(upper_case(bytes));
}

// R15: ... any segmentation, and nothing of an earlier message in a later one
CHECK(R15, AnySegmentation) {
  auto server = start_forking_server();
  auto client = server.connect();
  client.expect_greeting();
  const auto text = letters(600);
  client.send(text);
  client.expect(upper_case(text));
  client.send_in_pieces("segments", {3});
  client.expect("SEGMENTS");
  client.expect_silence();
}

// R15: ... any amount, also with a client that reads slowly
CHECK(R15, AnyAmount) {
  auto server = start_forking_server();
  auto client = server.connect_with_small_buffer();
  client.expect_greeting();
  const auto text = letters(300000);
  client.stop_reading();
  client.send(text);
  server.settle();
  client.resume_reading();
  client.expect(upper_case(text));
}

// R15: ... a second copy fails at bind
CHECK(R15, SecondCopyFails) {
  auto server = start_server();
  auto second = run_second_copy(server);
  second.expect_exit(1);
  second.expect_error_output_with("bind");
}

// R15: ... a silent client is kept; no processor time is used while no client talks, and none after a client has left
CHECK(R15, IdleWithoutProcessorTime) {
  auto server = start_forking_server();
  auto client = server.connect();
  client.expect_greeting();
  server.expect_idle();
  client.expect_to_be_kept();
  client.close();
  server.expect_idle();
}

// R15: ... nor while one does not read what it is owed
CHECK(R15, IdleWhileAClientDoesNotRead) {
  auto server = start_forking_server();
  auto client = server.connect_with_small_buffer();
  client.expect_greeting();
  client.stop_reading();
  client.send(letters(300000));
  server.expect_idle();
}

// R15: ... port 0 works and the ready line tells the real port
CHECK(R15, PortZeroLetsTheKernelChoose) {
  auto server = run_server({"0"});
  server.listen_on(server.expect_ready_line());
}

// R15: ... usage errors exit 2
CHECK(R15, UsageErrorsExitTwo) {
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {}, {"8080", "8081"}, {"70000"}, {"80x"}, {"-1"}, {""}, {"65536"}, {"4294967376"}, {"99999999999"}})
    run_server(arguments).expect_usage_error();
}

// R15: ... they are looked at first, before a socket is opened
CHECK(R15, UsageErrorsOpenNoSocket) {
  auto server = run_server({"70000"});
  server.expect_usage_error();
  server.expect_no_socket_at_its_end();
}
