// Everything random in a check comes from the seed that the report prints: the same seed gives the same check again.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "process/endpoint.hpp"

namespace wirelab {

class Payload {
public:
  explicit Payload(std::uint32_t seed) : random_(seed) {}

  /// A port below the ephemeral ones whose two bytes differ and are both above 3: it is recognised when it is swapped, and then
  /// still no privileged one.
  Port port();
  /// Any IPv4 address but the very first and last ones; its four bytes differ, and one of them at least is 0x80 or more.
  Address address();
  /// 1-254: the last byte of an address in 127.0.0/24.
  std::uint8_t last_byte() { return static_cast<std::uint8_t>(1 + below(254)); }
  /// COUNT letters a-z.
  std::string letters(std::size_t count);
  /// All 256 byte values, COUNT times, shuffled each time; 0x00 is early.
  std::string every_byte(std::size_t count);

private:
  std::uint32_t below(std::uint32_t bound) { return random_() % bound; }

  std::mt19937 random_;
};

/// BYTES with a-z as A-Z and everything else unchanged.
std::string upper_case(std::string_view bytes);

}  // namespace wirelab
