#include "process/open_files.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "process/proc_file.hpp"

namespace wirelab {

std::optional<std::uint64_t> OpenFile::socket_inode() const {
  constexpr std::string_view prefix = "socket:[";
  if (!target.starts_with(prefix)) return std::nullopt;
  std::uint64_t inode = 0;
  std::from_chars(target.data() + prefix.size(), target.data() + target.size(), inode);
  return inode;
}

std::vector<OpenFile> open_files(const ProcessView& view, Pid process) {
  const ReadingAs user(view.user());
  // All threads share the descriptors, but a first thread that has ended (pthread_exit in main) does not show them any more.
  for (const Pid thread : numbered_entries(view.proc(), fmt::format("{}/task", process.number).c_str())) {
    const auto folder = fmt::format("{}/task/{}/fd", process.number, thread.number);
    std::vector<OpenFile> files;
    for (const Pid entry : numbered_entries(view.proc(), folder.c_str()))
      if (auto target = read_proc_link(view.proc(), fmt::format("{}/{}", folder, entry.number)))
        files.push_back({entry.number, std::move(*target)});
    if (!files.empty()) return files;
  }
  return {};
}

bool holds_socket(const ProcessView& view, std::uint64_t inode) {
  return std::ranges::any_of(view.processes(), [&](Pid process) {
    return std::ranges::any_of(open_files(view, process), [inode](const OpenFile& file) { return file.socket_inode() == inode; });
  });
}

}  // namespace wirelab
