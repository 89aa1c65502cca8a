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

[[noreturn]] void become(const std::filesystem::path& program, const std::string& session, int socket) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // dup2 onto itself would leave the descriptor to be closed by execve.
  const int copy = dup(socket);
  dup2(copy, socket_number);
  const auto serve = fmt::format("--serve={}", socket_number);
  const auto with = "--session=" + session;
  execl(program.c_str(), program.c_str(), serve.c_str(), with.c_str(), nullptr);
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
  const auto text = session.dump();
  process_ = must(fork(), "fork for the checks");
  if (process_ == 0) become(program, text, theirs.get());
  theirs.reset();
  const auto greeting = next_line();
  if (!greeting) throw GraderFault(fmt::format("{} ended before it said which checks it has", program.string()));
  greeting->at("checks").get_to(checks_);
}

ChecksProgram::~ChecksProgram() {
  socket_.reset();  // it ends when we do not talk to it any more
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void ChecksProgram::ask(const std::string& check, bool second_look) {
  const auto line = nlohmann::json{{"check", check}, {"second_look", second_look}}.dump() + "\n";
  must(send(socket_.get(), line.data(), line.size(), MSG_NOSIGNAL), "ask for a check");
}

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
