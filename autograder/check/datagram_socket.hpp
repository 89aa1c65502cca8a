// A socket of the grader's for datagrams, as a check writes about it.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "check/running_program.hpp"

namespace wirelab::check {

/// One socket of the grader's. What it sends goes to the student's listener, or as an answer to where the last datagram came from.
class DatagramSocket {
public:
  DatagramSocket(World& world, NamedSocket& named, const StartedProgram* program)
      : world_(&world), named_(&named), program_(program) {}

  std::string address() const { return named_->peer.local().address.to_string(); }
  std::string port() const { return std::to_string(named_->peer.local().port.number); }
  Port port_number() const { return named_->peer.local().port; }
  /// "ADDR:PORT", as a listener prints it.
  std::string name() const { return named_->peer.local().to_string(); }

  /// The program that its datagrams are expected from.
  void is_for(const RunningProgram& program) { program_ = &program.started(); }
  /// One datagram to the listener whose peer it is.
  void send(std::string_view payload);
  /// One datagram to where the last one came from.
  void answer(std::string_view payload);
  /// One datagram to where the last one came from that OTHER got: an answer from elsewhere.
  void answer_for(const DatagramSocket& other, std::string_view payload);
  /// The next datagram has exactly this payload and, when it is a peer of a listener, comes from that port.
  void expect(std::string_view payload);
  /// Nothing more comes: judged once everything has settled.
  void expect_silence();
  /// The program has sent no datagram to anywhere else. (Where the network cannot be watched nothing is known of any.)
  void expect_none_elsewhere();
  /// Between the last two datagrams at least this much time has passed.
  void expect_gap_of_at_least(std::chrono::milliseconds gap);
  /// When the kernel took the last datagram.
  std::chrono::nanoseconds last_arrival() const { return last_arrival_; }
  void close();
  /// From now on nothing that the program sends to it is taken: "port unreachable", as if it were closed.
  void take_nothing();

  /// Where a listener's port is, when it is a peer of one.
  void belongs_to(const Endpoint& listener) { listener_ = listener; }

private:
  void note(const Datagram& datagram);
  /// A datagram of the program's that was sent to none of the grader's sockets.
  const SeenDatagram* stray() const;
  void note_stray(const SeenDatagram& stray);
  std::string words_about(const SeenDatagram& stray) const;
  Unmet unmet(std::string expectation, std::string_view wanted = {}, std::string_view got = {}) const;

  World* world_;
  NamedSocket* named_;
  const StartedProgram* program_;
  Endpoint listener_;
  Endpoint last_from_;
  std::chrono::nanoseconds last_arrival_{0};
  std::chrono::nanoseconds arrival_before_{0};
};

}  // namespace wirelab::check
