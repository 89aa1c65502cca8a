#include "wire/payload.hpp"

#include <algorithm>
#include <utility>

namespace wirelab {

Port Payload::port() {
  const auto high = 4 + below(124);  // 4-127: below 32768, where the kernel's own choices begin (ip_local_port_range)
  auto low = 4 + below(251);
  if (low >= high) ++low;
  return {static_cast<std::uint16_t>(high << 8 | low)};
}

Address Payload::address() {
  while (true) {
    const std::uint32_t bytes[] = {1 + below(254), 1 + below(254), 1 + below(254), 128 + below(127)};
    const bool differ = bytes[0] != bytes[1] && bytes[0] != bytes[2] && bytes[0] != bytes[3] && bytes[1] != bytes[2] &&
                        bytes[1] != bytes[3] && bytes[2] != bytes[3];
    if (differ) return Address::ipv4(bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3]);
  }
}

std::string Payload::letters(std::size_t count) {
  // One random number holds six letters (26^6 < 2^32); a mebibyte of them is part of every run.
  constexpr int letters_in_a_number = 6;
  std::string text(count + letters_in_a_number, '\0');
  for (std::size_t at = 0; at < count;) {
    auto number = static_cast<std::uint32_t>(random_());
    for (int letter = 0; letter < letters_in_a_number; ++letter, number /= 26) text[at++] = static_cast<char>('a' + number % 26);
  }
  text.resize(count);
  return text;
}

std::string Payload::every_byte(std::size_t count) {
  std::string all;
  for (std::size_t round = 0; round < count; ++round) {
    std::string values;
    for (int value = 0; value < 256; ++value) values += static_cast<char>(value);
    // std::shuffle differs from library to library; the same seed must give the same bytes everywhere.
    for (std::size_t left = values.size(); left > 1; --left)
      std::swap(values[left - 1], values[below(static_cast<std::uint32_t>(left))]);
    if (round == 0) std::swap(values[3], values[values.find('\0')]);
    all += values;
  }
  return all;
}

std::string upper_case(std::string_view bytes) {
  std::string text(bytes);
  for (char& byte : text)
    if (byte >= 'a' && byte <= 'z') byte = static_cast<char>(byte - 'a' + 'A');
  return text;
}

}  // namespace wirelab
