// Addresses and ports, in host order, with their spelling.
#pragma once

#include <netinet/in.h>

#include <array>
#include <compare>
#include <cstdint>
#include <string>

namespace wirelab {

struct Port {
  std::uint16_t number = 0;
  auto operator<=>(const Port&) const = default;

  /// The port that these two bytes are when they are read in the wrong order: 8080 (0x1F90) becomes 36895 (0x901F).
  Port swapped() const { return {static_cast<std::uint16_t>((number << 8) | (number >> 8))}; }
};

/// An IPv4 or IPv6 address. An IPv4 address inside IPv6 (::ffff:a.b.c.d) is kept as the IPv4 address that it means.
class Address {
public:
  Address() = default;
  static Address ipv4(std::uint32_t host_order);
  static Address ipv6(const std::array<std::uint8_t, 16>& bytes);

  bool is_ipv4() const { return ipv4_; }
  bool is_any() const;
  bool is_loopback() const;
  std::uint32_t ipv4_host_order() const;
  std::string to_string() const;
  auto operator<=>(const Address&) const = default;

private:
  bool ipv4_ = true;
  std::array<std::uint8_t, 16> bytes_{};
};

struct Endpoint {
  Address address;
  Port port;
  auto operator<=>(const Endpoint&) const = default;

  std::string to_string() const;
  /// Only for IPv4.
  sockaddr_in to_sockaddr() const;
  static Endpoint from_sockaddr(const sockaddr_in& address);
};

}  // namespace wirelab
