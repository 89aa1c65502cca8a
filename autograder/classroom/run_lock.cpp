#include "classroom/run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "process/system_call.hpp"

namespace wirelab::classroom {
namespace {

/// "HOST FOLDER"
std::string note_of(const std::filesystem::path& work) {
  utsname machine{};
  uname(&machine);
  return fmt::format("{} {}", machine.nodename, work.string());
}

/// A folder that TemporaryFolder has made here, and nobody else.
bool is_ours(const std::string& note, const std::filesystem::path& work) {
  const auto left = note.substr(note.find(' ') + 1);
  const auto beside = (work.parent_path() / "wirelab-").string();
  return note == note_of(left) && left.starts_with(beside) && left.find('/', beside.size()) == std::string::npos && left != work;
}

Descriptor take(const std::filesystem::path& file, int how) {
  auto descriptor = must_open(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644), file.string());
  if (flock(descriptor.get(), how | LOCK_NB) == 0) return descriptor;
  if (errno == EWOULDBLOCK)
    throw UsageError(fmt::format("another 'class grade' is at work on {}; wait for it, or end it", file.parent_path().string()));
  fail_with_errno("lock " + file.string());
}

}  // namespace

RunLock::RunLock(const std::filesystem::path& folder, const std::string& shard, const std::filesystem::path& work) {
  const auto whole = folder / "lock";
  if (!shard.empty()) whole_ = take(whole, LOCK_SH);
  const auto file = shard.empty() ? whole : folder / ("lock-" + shard);
  file_ = take(file, LOCK_EX);
  std::array<char, 4096> before{};
  const auto count = must(pread(file_.get(), before.data(), before.size(), 0), file.string());
  const std::string note(before.data(), static_cast<std::size_t>(count));
  std::error_code ignored;
  if (is_ours(note, work)) std::filesystem::remove_all(note.substr(note.find(' ') + 1), ignored);
  const auto own = note_of(work);
  must(ftruncate(file_.get(), 0), file.string());
  must(pwrite(file_.get(), own.data(), own.size(), 0), file.string());
}

RunLock::~RunLock() {
  if (file_ && ftruncate(file_.get(), 0) != 0) return;  // then the next one finds a note of what is gone already
}

}  // namespace wirelab::classroom
