// The grader's end of one TCP connection. It never blocks: pump() moves what can be moved, and the check's loop does the waiting.
#pragma once

#include <poll.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "process/descriptor.hpp"
#include "process/endpoint.hpp"

namespace wirelab {

class TcpPeer {
public:
  enum class State {
    connecting,  ///< SYN sent, no answer yet
    connected,
    refused,  ///< connect(2) failed; error() tells how
    closed    ///< by us
  };

  struct Options {
    int receive_buffer = 0;  ///< SO_RCVBUF in bytes; 0: as the system has it
  };

  /// The end of a connection that a listening socket of ours has taken.
  static TcpPeer accepted(Descriptor socket);
  /// Begins to connect to TO (IPv4).
  static TcpPeer connect(const Endpoint& to, const Options& options);
  static TcpPeer connect(const Endpoint& to) { return connect(to, Options{}); }

  /// Sends what is queued and reads what has come, as far as that goes without waiting. True when anything moved.
  bool pump();
  /// Adds what could let pump() move something to WATCHED.
  void watch(std::vector<pollfd>& watched) const;

  /// Puts BYTES behind what is still to be sent.
  void send(std::string_view bytes);
  /// FIN once everything is sent (shutdown(2), SHUT_WR).
  void half_close();
  /// close(2): FIN when nothing is unread. What was still to be sent is dropped.
  void close();
  /// RST: close with SO_LINGER 0 (socket(7)).
  void reset();
  /// Leaves what comes in the kernel, so that the peer's window closes; and reads again.
  void stop_reading() { reading_ = false; }
  void resume_reading() { reading_ = true; }
  /// Has the kernel acknowledge at once what it has received, so that Nagle's algorithm at the other end holds nothing back.
  void acknowledge() const;
  /// More than this many bytes beyond those taken are not read: the peer is too talkative.
  void limit_unread(std::size_t bytes) { most_unread_ = bytes; }

  State state() const { return state_; }
  /// Whether it takes what comes as soon as it comes.
  bool reads() const { return state_ == State::connected && reading_ && !was_reset_ && !too_much(); }
  /// errno of the failed connect, send or receive.
  int error() const { return error_; }
  bool all_sent() const { return outbox_.size() == sent_ && (!half_close_wanted_ || half_closed_); }
  /// FIN has come, and all before it was read.
  bool ended() const { return ended_; }
  /// RST has come.
  bool was_reset() const { return was_reset_; }
  bool too_much() const { return inbox_.size() > most_unread_; }

  /// What has come and was not taken.
  const std::string& inbox() const { return inbox_; }
  void take(std::size_t bytes) { inbox_.erase(0, bytes); }

  const Endpoint& local() const { return local_; }
  const Endpoint& remote() const { return remote_; }
  std::uint64_t inode() const { return inode_; }

private:
  void prepare(const Options& options);
  bool pump_connect();
  bool pump_out();
  bool pump_in();
  void note_error(int error);
  int pending_error() const;

  Descriptor socket_;
  Endpoint local_;
  Endpoint remote_;
  std::uint64_t inode_ = 0;
  State state_ = State::connecting;
  int error_ = 0;
  std::string outbox_;
  std::size_t sent_ = 0;
  std::string inbox_;
  std::size_t most_unread_ = std::size_t{2} << 20;
  bool reading_ = true;
  bool half_close_wanted_ = false;
  bool half_closed_ = false;
  bool ended_ = false;
  bool was_reset_ = false;
};

}  // namespace wirelab
