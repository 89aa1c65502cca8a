// What can be seen of the programs and their connections when an expectation is not met, as facts for rules.
#pragma once

#include "check/world.hpp"
#include "model/facts.hpp"

namespace wirelab::check {

/// The programs with their threads and sockets, and the connections that wait for accept.
Facts gather_facts(const World& world);

/// What lies within 16 KiB of the first difference of WANTED and GOT, the same part of both. No rule looks further away, and a
/// mebibyte takes longer on its way through JSON than its check took.
void keep_around_the_difference(std::string& wanted, std::string& got);

/// The calls that PROGRAM has made, when the shim was told to log them.
std::vector<Call> calls_of(const Program& program);

std::string to_string(Ending ending);

}  // namespace wirelab::check
