// The shim: a library that is loaded before a program's own and makes happen what hardly ever happens on loopback. Off unless a
// check switches it on for a program that it starts:
//
//   auto client = run_client(server, with_short_sends(1));
//
// It reaches calls that the program itself makes to the C library, not those inside the C library (stdio) and none of a program
// without it. A program that has no signal handler never meets EINTR: with_interrupts() asks more of it than the kernel would.
// So these are for experiments with a program that has failed, or was written for them; what a verdict rests on is done to the
// program from outside. autograder/shim/shim.cpp tells exactly what is changed.
#pragma once

#include <cstddef>
#include <string>

#include "check/world.hpp"

namespace wirelab::check {

struct Shim {
  std::string settings;  ///< empty: off
};

/// send(2), write(2) and their kind take at most BYTES bytes at a time on a stream socket.
Shim with_short_sends(std::size_t bytes);
/// recv(2), read(2) and their kind give at most BYTES bytes at a time on a stream socket.
Shim with_short_receives(std::size_t bytes);
/// Every other call of accept, recv, send, read, write and their kind on a socket fails with EINTR before anything has happened.
Shim with_interrupts();
/// The first COUNT calls of fork(2) go well, and all later ones fail with EAGAIN.
Shim with_fork_failing_after(std::size_t count);
/// Both.
Shim operator+(const Shim& one, const Shim& other);

/// Makes the shim tell in a file of the box what the program calls; see calls_of. Only with a box.
void log_calls(Launch& launch);

/// What a program is started with. Throws GraderFault when the library is not where it was built or installed.
StartOptions with_shim(const Shim& shim, StartOptions options = {});

}  // namespace wirelab::check
