#include "process/bytes_read.hpp"

#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "process/proc_file.hpp"

namespace wirelab {

std::int64_t bytes_read(const ProcessView& view) {
  constexpr std::string_view label = "rchar: ";
  std::int64_t sum = 0;
  for (const Pid process : view.processes()) {
    const ReadingAs user(view.user());
    const auto io = read_proc_file(view.proc(), fmt::format("{}/io", process.number));
    const auto at = io ? io->find(label) : std::string::npos;
    if (at == std::string::npos) continue;
    std::int64_t count = 0;
    std::from_chars(io->data() + at + label.size(), io->data() + io->size(), count);
    sum += count;
  }
  return sum;
}

}  // namespace wirelab
