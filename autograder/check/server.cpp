#include "check/server.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "check/evidence.hpp"
#include "model/text.hpp"
#include "process/open_files.hpp"

namespace wirelab::check {
namespace {

/// Room for a few packets of 1,500 bytes: a hundred kilobytes then are enough to block who writes.
constexpr int small_buffer = 16 << 10;
/// More than this in a second is not idle any more.
constexpr std::chrono::milliseconds idle_processor_time{50};
constexpr std::chrono::seconds idle_watch{1};

}  // namespace

Client Server::connect() { return connect(Address::ipv4(0x7f000001), {}); }

Client Server::connect_to(const Address& address) { return connect(address, {}); }

Client Server::connect_with_small_buffer() { return connect(Address::ipv4(0x7f000001), {small_buffer}); }

Client Server::connect(const Address& address, const TcpPeer::Options& options) {
  auto& named = world_->connect({address, port_number()}, options);
  world_->story().tell(named.called, address == Address::ipv4(0x7f000001) ? "connected" : "connected to " + address.to_string());
  Client client(*world_, named, *started_);
  client.expect_established();
  return client;
}

std::vector<Socket> Server::own_sockets() const { return sockets_of(*world_, *started_); }

void Server::listen_on(Port port) {
  started_->port = port;
  expect_listening();
}

void Server::expect_listening() {
  const auto ours = [this] {
    return std::ranges::any_of(world_->sockets().listening(), [this](const Socket& socket) {
      return socket.local.port == port_number() && holds_socket(started_->program.view(), socket.inode);
    });
  };
  const auto elsewhere = [this] {
    return std::ranges::any_of(world_->sockets().listening(), [this](const Socket& socket) {
      return socket.local.port != port_number() && holds_socket(started_->program.view(), socket.inode);
    });
  };
  const auto ending = world_->wait_for(ours, elsewhere);
  if (ending == Ending::met) {
    world_->timeline().program("listen", port());
    return;
  }
  auto instead = what_it_has_instead();
  if (instead.empty())
    instead = explain(*world_, *started_, ending);
  else if (ending != Ending::hopeless)
    instead += "; " + explain(*world_, *started_, ending);
  world_->fail(fmt::format("a TCP socket that listens on port {}", port()), instead);
}

void Server::expect_listening_on(const Address& address) {
  const auto sockets = own_sockets();
  const bool takes = std::ranges::any_of(sockets, [&](const Socket& socket) {
    return socket.state == TcpState::listen && socket.local.port == port_number() && socket.takes(address);
  });
  if (!takes)
    world_->fail(fmt::format("a socket that takes connections to {}:{}", address.to_string(), port()), what_it_has_instead());
}

std::string Server::what_it_has_instead() const {
  std::string text;
  for (const auto& socket : own_sockets()) {
    if (!text.empty()) text += "; ";
    if (socket.protocol == Protocol::udp)
      text += fmt::format("a UDP socket on {}", socket.local.to_string());
    else if (socket.state == TcpState::listen)
      text += fmt::format("it listens on {}", socket.local.to_string());
    else
      continue;
    if (socket.local.port == port_number().swapped() && socket.local.port != port_number())
      text += fmt::format(" (0x{:04X}; {} is 0x{:04X})", socket.local.port.number, port(), port_number().number);
  }
  if (!text.empty()) return text;
  const bool ended = started_->program.view().processes().empty();
  const auto lines = ended ? world_->sockets_at_the_end_of(*started_) : describe_sockets(*world_, *started_);
  for (const auto& line : lines)
    if (line.find(" bound to ") != std::string::npos) return line.substr(line.find("= ") + 2) + (ended ? " when it ended" : "");
  return {};
}

void Server::expect_output(std::string_view text) {
  const auto& output = started_->program.standard_output();
  const auto ending = world_->wait_until_quiet();
  if (output.head() == text && output.complete()) return;
  const std::string expected = fmt::format("{} on standard output, and nothing else", quote(text, 80));
  if (output.total() == 0)
    world_->fail(expected, "nothing on standard output, which is a pipe here; " + explain(*world_, *started_, ending));
  world_->fail(expected, fmt::format("{} on standard output", quote(output.head(), 160)));
}

Port Server::expect_ready_line() {
  const auto& output = started_->program.standard_output();
  const auto ending = world_->wait_for([&output] { return output.head().find('\n') != std::string::npos; });
  const auto line = output.head().substr(0, output.head().find('\n'));
  constexpr std::string_view start = "ready 0.0.0.0 ";
  std::uint16_t number = 0;
  const char* const end = line.data() + line.size();
  const bool right = line.starts_with(start) && std::from_chars(line.data() + start.size(), end, number).ptr == end;
  if (ending != Ending::met || !right || number == 0)
    world_->fail("the line \"ready 0.0.0.0 PORT\" on standard output, with the port that the kernel chose",
                 output.total() == 0 ? "nothing; " + explain(*world_, *started_, ending) : quote(output.head(), 160));
  return {number};
}

void Server::expect_error_output_with(std::string_view word) {
  const auto& output = started_->program.standard_error();
  const auto ending = world_->wait_for([&] { return output.head().find(word) != std::string::npos; });
  if (ending == Ending::met) return;
  world_->fail(fmt::format("{} somewhere on standard error", quote(word)),
               output.total() == 0 ? "nothing on standard error" : quote(output.tail(160), 160));
}

void Server::expect_exit(int status) {
  const auto ending = world_->wait_for([this] { return program().wait_status().has_value(); });
  const auto expected = fmt::format("exit status {}", status);
  if (ending != Ending::met) {
    const auto instead = what_it_has_instead();
    world_->fail(expected,
                 fmt::format("it goes on{}{}; {}", instead.empty() ? "" : ": ", instead, explain(*world_, *started_, ending)));
  }
  const int seen = *program().wait_status();
  if (!WIFEXITED(seen) || WEXITSTATUS(seen) != status) world_->fail(expected, describe_wait_status(seen));
}

void Server::expect_end_by_sigterm() {
  const std::string expected = "your server ends, with status 0 or by SIGTERM, and every process of it";
  const auto ending = world_->wait_for([this] { return program().wait_status() && program().view().processes().empty(); });
  if (ending != Ending::met)
    world_->fail(expected, program().wait_status() ? "it has ended, but not every process of it"
                                                   : "it goes on; " + explain(*world_, *started_, ending));
  const int seen = *program().wait_status();
  const bool fine = WIFEXITED(seen) ? WEXITSTATUS(seen) == 0 : WTERMSIG(seen) == SIGTERM;
  if (!fine) world_->fail(expected, describe_wait_status(seen));
}

void Server::expect_idle() {
  const auto before = look_at(program().view()).processor_time();
  const auto began = std::chrono::steady_clock::now();
  const auto ending = world_->watch_for(idle_watch);
  const auto look = look_at(program().view());
  const std::string expected = "no processor time is used while there is nothing to do";
  if (look.tasks.empty()) world_->fail("your server goes on", explain(*world_, *started_, ending));
  if (ending == Ending::settled || ending == Ending::stopped) return;
  const auto used = std::chrono::duration<double, std::milli>(look.processor_time() - before);
  const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began);
  if (ending == Ending::until_a_timer && used < idle_processor_time * took.count()) return;
  world_->fail(expected, fmt::format("{:.0f} ms of processor time in {:.1f} s", used.count(), took.count()));
}

void Server::expect_open_descriptors(std::size_t before) {
  const auto now = open_descriptors();
  if (now <= before) return;
  world_->fail(fmt::format("{} open descriptors, as before these clients", before), fmt::format("{}: {} more", now, now - before));
}

std::size_t Server::open_descriptors() {
  settle();
  std::size_t count = 0;
  for (const Pid process : program().view().processes()) count += open_files(program().view(), process).size();
  return count;
}

void Server::settle_or_end() { world_->wait_until_quiet(); }

void Server::settle() {
  const auto ending = world_->wait_until_quiet();
  if (program().view().processes().empty()) world_->fail("your server goes on", explain(*world_, *started_, ending));
}

void Server::stop() {
  world_->timeline().grader("stop", started_->called);
  tell("was stopped for a moment (SIGSTOP)");
  const auto ending = world_->wait_while_stopped([this] {
    // Again and again: a process that was started between listing and signalling has not got it.
    program().signal_all(SIGSTOP);
    const auto look = look_at(program().view());
    return !look.vanished && std::ranges::all_of(look.tasks, [](const Task& task) { return task.stopped() || task.zombie(); });
  });
  if (ending != Ending::met) world_->fail("your server can be stopped (SIGSTOP)", explain(*world_, *started_, ending));
}

void Server::resume() {
  world_->timeline().grader("continue", started_->called);
  tell("went on (SIGCONT)");
  program().signal_all(SIGCONT);
}

void Server::kill() {
  world_->timeline().grader("kill", started_->called);
  tell("was killed (SIGKILL)");
  program().destroy();
}

void Server::terminate() {
  world_->timeline().grader("terminate", started_->called);
  tell("got SIGTERM");
  program().signal(SIGTERM);
}

}  // namespace wirelab::check
