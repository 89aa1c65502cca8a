#include "cli/complaint.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include <fmt/format.h>

#include "model/text.hpp"

namespace wirelab {
namespace {

/// What a machine can run out of, and what helps.
constexpr std::array<std::pair<int, const char*>, 8> advices{{
    {ENOSPC, "make room there, or set TMPDIR to a folder with more; `df` and `df -i` show what is full"},
    {EDQUOT, "your quota is used up; make room, or set TMPDIR to another folder"},
    {EROFS, "set TMPDIR to a folder that can be written"},
    {EMFILE, "raise the limit on open files: ulimit -n 1024"},
    {ENFILE, "the machine's table of open files is full; end other programs"},
    {ENOMEM, "the machine or its limits (ulimit -v) leave too little memory; end other programs, or use --jobs 1"},
    {EAGAIN, "no further process may be started; raise the limit (ulimit -u), end other programs, or use --jobs 1"},
    {EIO, "the disk or the file system is broken"},
}};

std::string one_line(std::string_view words) {
  std::string line;
  for (const char character : printable(words)) line += character == '\n' || character == '\t' ? ' ' : character;
  return line;
}

}  // namespace

std::string complaint_of(const std::exception& error) {
  // Its what() is the name of a class.
  const bool no_memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr;
  const auto words = no_memory ? std::string(std::strerror(ENOMEM)) : one_line(error.what());
  // A box asks for more than the shell may give.
  if (words.find("setrlimit") != std::string::npos)
    return fmt::format("wirelab: {} (the limits of your shell are too low: ulimit -v unlimited; ulimit -n 1024)\n", words);
  for (const auto& [number, advice] : advices)
    if (words.find(std::strerror(number)) != std::string::npos) return fmt::format("wirelab: {} ({})\n", words, advice);
  return fmt::format("wirelab: {}\n", words);
}

}  // namespace wirelab
