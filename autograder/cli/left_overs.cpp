#include "cli/left_overs.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "process/system_call.hpp"
#include "report/whole_file.hpp"

namespace wirelab {
namespace {

/// The child's answer: the folder, or why there is none.
struct Folder {
  int error = 0;
  char path[PATH_MAX]{};
};

std::string pattern_of_folder() {
  const char* base = std::getenv("TMPDIR");
  return fmt::format("{}/wirelab-XXXXXX", base != nullptr && *base != '\0' ? base : "/tmp");
}

/// The child's life. It makes the folder itself, so that there is no moment in which nobody would remove it.
[[noreturn]] void wait_and_remove(int line) {
  setsid();  // what is meant for the group or the terminal of the grader is not meant for this
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) signal(number, SIG_IGN);
  prctl(PR_SET_NAME, "wirelab-remover");
  const int kept = dup2(line, STDIN_FILENO);
  close_range(1, std::numeric_limits<unsigned>::max(), 0);  // nobody who reads the grader's output is to wait for this process
  if (chdir("/") != 0) _exit(1);

  Folder folder;
  const auto pattern = pattern_of_folder();
  std::strncpy(folder.path, pattern.c_str(), sizeof folder.path - 1);
  if (mkdtemp(folder.path) == nullptr) folder.error = errno;
  // Others may pass through to a program that they are to run, and see nothing.
  if (folder.error == 0 && chmod(folder.path, 0711) != 0) folder.error = errno;
  send(kept, &folder, sizeof folder, 0);

  std::vector<std::string> files;
  std::array<char, PATH_MAX> name;
  while (true) {
    const auto count = recv(kept, name.data(), name.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    files.emplace_back(name.data(), static_cast<std::size_t>(count));
    send(kept, "", 1, 0);
  }
  for (const auto& file : files) unlink(file.c_str());
  std::error_code ignored;
  if (folder.error == 0) std::filesystem::remove_all(folder.path, ignored);
  _exit(0);
}

}  // namespace

LeftOvers::LeftOvers() {
  int ends[2];
  must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), "socketpair for what is temporary");
  line_ = Descriptor(ends[0]);
  Descriptor theirs(ends[1]);
  child_ = must(fork(), "fork for what is temporary");
  if (child_ == 0) {
    line_.reset();
    wait_and_remove(theirs.get());
  }
  theirs.reset();
  Folder folder;
  const auto count = recv(line_.get(), &folder, sizeof folder, 0);
  if (count != static_cast<ssize_t>(sizeof folder)) folder.error = ECHILD;
  if (folder.error != 0) {
    line_.reset();
    waitpid(child_, nullptr, 0);
    throw GraderFault(fmt::format("make a folder {}: {}", pattern_of_folder(), std::strerror(folder.error)));
  }
  setenv("TMPDIR", folder.path, 1);
  before_a_temporary_file() = [line = line_.get()](const std::filesystem::path& file) {
    const auto path = std::filesystem::absolute(file).string();
    char heard = 0;
    if (send(line, path.data(), path.size(), MSG_NOSIGNAL) > 0) recv(line, &heard, 1, 0);
  };
}

LeftOvers::~LeftOvers() {
  before_a_temporary_file() = {};
  line_.reset();
  while (waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace wirelab
