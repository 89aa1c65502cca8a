#include "check/address_words.hpp"

#include <array>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wirelab::check {
namespace {

template <std::size_t Size>
std::string spaced_hex(const std::array<std::uint8_t, Size>& bytes) {
  return fmt::format("{:02x}", fmt::join(bytes, " "));
}

}  // namespace

std::string bytes_of(const Address& address) {
  const auto number = address.ipv4_host_order();
  return fmt::format("{:02x} {:02x} {:02x} {:02x}", number >> 24, number >> 16 & 0xff, number >> 8 & 0xff, number & 0xff);
}

std::string bytes_and_number_of(const Address& address) {
  return fmt::format("{} {}", bytes_of(address), address.ipv4_host_order());
}

std::string hex8_of(const Address& address) { return fmt::format("{:08x}", address.ipv4_host_order()); }

std::string sockaddr_bytes_of(const Endpoint& endpoint) {
  const auto address = endpoint.to_sockaddr();
  std::array<std::uint8_t, sizeof address> bytes{};
  std::memcpy(bytes.data(), &address, sizeof address);
  return spaced_hex(bytes);
}

}  // namespace wirelab::check
