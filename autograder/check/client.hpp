// A client of the student's server, as a check writes about it. Every word waits for what it needs and no longer, and ends the
// check when what it says is not so.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "check/world.hpp"

namespace wirelab::check {

class Client {
public:
  Client(World& world, NamedPeer& named, const StartedProgram& server) : world_(&world), named_(&named), server_(&server) {}

  /// Sends BYTES, as far as the kernel takes them; what it does not take goes out while later words wait.
  void send(std::string_view bytes);
  /// Sends BYTES cut before the given positions, each piece only after the server has read the one before.
  void send_in_pieces(std::string_view bytes, std::initializer_list<std::size_t> cuts);
  /// Sends BYTES one by one, each only after the server has read the one before.
  void send_byte_by_byte(std::string_view bytes);
  /// Ends the stream that way (FIN); the other way stays open.
  void half_close();
  /// Closes the connection: FIN, when nothing is unread.
  void close();
  /// Breaks the connection off: RST.
  void reset();
  /// Reads nothing from now on, so that the server cannot send for ever; and reads again.
  void stop_reading();
  void resume_reading();

  /// The connection is established (SYN answered by the kernel on the server's behalf).
  void expect_established();
  /// The server has taken the connection out of its queue (accept(2)).
  void expect_accepted();
  /// These bytes come next.
  void expect(std::string_view bytes);
  /// The server ends its stream now: FIN, not RST, and no byte before it.
  void expect_end();
  /// Nothing comes, and the connection stays: judged once the server has settled, not after a delay.
  void expect_silence();
  /// The same, but a timer of the server's is waited out for up to three seconds.
  void expect_to_be_kept();
  /// While the server is stopped: everything sent since its last answer lies unread at its end of the connection, and so
  /// does the FIN, when there was one.
  void expect_delivered();

private:
  void send_piece(std::string_view piece, std::size_t done, std::size_t total);
  void expect_nothing(Ending ending, const std::string& expected);
  /// The server's end of this connection, as the kernel lists it.
  std::optional<Socket> servers_end() const;
  std::string seen_of(std::string_view bytes, Ending ending) const;
  void tell(std::string words) { world_->story().tell(named_->called, std::move(words)); }
  TcpPeer& peer() { return named_->peer; }
  const TcpPeer& peer() const { return named_->peer; }

  World* world_;
  NamedPeer* named_;
  const StartedProgram* server_;
  std::size_t sent_since_answer_ = 0;
  bool stream_ended_ = false;
};

}  // namespace wirelab::check
