// wirelab doctor: what this machine can do, found by doing it, and what to do about what it cannot.

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/commands.hpp"
#include "model/fault.hpp"
#include "model/places.hpp"
#include "process/build.hpp"
#include "process/descriptor.hpp"
#include "process/isolation.hpp"
#include "process/landlock.hpp"

namespace wirelab {
namespace {

struct Finding {
  enum class Kind { good, worth_knowing, in_the_way };
  Kind kind = Kind::good;
  std::string what;
  std::string advice = {};
};
using Kind = Finding::Kind;

std::string first_line(const char* path) {
  std::string line;
  std::getline(std::ifstream(path) >> std::ws, line);
  return line;
}

std::string first_word_after(const std::string& text, const std::string& label) {
  const auto at = text.find(label);
  if (at == std::string::npos) return {};
  const auto begin = at + label.size();
  return text.substr(begin, text.find_first_of(", \n", begin) - begin);
}

/// Why namespaces may have been refused; the settings are only read to give advice, never to decide.
std::string advice_on_namespaces(const std::string& reason) {
  const bool root = geteuid() == 0;
  if (first_line("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1" && !root)
    return "AppArmor forbids them to ordinary users: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or use sudo";
  if (first_line("/proc/sys/user/max_user_namespaces") == "0")
    return "they are switched off: sudo sysctl -w user.max_user_namespaces=10000";
  if (first_line("/proc/sys/kernel/unprivileged_userns_clone") == "0" && !root)
    return "they are switched off for ordinary users: sudo sysctl -w kernel.unprivileged_userns_clone=1, or use sudo";
  return fmt::format("the kernel said: {}. {}", reason,
                     root ? "A container gives them when it is started with --privileged" : "Root may have more: try it with sudo");
}

Finding isolation(const IsolationProbe& probe, Isolation required) {
  Finding finding{Kind::good, fmt::format("isolation: {}", to_string(probe.best))};
  if (probe.best == Isolation::namespaces) return finding;
  finding.kind = probe.best > required ? Kind::in_the_way : Kind::worth_knowing;
  finding.advice = "no namespaces: " + advice_on_namespaces(probe.why_no_namespaces);
  if (probe.best == Isolation::bare)
    finding.advice += fmt::format("\nno user of its own: {}\nfor practice: wirelab grade --allow-bare", probe.why_no_uid);
  return finding;
}

Finding landlock(Isolation best) {
  constexpr int with_signals = 6;
  const int version = landlock_version();
  if (best != Isolation::uid) return {Kind::good, fmt::format("Landlock: version {} (not needed here)", version)};
  if (version == 0)
    return {Kind::worth_knowing, "Landlock: none",
            "a program can read what every user may read; a kernel from 5.13 on with landlock among its lsm= closes that"};
  if (version < with_signals)
    return {Kind::worth_knowing, fmt::format("Landlock: version {}", version),
            "files are closed off; abstract Unix sockets are from 6.12 on"};
  return {Kind::good, fmt::format("Landlock: version {}", version)};
}

/// proc(5), hidepid; Yama (kernel documentation, LSM/Yama).
std::vector<Finding> views_of_processes() {
  std::vector<Finding> findings;
  const bool root = geteuid() == 0;
  std::ifstream mounts("/proc/self/mounts");
  for (std::string line; std::getline(mounts, line);) {
    const auto hidden = first_word_after(line, "hidepid=");
    if (line.find(" /proc proc ") == std::string::npos || hidden.empty() || hidden == "0" || hidden == "off") continue;
    findings.push_back({root ? Kind::good : Kind::worth_knowing,
                        fmt::format("/proc hides the processes of others (hidepid={})", hidden),
                        "if grading says that a program cannot be seen: sudo mount -o remount,hidepid=0 /proc, or use sudo"});
  }
  if (const auto scope = first_line("/proc/sys/kernel/yama/ptrace_scope"); scope == "3")
    findings.push_back({Kind::in_the_way, "Yama lets nobody look into a process (ptrace_scope=3)",
                        "it can be changed only by starting the machine anew: set kernel.yama.ptrace_scope=1 in /etc/sysctl.d"});
  const bool counts = !first_line("/proc/self/schedstat").empty();
  findings.push_back({counts ? Kind::good : Kind::in_the_way, "run counts of threads: /proc/PID/schedstat",
                      "this kernel was built without CONFIG_SCHED_INFO; use one of your distribution's"});
  return findings;
}

Finding ipv6() {
  const Descriptor socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return {socket ? Kind::good : Kind::worth_knowing, socket ? "IPv6" : "no IPv6",
          "a submission that makes an IPv6 socket fails here; is it switched off (ipv6.disable=1)?"};
}

Finding room() {
  const char* given = std::getenv("TMPDIR");
  const std::string folder = given != nullptr && *given != '\0' ? given : "/tmp";
  struct statvfs space {};
  const auto advice = "make room in " + folder + ", or set TMPDIR to a folder that has some";
  if (statvfs(folder.c_str(), &space) != 0) return {Kind::in_the_way, fmt::format("{}: {}", folder, std::strerror(errno)), advice};
  constexpr unsigned long enough_megabytes = 64;
  constexpr unsigned long enough_files = 100;
  const auto megabytes = space.f_bavail * space.f_frsize >> 20;
  const bool files = space.f_files == 0 || space.f_favail >= enough_files;
  return {megabytes >= enough_megabytes && files ? Kind::good : Kind::in_the_way,
          fmt::format("room in {}: {} MB{}", folder, megabytes, files ? "" : ", but no more files"), advice};
}

/// By building a program, in a box.
Finding compiler(Isolation isolation) {
  try {
    if (isolation == Isolation::namespaces) prepare_for_boxes();
    const TemporaryFolder folder;
    const auto source = folder.path() / "trial.cpp";
    std::ofstream(source) << "#include <sys/socket.h>\nint main() { return socket(AF_INET, SOCK_STREAM, 0) < 0; }\n";
    const auto build = build_programs({{"trial", "trial.cpp", source, {}, false}}, isolation, folder.path());
    if (build.ok) return {Kind::good, "compiler: g++ builds a program"};
    return {Kind::in_the_way, "compiler: g++ does not build the simplest program", build.diagnostics};
  } catch (const std::exception& failure) {
    return {Kind::in_the_way, "compiler", failure.what()};
  }
}

void say(const Finding& finding) {
  const char* mark = finding.kind == Kind::good ? "ok" : finding.kind == Kind::worth_knowing ? "-" : "!";
  std::cout << fmt::format("{:<5} {}\n", mark, finding.what);
  if (finding.kind == Kind::good) return;
  for (std::size_t at = 0; at < finding.advice.size();) {
    const auto end = std::min(finding.advice.find('\n', at), finding.advice.size());
    std::cout << "      " << finding.advice.substr(at, end - at) << "\n";
    at = end + 1;
  }
}

int run(Isolation required) {
  utsname kernel{};
  uname(&kernel);
  std::cout << fmt::format("      {} {} {}, {}\n", kernel.sysname, kernel.release, kernel.machine,
                           geteuid() == 0 ? "root" : "an ordinary user");
  const auto probe = probe_isolation();
  std::vector<Finding> findings{isolation(probe, required), landlock(probe.best)};
  for (auto& finding : views_of_processes()) findings.push_back(std::move(finding));
  findings.push_back(ipv6());
  findings.push_back(room());
  findings.push_back(compiler(probe.best));
  bool can_grade = true;
  for (const auto& finding : findings) {
    say(finding);
    can_grade = can_grade && finding.kind != Kind::in_the_way;
  }
  std::cout << fmt::format("      labs: {}\n", find_places().labs.string());
  return can_grade ? full_marks : fault;
}

}  // namespace

void add_doctor(CLI::App& app, Command& chosen) {
  auto required = std::make_shared<std::string>("uid");
  auto* command = app.add_subcommand("doctor", "what this machine can do, and what to do about what it cannot");
  command->add_option("--require", *required, "exit status 3 when this isolation, or a better one, cannot be had")
      ->check(CLI::IsMember({"namespaces", "uid", "bare"}));
  command->callback([required, &chosen] { chosen = [required] { return run(isolation_from(*required)); }; });
}

}  // namespace wirelab
