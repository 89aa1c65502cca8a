#include "report/whole_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <string>

#include <fmt/format.h>

#include "model/fault.hpp"

namespace wirelab {
namespace {

class TemporaryFile {
public:
  explicit TemporaryFile(const std::filesystem::path& beside)
      : mode_(mode_of(beside)),
        name_(beside.string() + fmt::format(".{:08x}", std::random_device{}())),
        descriptor_(create(name_)) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (descriptor_ < 0) return;
    close(descriptor_);
    if (!kept_) unlink(name_.c_str());
  }

  bool write_all(std::string_view text) {
    if (descriptor_ < 0) return false;
    while (!text.empty()) {
      const auto count = write(descriptor_, text.data(), text.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    return fchmod(descriptor_, mode_) == 0 && fsync(descriptor_) == 0;
  }

  bool become(const std::filesystem::path& path) {
    kept_ = std::rename(name_.c_str(), path.c_str()) == 0;
    return kept_;
  }

private:
  /// What FILE has, or a new one would get.
  static mode_t mode_of(const std::filesystem::path& file) {
    struct stat status {};
    if (stat(file.c_str(), &status) == 0) return status.st_mode & 0777;
    const auto mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
  }

  static int create(const std::string& name) {
    if (const auto& announce = before_a_temporary_file()) announce(name);
    return open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  }

  mode_t mode_;
  std::string name_;
  int descriptor_;
  bool kept_ = false;
};

/// A device or a pipe, or /dev/stdout, which leads to what a shell has made of it: nothing is to come in its place.
bool is_no_file(const std::filesystem::path& path) {
  std::error_code error;
  const auto folder = std::filesystem::canonical(std::filesystem::absolute(path).parent_path(), error).string();
  // Also where it leads nowhere, as /dev/stdout does once that is closed. /dev/shm holds files like any other.
  if (folder == "/dev" || folder.starts_with("/proc/")) return true;
  const auto status = std::filesystem::status(path, error);
  return std::filesystem::exists(status) && !std::filesystem::is_directory(status) && !std::filesystem::is_regular_file(status);
}

}  // namespace

std::function<void(const std::filesystem::path&)>& before_a_temporary_file() {
  static std::function<void(const std::filesystem::path&)> announce;
  return announce;
}

void write_whole_file(const std::filesystem::path& path, std::string_view text) {
  if (is_no_file(path)) {
    std::ofstream stream(path);
    if (!(stream << text << std::flush)) throw GraderFault(fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)));
    return;
  }
  TemporaryFile file(path);
  if (!file.write_all(text) || !file.become(path))
    throw GraderFault(fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)));
}

void remove_whole_file(const std::filesystem::path& path) {
  if (!is_no_file(path)) std::filesystem::remove(path);
}

}  // namespace wirelab
