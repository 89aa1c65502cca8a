#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bare.hpp"
#include "floors.hpp"

namespace wirelab::bench {
namespace {

/// Sends SIZES to a listener of its own, and waits for each answer; the first one is sent until it is answered.
void ask_listener(const std::string& program, const std::vector<std::size_t>& sizes) {
  const auto port = free_port(SOCK_DGRAM);
  const Bare listener{spawn(program, {std::to_string(port)}), port};
  std::uint16_t own = 0;
  const int socket = listen_on(SOCK_DGRAM, own);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to);
  std::string buffer(65536, 'a');
  while (send(socket, "", 0, 0) < 0 || recv(socket, buffer.data(), buffer.size(), 0) < 0) usleep(200);  // it is starting
  for (const auto size : sizes) {
    send(socket, buffer.data(), size, 0);
    recv(socket, buffer.data(), buffer.size(), 0);
  }
  close(socket);
  stop(listener);
}

struct BareTalker {
  pid_t process = 0;
  int socket = -1;
};

BareTalker start_talker(const std::string& program, std::size_t count, std::size_t size) {
  BareTalker talker;
  std::uint16_t port = 0;
  talker.socket = listen_on(SOCK_DGRAM, port);
  std::vector<std::string> arguments{"127.0.0.1", std::to_string(port)};
  arguments.insert(arguments.end(), count, std::string(size, 'a'));
  talker.process = spawn(program, arguments);
  return talker;
}

/// Takes LOST datagrams and then one more, which is answered: with itself, or with its digit and SIZE bytes.
void answer(const BareTalker& talker, int lost = 0, std::size_t size = 0) {
  std::string buffer(65536, 'a');
  for (; lost > 0; --lost) recv(talker.socket, buffer.data(), buffer.size(), 0);
  sockaddr_in from{};
  socklen_t length = sizeof from;
  const auto received = recvfrom(talker.socket, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
  if (received <= 0) return;
  const auto bytes = size > 0 ? size + 1 : static_cast<std::size_t>(received);
  sendto(talker.socket, buffer.data(), bytes, 0, reinterpret_cast<sockaddr*>(&from), length);
}

void end(const BareTalker& talker) {
  wait_for(talker.process);
  close(talker.socket);
}

/// Answers each message of a talker of its own, with COUNT messages.
void answer_talker(const std::string& program, std::size_t count, std::size_t size) {
  const auto talker = start_talker(program, count, size);
  for (std::size_t number = 0; number < count; ++number) answer(talker);
  end(talker);
}

}  // namespace

void run_floor_of_lab05(const std::filesystem::path& programs) {
  const std::string listener = programs / "listener";
  const std::string talker = programs / "talker";
  // R10, R11, R13: what a talker does that waits for its time-outs, beside all else, as the checks do it.
  const auto lost = start_talker(talker, 1, 5);
  const auto lost_in_junk = start_talker(talker, 1, 5);
  const auto late = start_talker(talker, 2, 6);
  const auto in_vain = start_talker(talker, 3, 6);

  for (const auto& sizes : std::vector<std::vector<std::size_t>>{{},
                                                                 {},
                                                                 {},
                                                                 {5, 12, 3},
                                                                 {5, 7, 900, 7, 20, 7},
                                                                 {0, 4},
                                                                 {7},
                                                                 {2048, 2048, 2049, 5000, 60000, 4},
                                                                 {600, 30, 3},
                                                                 {256},
                                                                 {5, 4},
                                                                 {4},
                                                                 {},
                                                                 {}})
    ask_listener(listener, sizes);
  answer_talker(talker, 12, 100);  // R09
  const auto long_answers = start_talker(talker, 4, 4);
  for (const std::size_t size : {1500, 65506, 1, 256}) answer(long_answers, 0, size);
  end(long_answers);
  for (int turn = 0; turn < 5; ++turn) answer_talker(talker, 1, 5);  // R12-R14
  for (int turn = 0; turn < 15; ++turn) wait_for(spawn(listener, {}));
  for (int turn = 0; turn < 20; ++turn) wait_for(spawn(talker, {}));

  answer(late, 1);
  answer(late);
  end(late);
  answer(in_vain);
  for (const auto& waiting : {lost, lost_in_junk}) {
    answer(waiting, 2);
    end(waiting);
  }
  end(in_vain);
}

}  // namespace wirelab::bench
