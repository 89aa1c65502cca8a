#include "process/endpoint.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace wirelab {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

}  // namespace

Address Address::ipv4(std::uint32_t host_order) {
  Address address;
  const std::uint32_t network_order = htonl(host_order);
  std::memcpy(address.bytes_.data(), &network_order, sizeof network_order);
  return address;
}

Address Address::ipv6(const std::array<std::uint8_t, 16>& bytes) {
  Address address;
  if (std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin())) {
    std::copy(bytes.begin() + 12, bytes.end(), address.bytes_.begin());
    return address;
  }
  address.ipv4_ = false;
  address.bytes_ = bytes;
  return address;
}

bool Address::is_any() const {
  return std::ranges::all_of(bytes_, [](std::uint8_t byte) { return byte == 0; });
}

bool Address::is_loopback() const {
  if (ipv4_) return bytes_[0] == 127;
  return std::all_of(bytes_.begin(), bytes_.end() - 1, [](std::uint8_t byte) { return byte == 0; }) && bytes_[15] == 1;
}

std::uint32_t Address::ipv4_host_order() const {
  std::uint32_t network_order = 0;
  std::memcpy(&network_order, bytes_.data(), sizeof network_order);
  return ntohl(network_order);
}

std::string Address::to_string() const {
  char text[INET6_ADDRSTRLEN];
  return inet_ntop(ipv4_ ? AF_INET : AF_INET6, bytes_.data(), text, sizeof text);
}

std::string Endpoint::to_string() const {
  return fmt::format(fmt::runtime(address.is_ipv4() ? "{}:{}" : "[{}]:{}"), address.to_string(), port.number);
}

sockaddr_in Endpoint::to_sockaddr() const {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port.number);
  result.sin_addr.s_addr = htonl(address.ipv4_host_order());
  return result;
}

Endpoint Endpoint::from_sockaddr(const sockaddr_in& address) {
  return {Address::ipv4(ntohl(address.sin_addr.s_addr)), Port{ntohs(address.sin_port)}};
}

}  // namespace wirelab
