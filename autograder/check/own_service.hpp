// A TCP server of the grader's, for the student's client, as a check writes about it.
#pragma once

#include "check/connection.hpp"
#include "check/running_program.hpp"

namespace wirelab::check {

class OwnService {
public:
  OwnService(World& world, OwnServer& server, OwnServer* at_swapped_port)
      : world_(&world), server_(&server), at_swapped_port_(at_swapped_port) {}

  const Endpoint& endpoint() const { return server_->listener.local(); }
  std::string address() const { return endpoint().address.to_string(); }
  std::string port() const { return std::to_string(endpoint().port.number); }

  /// The program whose connections are waited for from now on.
  void is_for(const RunningProgram& program) { program_ = &program.started(); }
  /// The next connection that comes.
  Connection accept();
  /// None comes any more: judged once everything has settled.
  void expect_no_further_connection();

private:
  World* world_;
  OwnServer* server_;
  OwnServer* at_swapped_port_;
  const StartedProgram* program_ = nullptr;
};

}  // namespace wirelab::check
