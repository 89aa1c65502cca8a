// How addresses and ports are written in lab 01: bytes as two lower-case hex digits each, with a blank between.
#pragma once

#include <string>

#include "process/endpoint.hpp"

namespace wirelab::check {

/// "7f 00 00 01"
std::string bytes_of(const Address& address);
/// "7f 00 00 01 2130706433"
std::string bytes_and_number_of(const Address& address);
/// "7f000001"
std::string hex8_of(const Address& address);
/// The 16 bytes of the sockaddr_in, on this machine.
std::string sockaddr_bytes_of(const Endpoint& endpoint);

}  // namespace wirelab::check
