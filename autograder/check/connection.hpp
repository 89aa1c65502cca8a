// The grader's end of a TCP connection with the student's program, as a check writes about it. Every word waits for what it needs
// and no longer, and ends the check when what it says is not so.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "check/world.hpp"

namespace wirelab::check {

class Connection {
public:
  Connection(World& world, NamedPeer& named, const StartedProgram& program) : world_(&world), named_(&named), program_(&program) {}

  /// Sends BYTES, as far as the kernel takes them; what it does not take goes out while later words wait.
  void send(std::string_view bytes);
  /// Sends BYTES cut before the given positions, each piece only after the program has read the one before (or has looked at it
  /// and sleeps until more comes).
  void send_in_pieces(std::string_view bytes, std::initializer_list<std::size_t> cuts);
  /// The same, byte by byte.
  void send_byte_by_byte(std::string_view bytes);
  /// Ends the stream that way (FIN); the other way stays open.
  void half_close();
  /// Closes the connection: FIN, when nothing is unread.
  void close();
  /// Breaks the connection off: RST.
  void reset();
  /// Ends the stream (FIN), and once that has been noticed breaks the connection off (RST).
  void end_then_reset();
  /// Reads nothing from now on, so that the program cannot send for ever; and reads again.
  void stop_reading();
  void resume_reading();

  /// These bytes come next.
  void expect(std::string_view bytes);
  /// Something comes, whatever it is; all of it is taken.
  void expect_something();
  /// Nothing more comes, whether the stream ends or not.
  void expect_no_more_bytes();
  /// The program ends its stream now: FIN, not RST, and no byte before it.
  void expect_end();
  /// The connection ends now, by FIN or by RST, and no byte came before.
  void expect_to_be_closed();
  /// Nothing comes, and the connection stays: judged once the program has settled, not after a delay.
  void expect_silence();
  /// The same, but a timer of the program's is waited out for up to three seconds.
  void expect_to_be_kept();
  /// The same of a client that has got a part of its reply.
  void expect_patience();
  /// Once nothing moves any more, the connection has not been broken off.
  void expect_no_reset();
  /// The program has read everything that was sent, or has looked at it and sleeps until more comes.
  void expect_read();
  /// While the program is stopped: everything sent since its last answer lies unread at its end of the connection, and so
  /// does the FIN, when there was one.
  void expect_delivered();

protected:
  /// The program's end of this connection, as the kernel lists it.
  std::optional<Socket> programs_end() const;
  /// The end of a connection with these addresses.
  std::optional<Socket> listed(const Endpoint& local, const Endpoint& remote) const;
  TcpPeer& peer() { return named_->peer; }
  const TcpPeer& peer() const { return named_->peer; }
  World& world() const { return *world_; }
  const StartedProgram& program() const { return *program_; }
  const std::string& called() const { return named_->called; }
  /// Ends the check; what came instead goes onto the time line first.
  [[noreturn]] void fail(std::string expected, std::string saw, Unmet unmet);
  /// What was expected here and has not come, for the rules.
  Unmet unmet(std::string expectation, std::string_view wanted = {}) const;
  /// Whether an answer comes after a newline, or at the end of our stream.
  void probe_reply(Facts& facts);

private:
  /// Waits until the program has taken all that was sent, or only looks at it.
  Ending wait_until_read();
  /// Whether the program, which has settled, has seen what lies unread at its end: it sleeps in a call that these bytes would have
  /// ended, was it not waiting for more of them (recv(2), MSG_PEEK; socket(7), SO_RCVLOWAT).
  bool looks_at_what_came() const;
  void send_piece(std::string_view piece, std::size_t done, std::size_t total);
  void watch_patiently(const std::string& expected);
  void expect_nothing(Ending ending, const std::string& expected);
  std::string seen_of(std::string_view bytes, Ending ending) const;
  void tell(std::string words) { world_->story().tell(named_->called, std::move(words)); }

  World* world_;
  NamedPeer* named_;
  const StartedProgram* program_;
  std::size_t sent_since_answer_ = 0;
  bool stream_ended_ = false;
  bool end_noted_ = false;  ///< the program's FIN is on the time line
};

}  // namespace wirelab::check
