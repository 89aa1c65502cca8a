#include "classroom/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "model/fault.hpp"

namespace wirelab::classroom {

std::string read_text_file(const std::filesystem::path& file) {
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream || stream.bad() || std::filesystem::is_directory(file))
    throw UsageError(fmt::format("cannot read {}: {}", file.string(), errno != 0 ? std::strerror(errno) : "it is no file"));
  return text;
}

}  // namespace wirelab::classroom
