// The student's forking server and its processes, as a check writes about them.
#pragma once

#include "check/server.hpp"

namespace wirelab::check {

/// What a child says first: "#N PID\n".
struct Greeting {
  unsigned long number = 0;
  Pid process;
};

/// A client of a forking server.
class GreetedClient : public Client {
public:
  explicit GreetedClient(Client client) : Client(std::move(client)) {}

  /// The first line comes, before the client has said anything.
  Greeting expect_greeting();
  /// Whether a first line comes.
  bool is_greeted();
  /// The PID that the first line told.
  Pid process() const { return process_; }
  /// The first line comes, and counts this connection as NUMBER.
  void expect_number(unsigned long number);
  /// A process of the server, and not its first one, holds the other end of this connection; its PID is PROCESS.
  void expect_to_be_served_by(Pid process);

private:
  Ending wait_for_a_line();
  Unmet number_unmet(unsigned long wanted, unsigned long got) const;

  Pid process_;
};

class ForkingServer : public Server {
public:
  explicit ForkingServer(Server server) : Server(std::move(server)) {}

  GreetedClient connect() { return GreetedClient(Server::connect()); }
  GreetedClient connect_with_small_buffer() { return GreetedClient(Server::connect_with_small_buffer()); }
  /// COUNT clients, each with its first line.
  std::vector<GreetedClient> greet(std::size_t count);

  /// No two of these are the same.
  void expect_all_different(const std::vector<Pid>& processes);
  /// Once settled, its first process holds no connection.
  void expect_parent_without_connections();
  /// Once settled, none but its first process holds a socket that listens.
  void expect_only_parent_listens();
  /// Once settled (a timer of its own is waited out for three seconds), none of its processes is a zombie.
  void expect_no_zombie();
  /// Once settled, likewise, no process is left but the first. Zombies are another affair.
  void expect_no_other_process();
  /// SIGSTOP to its first process alone, once its other ones have ended; and SIGCONT.
  void stop_parent();
  void resume_parent();
  /// While its first process is stopped: until the processes of CLIENTS have ended, or do nothing any more.
  void let_end(const std::vector<GreetedClient>& clients);
  /// SIGNAL to one of its processes that is not the first. (A PID is never signalled because the program told it.)
  void kill_child(Pid process, int signal);
  /// SIGKILL to its first process.
  void kill_parent();
  /// From now on its user can start no further process; and can again.
  void forbid_processes();
  void allow_processes();
  /// A client comes while no process can be started, then one that can be served: if that one is greeted at all (R13), it is
  /// NUMBER. (Where processes cannot be limited, nothing happens.)
  void expect_number_after_a_refused_client(unsigned long number);
  /// The other member of its process group is still there.
  void expect_others_alive();

private:
  std::vector<Pid> others() const;
};

}  // namespace wirelab::check
