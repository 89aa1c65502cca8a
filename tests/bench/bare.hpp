// Bare exchanges with a program: posix_spawn and plain blocking calls. No box, no network of its own, no watching, no checking.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace wirelab::bench {

struct Bare {
  pid_t process = 0;
  std::uint16_t port = 0;
};

/// A program with its standard input, a pipe.
struct BareClient {
  pid_t process = 0;
  int input = -1;
};

/// A port that nobody has at this moment.
std::uint16_t free_port(int type);
/// Starts PROGRAM with ARGUMENTS; what it prints goes nowhere.
pid_t spawn(const std::string& program, const std::vector<std::string>& arguments);
BareClient spawn_with_input(const std::string& program, const std::vector<std::string>& arguments);
void wait_for(pid_t process);

/// A TCP server on a port of its own, and its end by SIGNAL.
Bare start(const std::string& server);
void stop(const Bare& bare, int signal);
void stop(const Bare& bare);

/// Connects to 127.0.0.1, again and again until somebody listens.
int dial(std::uint16_t port, int receive_buffer = 0);
void put(int connection, std::size_t count);
void get(int connection, std::size_t count);
/// put and get.
void ask(int connection, std::size_t count);
/// Half-closes, reads to the end, closes.
void end(int connection);
void hang_up_rudely(int connection);
/// Reads up to and with the next newline.
void get_line(int connection);

/// A socket of TYPE that is bound to a port of 127.0.0.1, and listens when it is one for streams.
int listen_on(int type, std::uint16_t& port);

}  // namespace wirelab::bench
