// wirelab doctor: what this machine can do, found by doing it.

#include <sys/utsname.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "model/places.hpp"
#include "process/isolation.hpp"

namespace wirelab {
namespace {

void say(bool good, const std::string& what, const std::string& advice) {
  std::cout << fmt::format("{:<5} {}\n", good ? "ok" : "!", what);
  if (!good) std::cout << fmt::format("      {}\n", advice);
}

std::string first_line(const char* path) {
  std::string line;
  std::getline(std::ifstream(path) >> std::ws, line);
  return line;
}

/// Why namespaces may have been refused, and what can be done; the sysctls are only read to give advice, never to decide.
std::string advice_on_namespaces(const std::string& reason) {
  if (first_line("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1" && geteuid() != 0)
    return "AppArmor forbids them to ordinary users: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or use sudo";
  if (first_line("/proc/sys/user/max_user_namespaces") == "0")
    return "they are switched off: sudo sysctl -w user.max_user_namespaces=10000";
  if (first_line("/proc/sys/kernel/unprivileged_userns_clone") == "0" && geteuid() != 0)
    return "they are switched off for ordinary users: sudo sysctl -w kernel.unprivileged_userns_clone=1, or use sudo";
  return fmt::format("the kernel said: {}. In a container, start it with --privileged; or practise with --allow-bare", reason);
}

int run() {
  utsname kernel{};
  uname(&kernel);
  std::cout << fmt::format("      {} {} {}, {}\n", kernel.sysname, kernel.release, kernel.machine,
                           geteuid() == 0 ? "root" : "an ordinary user");
  const auto probe = probe_isolation();
  say(probe.namespaces, fmt::format("isolation: {}", to_string(probe.namespaces ? Isolation::namespaces : Isolation::bare)),
      advice_on_namespaces(probe.reason));
  const bool compiler = access("/usr/bin/g++", X_OK) == 0;
  say(compiler, "compiler: /usr/bin/g++", "there is none: apt-get install g++");
  const bool schedstat = !first_line("/proc/self/schedstat").empty();
  say(schedstat, "run counts of threads: /proc/PID/schedstat",
      "this kernel was built without CONFIG_SCHED_INFO; use one of your distribution's");
  const auto space = std::filesystem::space("/tmp");
  constexpr std::uintmax_t enough = std::uintmax_t{64} << 20;
  say(space.available >= enough, fmt::format("room in /tmp: {} MB", space.available >> 20), "make room in /tmp, or set TMPDIR");
  const auto places = find_places();
  std::cout << fmt::format("      labs: {}\n", places.labs.string());
  return probe.namespaces && compiler && schedstat && space.available >= enough ? full_marks : fault;
}

}  // namespace

void add_doctor(CLI::App& app, Command& chosen) {
  auto* command = app.add_subcommand("doctor", "what this machine can do, and what to do about what it cannot");
  command->callback([&chosen] { chosen = run; });
}

}  // namespace wirelab
