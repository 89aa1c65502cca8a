#include "process/plain_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "process/system_call.hpp"

namespace wirelab {

bool is_about_the_file(int error) {
  constexpr std::array about{ENOENT, ENOTDIR, ELOOP, EACCES, EPERM, ENAMETOOLONG, ENXIO, ENODEV};
  return std::ranges::find(about, error) != about.end();
}

PlainFile open_plain_file(const std::filesystem::path& file) {
  Descriptor source(open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!source) {
    if (errno == ELOOP) return {{}, "it is a symbolic link"};
    if (!is_about_the_file(errno)) fail_with_errno("read " + file.string());
    return {{}, std::strerror(errno)};
  }
  struct stat status {};
  must(fstat(source.get(), &status), file.string());
  if (!S_ISREG(status.st_mode)) return {{}, "it is no plain file"};
  return {std::move(source), {}};
}

std::string read_all(int file) {
  std::string text;
  std::array<char, 16384> buffer;
  while (true) {
    const auto count = read(file, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace wirelab
