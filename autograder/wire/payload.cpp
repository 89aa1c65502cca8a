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

std::string Payload::letters(std::size_t count) {
  std::string text(count, 'a');
  std::ranges::generate(text, [this] { return static_cast<char>('a' + below(26)); });
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
