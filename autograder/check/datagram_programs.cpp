#include "check/datagram_programs.hpp"

#include <sys/wait.h>

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "check/evidence.hpp"
#include "model/text.hpp"
#include "process/open_files.hpp"
#include "wire/raw_datagram.hpp"

namespace wirelab::check {
namespace {

/// Well below the 500 ms that a talker waits after each sending, and no flood.
constexpr std::chrono::milliseconds between_junk{250};

}  // namespace

void Listener::expect_bound() {
  const auto port = started().port.value_or(Port{});
  const auto ours = [&](bool at_its_port) {
    return std::ranges::any_of(world().sockets().udp(), [&](const Socket& socket) {
      return (socket.local.port == port) == at_its_port && socket.local.port != Port{} &&
             holds_socket(program().view(), socket.inode);
    });
  };
  const auto ending = world().wait_for([&] { return ours(true); }, [&] { return ours(false); });
  if (ending == Ending::met) return world().timeline().program("bind", std::to_string(port.number));
  auto instead = what_it_has_instead();
  if (instead.empty())
    instead = explained(ending);
  else if (ending != Ending::hopeless)
    instead += "; " + explained(ending);
  world().fail(fmt::format("a UDP socket that is bound to port {}", port.number), instead, unmet("bound"));
}

void Listener::expect_bound_to(Port port) {
  started().port = port;
  expect_bound();
}

void Listener::expect_bound_on(const Address& address) {
  const auto takes = [&] {
    return std::ranges::any_of(own_sockets(), [&](const Socket& socket) {
      return socket.protocol == Protocol::udp && !socket.ipv6_socket && socket.local.port == started().port &&
             socket.takes(address);
    });
  };
  if (world().wait_for(takes) != Ending::met)
    world().fail(fmt::format("an IPv4 socket that takes datagrams to {}:{}", address.to_string(), port()), what_it_has_instead(),
                 unmet("bound on " + address.to_string()));
}

void Listener::expect_no_tcp_socket() {
  for (const auto& line : describe_sockets(world(), started()))
    if (line.find("UDP socket") == std::string::npos && line.find("Unix-domain") == std::string::npos)
      world().fail("UDP sockets and no others", line, unmet("no TCP socket"));
}

void Listener::expect_lines(const std::vector<std::string>& lines) { expect_lines(lines, true); }

void Listener::expect_lines_so_far(const std::vector<std::string>& lines) { expect_lines(lines, false); }

void Listener::expect_lines(const std::vector<std::string>& lines, bool all) {
  std::string expected;
  for (const auto& line : lines) expected += line + "\n";
  const auto& output = program().standard_output();
  const auto printed = [&] {
    auto text = output.head();
    if (text.starts_with("ready ")) text.erase(0, text.find('\n') == std::string::npos ? text.size() : text.find('\n') + 1);
    return text;
  };
  auto ending = world().wait_for([&] { return printed().size() >= expected.size(); },
                                 [&] { return !expected.starts_with(printed().substr(0, expected.size())); });
  if (ending == Ending::met && all) ending = world().wait_until_quiet();
  const auto seen = printed();
  if (seen == expected && output.complete()) return;
  const auto what =
      fmt::format("{} on standard output after the ready line", expected.empty() ? std::string("nothing") : quote(expected, 240));
  if (seen.empty())
    world().fail(what, "no line, and standard output is a pipe here; " + explained(ending), unmet("lines", expected, seen));
  world().fail(what, fmt::format("{}; {}", quote(seen, 240), first_difference(expected, seen)), unmet("lines", expected, seen));
}

DatagramSocket Listener::peer_at(const Address& address, const Address& to) {
  const auto number = world().datagram_sockets().size() + 1;
  auto& named = world().open_datagram_socket({address, Port{}}, fmt::format("peer {}", number));
  DatagramSocket socket(world(), named, &started());
  socket.belongs_to({to, started().port.value_or(Port{})});
  return socket;
}

void Listener::send_as_if_from(const Endpoint& from, std::string_view payload) {
  if (world().session().isolation != Isolation::namespaces) return;
  world().story().tell("a forged datagram", fmt::format("came from {}", from.to_string()));
  world().timeline().grader("send forged datagram", fmt::format("from {}: {}", from.to_string(), quote(payload)));
  send_forged_datagram(from, {Address::ipv4(0x7f000001), started().port.value_or(Port{})}, payload);
}

void Talker::expect_to_give_up(const std::vector<int>& statuses) {
  const auto ending = world().wait_for([this] { return program().wait_status().has_value(); });
  const auto expected = fmt::format("exit status {}", fmt::join(statuses, " or "));
  if (ending != Ending::met) world().fail(expected, "it goes on; " + explained(ending), unmet("give up"));
  const int seen = *program().wait_status();
  const bool right = WIFEXITED(seen) && std::ranges::find(statuses, WEXITSTATUS(seen)) != statuses.end();
  if (!right) world().fail(expected, describe_wait_status(seen), unmet("give up"));
}

void Talker::expect_to_give_up(const std::vector<int>& statuses, std::chrono::nanoseconds since, std::chrono::milliseconds within,
                               const std::function<void()>& junk) {
  using std::chrono::duration;
  using std::chrono::steady_clock;
  const auto standstill = world().standstill();
  const auto waited_before = look_at(program().view()).waiting_time();
  auto waited = waited_before;
  const auto began = steady_clock::now();
  auto last_junk = began;
  world().wait_for([&] {
    if (program().wait_status()) return true;
    waited = std::max(waited, look_at(program().view()).waiting_time());
    // A late one does no harm: it only leaves a wrong program the time to stop waiting.
    const auto now = steady_clock::now();
    if (junk && now - last_junk >= between_junk && now - began < within * world().session().time_scale) {
      junk();
      last_junk = now;
    }
    return false;
  });
  expect_to_give_up(statuses);
  // Time in which it could run and was not let is not its own: on a busy machine that is a good part.
  const duration<double> took = program().ended_at() - since - (waited - waited_before);
  const duration<double> allowed = within * world().session().time_scale + (world().standstill() - standstill);
  if (took > allowed)
    world().fail(fmt::format("it gives up within {:.1f} s of the first sending", duration<double>(within).count()),
                 fmt::format("it took {:.1f} s", took.count()), unmet("give up in time"));
}

}  // namespace wirelab::check
