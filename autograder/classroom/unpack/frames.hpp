// What the boxed program tells the grader: frames of a kind, a length and that many bytes.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

namespace wirelab::classroom {

enum class FrameKind : char {
  entry = 'N',       ///< an EntryType and its name; what came before is complete
  data = 'D',        ///< more of the file
  damaged = 'W',     ///< this file is not whole: the reason
  unreadable = 'X',  ///< nothing more can be read: the reason
  end = 'E'          ///< that was all
};

enum class EntryType : char {
  file = 'f',
  folder = 'd',
  symbolic_link = 'l',
  hard_link = 'h',
  device = 'b',
  pipe_or_socket = 'p',
  encrypted = 'e',
};

constexpr std::size_t frame_head = 5;
constexpr std::uint32_t largest_frame = 1 << 20;

inline std::array<char, frame_head> make_frame_head(FrameKind kind, std::uint32_t size) {
  return {static_cast<char>(kind), static_cast<char>(size), static_cast<char>(size >> 8), static_cast<char>(size >> 16),
          static_cast<char>(size >> 24)};
}

inline std::pair<FrameKind, std::uint32_t> read_frame_head(const std::array<char, frame_head>& head) {
  std::uint32_t size = 0;
  for (std::size_t at = frame_head; at-- > 1;) size = size << 8 | static_cast<std::uint8_t>(head[at]);
  return {static_cast<FrameKind>(head[0]), size};
}

}  // namespace wirelab::classroom
