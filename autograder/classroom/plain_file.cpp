#include "classroom/plain_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "process/system_call.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::array reasons_of_the_file{EACCES, EPERM, ENOENT, ENOTDIR, ENXIO, ENODEV, ENAMETOOLONG};

}  // namespace

PlainFile open_plain_file(const std::filesystem::path& file) {
  Descriptor source(open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!source) {
    if (errno == ELOOP) return {{}, "it is a symbolic link"};
    if (std::ranges::find(reasons_of_the_file, errno) == reasons_of_the_file.end()) fail_with_errno("read " + file.string());
    return {{}, std::strerror(errno)};
  }
  struct stat status {};
  must(fstat(source.get(), &status), file.string());
  if (!S_ISREG(status.st_mode)) return {{}, "it is no plain file"};
  return {std::move(source), {}};
}

}  // namespace wirelab::classroom
