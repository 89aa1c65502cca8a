#include "process/proc_file.hpp"

#include <unistd.h>

#include <array>

namespace wirelab {

std::optional<std::string> read_proc_file(const Descriptor& proc, const std::string& name) {
  const Descriptor file(openat(proc.get(), name.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  std::string text;
  std::array<char, 4096> buffer;
  while (true) {
    const auto count = read(file.get(), buffer.data(), buffer.size());
    if (count < 0) return std::nullopt;
    if (count == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
    // A short read of a small proc file is the whole of it; asking again would cost as much as the first time.
    if (static_cast<std::size_t>(count) < buffer.size() && text.size() < 1024) return text;
  }
}

// openat(2): of an absolute name the folder does not count.
std::optional<std::string> read_proc_file(const std::string& name) { return read_proc_file(Descriptor(), name); }

std::optional<std::string> read_proc_link(const Descriptor& proc, const std::string& name) {
  std::array<char, 4096> buffer;
  const auto count = readlinkat(proc.get(), name.c_str(), buffer.data(), buffer.size());
  if (count < 0) return std::nullopt;
  return std::string(buffer.data(), static_cast<std::size_t>(count));
}

}  // namespace wirelab
