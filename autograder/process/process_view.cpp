#include "process/process_view.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "process/proc_file.hpp"

namespace wirelab {
namespace {

/// The parent's id, the fourth field of /proc/PID/stat (proc(5)); 0 when the process is gone.
Pid parent_of(const Descriptor& proc, Pid process) {
  const auto stat = read_proc_file(proc, fmt::format("{}/stat", process.number));
  if (!stat) return {};
  const auto name_end = stat->rfind(')');
  if (name_end == std::string::npos || name_end + 4 > stat->size()) return {};
  Pid parent;
  std::from_chars(stat->data() + name_end + 4, stat->data() + stat->size(), parent.number);
  return parent;
}

}  // namespace

ProcessView ProcessView::of_namespace(Descriptor proc, Pid init) { return {std::move(proc), true, Pid{1}, init}; }

ProcessView ProcessView::of_descendants(Descriptor proc, Pid guardian, ProgramUser user) {
  ProcessView view(std::move(proc), false, guardian, guardian);
  view.user_ = user;
  return view;
}

std::vector<Pid> ProcessView::processes() const {
  if (over_) return {};
  auto all = numbered_entries(proc_, ".");
  if (own_namespace_) {
    std::erase(all, guardian_);
    std::erase(all, left_out_);
    return all;
  }
  std::multimap<Pid, Pid> children;
  for (const Pid process : all) children.emplace(parent_of(proc_, process), process);
  std::vector<Pid> descendants;
  std::vector<Pid> open{guardian_};
  while (!open.empty()) {
    const auto [first, last] = children.equal_range(open.back());
    open.pop_back();
    for (auto child = first; child != last; ++child) {
      descendants.push_back(child->second);
      open.push_back(child->second);
    }
  }
  std::erase(descendants, left_out_);
  std::ranges::sort(descendants);
  return descendants;
}

std::vector<Pid> numbered_entries(const Descriptor& proc, const char* name) {
  return numbered_entries(Descriptor(openat(proc.get(), name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
}

std::vector<Pid> numbered_entries(Descriptor opened) {
  std::vector<Pid> numbers;
  // Not readdir(3): it takes twice as many calls and 32 KiB of memory, and this is what looking at a program costs most.
  alignas(dirent64) std::array<char, 4096> buffer;
  while (opened) {
    const auto count = getdents64(opened.get(), buffer.data(), buffer.size());
    // Also an open /proc/PID/fd cannot be asked any more once the process is gone: ENOENT.
    if (count <= 0) break;
    for (ssize_t at = 0; at < count;) {
      const auto& entry = *reinterpret_cast<const dirent64*>(buffer.data() + at);
      at += entry.d_reclen;
      const std::string_view text(static_cast<const char*>(entry.d_name));
      Pid pid;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pid.number);
      if (error == std::errc{} && end == text.data() + text.size()) numbers.push_back(pid);
    }
  }
  std::ranges::sort(numbers);
  return numbers;
}

}  // namespace wirelab
