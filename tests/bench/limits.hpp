// What the figures should reach. Nothing fails when one does not; it is marked.
#pragma once

#include <map>
#include <string>

namespace wirelab::bench {

/// Wall time in ms of a whole lab, already built. Lab 05: its talker waits three times 500 ms (section 5.7 of the handout) before
/// it gives up, and nobody can grade that in less.
inline const std::map<std::string, double> limit_of_a_lab{{"lab01-addresses", 150},
                                                          {"lab02-tcp-client", 150},
                                                          {"lab03-iterative-server", 150},
                                                          {"lab04-forking-server", 300},
                                                          {"lab05-udp", 3 * 500 + 200}};

/// Processor time, as a multiple of what the floor takes.
constexpr double limit_of_processor_time = 4;
/// Wall time of a program that hangs, as a multiple of what the reference takes.
constexpr double limit_of_hanging = 2;
/// Wall time in ms of a failing lab 03 with second looks and names.
constexpr double limit_of_failing = 500;
/// Memory in MB.
constexpr double limit_of_memory = 50;

}  // namespace wirelab::bench
