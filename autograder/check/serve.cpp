#include "check/serve.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <list>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "check/judge.hpp"
#include "process/box_root.hpp"
#include "process/network.hpp"
#include "process/poll_step.hpp"
#include "process/program.hpp"
#include "process/system_call.hpp"
#include "process/system_call_filter.hpp"

namespace wirelab::check {
namespace {

/// Longer than any check can take by its own bounds. A check that is still there then is the grader's fault.
constexpr double seconds_of_a_check = 180;

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto count = ::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) _exit(3);  // nobody is left to tell
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::string as_line(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::vector<std::string> names_of_all_checks() {
  std::vector<std::string> names;
  const auto& all = *testing::UnitTest::GetInstance();
  for (int suite = 0; suite < all.total_test_suite_count(); ++suite) {
    const auto& requirement = *all.GetTestSuite(suite);
    for (int test = 0; test < requirement.total_test_count(); ++test)
      names.push_back(std::string(requirement.name()) + "." + requirement.GetTestInfo(test)->name());
  }
  return names;
}

struct RunningCheck {
  std::string name;
  pid_t process = 0;
  Descriptor result;
  std::string text;
};

[[noreturn]] void run_check(const std::string& name, Descriptor result, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // it died before we could say that we go with it
  alarm(static_cast<unsigned>(std::ceil(seconds_of_a_check * std::max(1.0, current_session().time_scale))));
  verdict_sink() = [&result](const CheckResult& verdict) {
    write_all(result.get(), nlohmann::json(verdict).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  };
  testing::GTEST_FLAG(filter) = name;
  auto& listeners = testing::UnitTest::GetInstance()->listeners();
  delete listeners.Release(listeners.default_result_printer());
  const int failed = RUN_ALL_TESTS();
  static_cast<void>(failed);  // the verdict went through the pipe
  result.reset();
  _exit(0);
}

RunningCheck start_check(const std::string& name, bool second_look) {
  int ends[2];
  must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "socketpair for a check");
  Descriptor ours(ends[0]);
  Descriptor theirs(ends[1]);
  const pid_t parent = getpid();
  const pid_t child = must(fork(), "fork a check");
  if (child == 0) {
    ours.reset();
    current_session().second_look = second_look;
    run_check(name, std::move(theirs), parent);
  }
  return {name, child, std::move(ours), {}};
}

/// Reads what there is. False at the end.
bool read_some(int descriptor, std::string& text) {
  std::array<char, 65536> buffer;
  const auto count = read(descriptor, buffer.data(), buffer.size());
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) return false;
  text.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

nlohmann::json finish(RunningCheck& check) {
  int status = 0;
  while (waitpid(check.process, &status, 0) < 0 && errno == EINTR) {
  }
  auto result = nlohmann::json::parse(check.text, nullptr, false);
  const bool whole = !result.is_discarded() && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (whole) return {{"check", check.name}, {"result", std::move(result)}};
  return {{"check", check.name}, {"died", describe_wait_status(status)}};
}

}  // namespace

int serve(int socket) {
  signal(SIGPIPE, SIG_IGN);
  std::string requests;
  while (requests.find('\n') == std::string::npos)
    if (!read_some(socket, requests)) return 0;
  const auto told = requests.find('\n');
  current_session() = nlohmann::json::parse(requests.substr(0, told)).get<Session>();
  requests.erase(0, told + 1);
  if (current_session().isolation == Isolation::namespaces) {
    prepare_for_boxes();
    prepare_box_root(current_session().folder);
    enter_new_network();  // the networks of the checks are made from here, see there
  }
  system_call_filter();  // made here, once for the boxes of all checks: they are forked from here
  write_all(socket, as_line({{"checks", names_of_all_checks()}}));

  std::list<RunningCheck> running;
  std::vector<pollfd> watched;
  while (true) {
    watched.assign(1, {socket, POLLIN, 0});
    for (const auto& check : running) watched.push_back({check.result.get(), POLLIN, 0});
    wait_for_event(watched);

    std::size_t at = 1;
    for (auto check = running.begin(); check != running.end();) {
      const bool ready = watched[at++].revents != 0;
      if (ready && !read_some(check->result.get(), check->text)) {
        write_all(socket, as_line(finish(*check)));
        check = running.erase(check);
      } else {
        ++check;
      }
    }
    if (watched.front().revents == 0) continue;
    if (!read_some(socket, requests)) return 0;
    for (auto end = requests.find('\n'); end != std::string::npos; end = requests.find('\n')) {
      const auto request = nlohmann::json::parse(requests.substr(0, end));
      requests.erase(0, end + 1);
      running.push_back(start_check(request.at("check").get<std::string>(), request.value("second_look", false)));
    }
  }
}

}  // namespace wirelab::check
