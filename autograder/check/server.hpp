// The student's TCP server, as a check writes about it.
#pragma once

#include <string>

#include "check/client.hpp"
#include "check/running_program.hpp"

namespace wirelab::check {

class Server : public RunningProgram {
public:
  using RunningProgram::RunningProgram;

  /// The port that it was told to listen on, as a student would type it.
  std::string port() const { return std::to_string(port_number().number); }
  Port port_number() const { return started().port.value_or(Port{}); }

  /// A client that connects to 127.0.0.1 (the connection is established when this returns).
  Client connect();
  /// One that connects to ADDRESS.
  Client connect_to(const Address& address);
  /// One whose receive buffer holds only a few packets. In a network of the check's own, send buffers are a few kilobytes from
  /// now on, so that who writes to it soon has to wait.
  Client connect_with_small_buffer();

  /// It listens on PORT, which it chose itself; from now on that is its port.
  void listen_on(Port port);
  /// Whether it listens on its port at this moment.
  bool listens() const;
  /// It listens on its port, on this very port and no other, with TCP.
  void expect_listening();
  /// The socket that listens there takes connections to ADDRESS.
  void expect_listening_on(const Address& address);
  /// It comes to have no more descriptors open than BEFORE, in all its processes.
  void expect_open_descriptors(std::size_t before);
  /// How many descriptors all its processes have open, once nothing moves any more.
  std::size_t open_descriptors();

private:
  std::size_t count_descriptors();
  Client connect(const Address& address, const TcpPeer::Options& options);
};

}  // namespace wirelab::check
