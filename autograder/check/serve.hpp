// The checks program as the runner uses it: one process that is set up once and forks a child for each check it is asked for.
//
// Both directions are lines of JSON on a stream socket.
//   told first        {"isolation": "namespaces", "folder": ..., "seed": ...}  the session
//   first, by us      {"checks": ["R01.ListensOnEveryAddress", ...]}          in the order of the file
//   asked             {"check": "R01.ListensOnEveryAddress"}                   as many at once as the runner likes
//   answered          {"check": "...", "result": {...}}  or  {"check": "...", "died": "SIGSEGV (signal 11)"}
#pragma once

namespace wirelab::check {

/// Serves until the other end of SOCKET is closed. Returns the exit status.
int serve(int socket);

}  // namespace wirelab::check
