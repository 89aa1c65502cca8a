// The student's server, as a check writes about it.
#pragma once

#include <string>
#include <string_view>

#include "check/client.hpp"
#include "check/world.hpp"

namespace wirelab::check {

class Server {
public:
  Server(World& world, StartedProgram& started) : world_(&world), started_(&started) {}

  /// The port that it was told to listen on, as a student would type it.
  std::string port() const { return std::to_string(port_number().number); }
  Port port_number() const { return started_->port.value_or(Port{}); }

  /// A client that connects to 127.0.0.1 (the connection is established when this returns).
  Client connect();
  /// One that connects to ADDRESS.
  Client connect_to(const Address& address);
  /// One whose receive buffer holds only a few packets.
  Client connect_with_small_buffer();

  /// It listens on PORT, which it chose itself; from now on that is its port.
  void listen_on(Port port);
  /// It listens on its port, on this very port and no other, with TCP.
  void expect_listening();
  /// The socket that listens there takes connections to ADDRESS.
  void expect_listening_on(const Address& address);
  /// Exactly this is on its standard output once nothing more comes.
  void expect_output(std::string_view text);
  /// It prints this line first; returns the port that the line tells.
  Port expect_ready_line();
  /// These letters are somewhere on its standard error.
  void expect_error_output_with(std::string_view word);
  /// It ends by itself, with this exit status.
  void expect_exit(int status);
  /// It ends, with status 0 or by SIGTERM, and leaves no process behind.
  void expect_end_by_sigterm();
  /// It uses no processor time: proved when it has settled; with a timer it is measured for a second.
  void expect_idle();
  /// It has exactly as many descriptors open as BEFORE, in all its processes.
  void expect_open_descriptors(std::size_t before);

  /// How many descriptors all its processes have open, once nothing moves any more.
  std::size_t open_descriptors();
  /// Waits until it has done all it can, and goes on.
  void settle();
  /// The same, but it may also have ended.
  void settle_or_end();
  /// SIGSTOP to all of its processes: what is sent now comes together when it goes on.
  void stop();
  void resume();
  /// SIGKILL to all of its processes.
  void kill();
  void terminate();

private:
  Client connect(const Address& address, const TcpPeer::Options& options);
  std::vector<Socket> own_sockets() const;
  std::string what_it_has_instead() const;
  void tell(std::string words) { world_->story().tell(started_->called, std::move(words)); }
  Program& program() { return started_->program; }

  World* world_;
  StartedProgram* started_;
};

}  // namespace wirelab::check
