// What can be seen of the programs and their connections at the moment of a failure.
#pragma once

#include <string>
#include <vector>

#include "check/world.hpp"

namespace wirelab::check {

/// One line each: how a program ended or what each thread is blocked in; its sockets with state and queues; what it wrote on
/// standard error.
std::vector<std::string> gather_evidence(const World& world);

/// Of a program that took too much memory: that it did, and the bound.
std::string memory_of_all(const StartedProgram& started);

/// Why nothing came, for the line "saw": "your server has settled: it waits in accept(3)", "your server has ended: exit status 1".
std::string explain(const World& world, const StartedProgram& program, Ending ending);

/// What the threads of PROGRAM wait in: "accept(3)", "recv(4) and futex ...". Empty when it has none.
std::string waits_in(const World& world, const StartedProgram& program);

/// The sockets of PROGRAM, a line each: "fd 3 = TCP socket bound to 0.0.0.0:8080, not listening and not connected".
std::vector<std::string> describe_sockets(const World& world, const StartedProgram& program);

/// The sockets that PROGRAM holds.
std::vector<Socket> sockets_of(const World& world, const StartedProgram& program);

}  // namespace wirelab::check
