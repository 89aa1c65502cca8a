#include "runner/checks_program.hpp"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "process/system_call.hpp"

namespace wirelab {
namespace {

constexpr int socket_number = 3;

[[noreturn]] void become(const std::filesystem::path& program, int socket, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // it died before we could say that we go with it
  // dup2 onto itself would leave the descriptor to be closed by execve.
  const int copy = dup(socket);
  dup2(copy, socket_number);
  const auto serve = fmt::format("--serve={}", socket_number);
  execl(program.c_str(), program.filename().c_str(), serve.c_str(), nullptr);
  _exit(127);
}

}  // namespace

ChecksProgram::ChecksProgram(const std::filesystem::path& program, const nlohmann::json& session) {
  if (access(program.c_str(), X_OK) != 0)
    throw GraderFault(fmt::format("there is no program with the checks of this lab ({}); run make build", program.string()));
  int ends[2];
  must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair for the checks");
  socket_ = Descriptor(ends[0]);
  Descriptor theirs(ends[1]);
  const pid_t parent = getpid();
  process_ = must(fork(), "fork for the checks");
  if (process_ == 0) become(program, theirs.get(), parent);
  theirs.reset();
  // Not as an argument: process 1 of a box is a copy of that program, and its arguments are in /proc for all to read. With the
  // seed a program could tell beforehand what it will be sent.
  tell(session);
  const auto greeting = next_line();
  if (!greeting) throw GraderFault(fmt::format("{} ended before it said which checks it has", program.string()));
  greeting->at("checks").get_to(checks_);
}

ChecksProgram::~ChecksProgram() {
  socket_.reset();  // it ends when we do not talk to it any more
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void ChecksProgram::tell(const nlohmann::json& request) {
  auto line = request.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  for (std::string_view rest = line; !rest.empty();) {
    const auto count = send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;  // it has died, which its next answer will say
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
}

void ChecksProgram::ask(const std::string& check, bool second_look) { tell({{"check", check}, {"second_look", second_look}}); }

std::optional<nlohmann::json> ChecksProgram::answer() { return next_line(); }

std::optional<nlohmann::json> ChecksProgram::next_line() {
  std::array<char, 65536> buffer;
  auto end = received_.find('\n');
  while (end == std::string::npos) {
    const auto count = read(socket_.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    received_.append(buffer.data(), static_cast<std::size_t>(count));
    end = received_.find('\n');
  }
  auto line = nlohmann::json::parse(received_.substr(0, end));
  received_.erase(0, end + 1);
  return line;
}

}  // namespace wirelab
