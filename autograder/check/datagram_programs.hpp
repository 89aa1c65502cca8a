// The student's programs for datagrams, a listener and a talker, as a check writes about them.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "check/datagram_socket.hpp"
#include "check/running_program.hpp"

namespace wirelab::check {

class Listener : public RunningProgram {
public:
  using RunningProgram::RunningProgram;

  std::string port() const { return std::to_string(started().port.value_or(Port{}).number); }
  /// A UDP socket of it is bound to its port.
  void expect_bound();
  /// The same with PORT, which it chose itself; from now on that is its port.
  void expect_bound_to(Port port);
  /// That socket takes datagrams to ADDRESS.
  void expect_bound_on(const Address& address);
  void expect_no_tcp_socket();
  /// These lines, in this order, are all that it has printed besides its ready line. (None: it has printed nothing besides.)
  void expect_lines(const std::vector<std::string>& lines);
  /// The same before more is done: that nothing follows is not looked at.
  void expect_lines_so_far(const std::vector<std::string>& lines);

  /// A socket of ours with ADDRESS, which sends to 127.0.0.1, or TO.
  DatagramSocket peer_at(const Address& address) { return peer_at(address, Address::ipv4(0x7f000001)); }
  DatagramSocket peer_at(const Address& address, const Address& to);
  /// A datagram that claims to come from where no answer can go. (Where we may forge none, nothing happens.)
  void send_as_if_from(const Endpoint& from, std::string_view payload);

private:
  void expect_lines(const std::vector<std::string>& lines, bool all);
};

class Talker : public RunningProgram {
public:
  using RunningProgram::RunningProgram;

  /// It ends by itself, with one of these exit statuses.
  void expect_to_give_up(const std::vector<int>& statuses);
  /// The same, at most WITHIN after the moment SINCE (an arrival). A standstill of the machine does not count. Until then JUNK is
  /// called now and again: more often than a talker waits, so that a wait which begins anew with each datagram has no end.
  void expect_to_give_up(const std::vector<int>& statuses, std::chrono::nanoseconds since, std::chrono::milliseconds within,
                         const std::function<void()>& junk = {});
};

}  // namespace wirelab::check
