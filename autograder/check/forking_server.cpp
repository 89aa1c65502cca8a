#include "check/forking_server.hpp"

#include <signal.h>

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "check/evidence.hpp"
#include "model/text.hpp"
#include "process/open_files.hpp"

namespace wirelab::check {
namespace {

/// At the latest this long after its last child's end a server has collected it, without a new client.
constexpr std::chrono::seconds collecting_time{3};
constexpr std::size_t longest_greeting = 64;

/// LINE is "#N PID", decimal, and nothing else.
bool parse_greeting(std::string_view line, Greeting& greeting) {
  const char* const end = line.data() + line.size();
  if (line.size() < 2 || line[0] != '#') return false;
  const auto number = std::from_chars(line.data() + 1, end, greeting.number);
  if (number.ec != std::errc{} || number.ptr == end || *number.ptr != ' ') return false;
  const auto process = std::from_chars(number.ptr + 1, end, greeting.process.number);
  return process.ec == std::errc{} && process.ptr == end;
}

std::vector<Pid> numbers_of(const std::vector<Task>& tasks, bool (*wanted)(const Task&)) {
  std::vector<Pid> processes;
  for (const auto& task : tasks)
    if (wanted(task) && std::ranges::find(processes, task.process) == processes.end()) processes.push_back(task.process);
  return processes;
}

std::string list_of(const std::vector<Pid>& processes) {
  std::vector<pid_t> numbers;
  for (const Pid process : processes) numbers.push_back(process.number);
  return fmt::format("pid {}", fmt::join(numbers, ", "));
}

/// Processes all of whose threads are zombies.
std::vector<Pid> zombies_of(const Look& look) {
  auto zombies = numbers_of(look.tasks, [](const Task& task) { return task.zombie(); });
  for (const Pid alive : numbers_of(look.tasks, [](const Task& task) { return !task.zombie(); })) std::erase(zombies, alive);
  return zombies;
}

}  // namespace

Ending GreetedClient::wait_for_a_line() {
  return world().wait_for([this] { return peer().inbox().find('\n') != std::string::npos; },
                          [this] { return peer().ended() || peer().was_reset() || peer().inbox().size() > longest_greeting; });
}

bool GreetedClient::is_greeted() { return wait_for_a_line() == Ending::met; }

Greeting GreetedClient::expect_greeting() {
  const auto line = [this] { return std::string_view(peer().inbox()).substr(0, peer().inbox().find('\n')); };
  const auto ending = wait_for_a_line();
  const std::string expected = "the first line, \"#N PID\\n\", before the client has said anything";
  Greeting greeting;
  if (ending == Ending::met && parse_greeting(line(), greeting)) {
    world().timeline().grader("receive", fmt::format("{}: {}", called(), quote(line())));
    peer().take(line().size() + 1);
    process_ = greeting.process;
    return greeting;
  }
  auto seen = peer().inbox().empty() ? std::string("nothing") : quote(peer().inbox());
  auto what = unmet("greeting");
  what.probe = [this](Facts& facts) { probe_reply(facts); };
  if (ending == Ending::met) fail(expected, seen, what);
  if (peer().was_reset())
    seen += ", then RST (the connection was broken off)";
  else if (peer().ended())
    seen += ", then FIN (the end of the stream)";
  else
    seen += "; " + explain(world(), program(), ending);
  fail(expected, seen, what);
}

Unmet GreetedClient::number_unmet(unsigned long wanted, unsigned long got) const {
  auto what = unmet("number", std::to_string(wanted));
  what.got = std::to_string(got);
  return what;
}

void GreetedClient::expect_number(unsigned long number) {
  const auto greeting = expect_greeting();
  if (greeting.number != number)
    world().fail(fmt::format("the first line begins \"#{} \"", number),
                 fmt::format("\"#{} {}\"", greeting.number, greeting.process.number), number_unmet(number, greeting.number));
}

void GreetedClient::expect_to_be_served_by(Pid process) {
  const auto& server = program().program;
  const auto expected =
      fmt::format("{} tells the PID of the process that serves {}: one of its own, and not its first", program().called, called());
  const auto processes = server.view().processes();
  if (std::ranges::find(processes, process) == processes.end())
    world().fail(expected, fmt::format("the first line tells {}, and it has {}", process.number, list_of(processes)),
                 unmet("process"));
  if (process == server.first_process())
    world().fail(expected, fmt::format("pid {} is its first process", process.number), unmet("process"));
  const auto end = programs_end();
  const bool holds = end && std::ranges::any_of(open_files(server.view(), process),
                                                [&](const OpenFile& file) { return file.socket_inode() == end->inode; });
  if (!holds)
    world().fail(expected, fmt::format("pid {} does not hold the socket of this connection", process.number), unmet("process"));
}

std::vector<GreetedClient> ForkingServer::greet(std::size_t count) {
  std::vector<GreetedClient> clients;
  for (std::size_t number = 0; number < count; ++number) {
    clients.push_back(connect());
    clients.back().expect_greeting();
  }
  return clients;
}

std::vector<Pid> ForkingServer::others() const {
  auto processes = started().program.view().processes();
  std::erase(processes, started().program.first_process());
  return processes;
}

void ForkingServer::expect_all_different(const std::vector<Pid>& processes) {
  if (std::set<Pid>(processes.begin(), processes.end()).size() != processes.size())
    world().fail("each client has a process of its own", "the first lines tell " + list_of(processes));
}

void ForkingServer::expect_parent_without_connections() {
  settle();
  const auto sockets = world().sockets().tcp();
  for (const auto& file : open_files(program().view(), program().first_process())) {
    const auto inode = file.socket_inode();
    const auto found = std::ranges::find_if(
        sockets, [&](const Socket& socket) { return inode && socket.inode == *inode && socket.state != TcpState::listen; });
    if (found == sockets.end()) continue;
    world().fail("the server's first process holds no client's socket, only its children do",
                 fmt::format("fd {} of pid {} = {} <-> {}", file.number, program().first_process().number, found->local.to_string(),
                             found->remote.to_string()),
                 unmet("parent without connections"));
  }
}

void ForkingServer::expect_only_parent_listens() {
  settle();
  const auto listening = world().sockets().listening();
  for (const Pid process : others())
    for (const auto& file : open_files(program().view(), process)) {
      const auto inode = file.socket_inode();
      const bool listens = inode && std::ranges::any_of(listening, [&](const Socket& socket) { return socket.inode == *inode; });
      if (listens)
        world().fail("a child does not hold the socket that listens",
                     fmt::format("fd {} of pid {} is the socket that listens on port {}", file.number, process.number, port()),
                     unmet("only the parent listens"));
    }
}

void ForkingServer::expect_no_zombie() {
  std::vector<Pid> zombies;
  const auto collected = [&] {
    zombies = zombies_of(look_at(program().view()));
    return zombies.empty();
  };
  const auto ending = world().watch_until(collected, collecting_time);
  if (ending == Ending::met) return;
  world().fail(
      "every child that has ended is collected",
      fmt::format("{} zombie{} ({}); {}", zombies.size(), zombies.size() == 1 ? "" : "s", list_of(zombies), explained(ending)),
      unmet("no zombie"));
}

void ForkingServer::expect_no_other_process() {
  std::vector<Pid> left;
  const auto alone = [&] {
    const auto look = look_at(program().view());
    left = numbers_of(look.tasks, [](const Task& task) { return !task.zombie(); });
    std::erase(left, program().first_process());
    return left.empty() && !look.vanished;
  };
  const auto ending = world().watch_until(alone, collecting_time);
  if (ending == Ending::met) return;
  world().fail("without a client there is no process but the first", fmt::format("{}; {}", list_of(left), explained(ending)),
               unmet("no other process"));
}

void ForkingServer::stop_parent() {
  world().timeline().grader("stop", "the first process");
  tell("had its first process stopped for a moment (SIGSTOP)");
  program().signal(SIGSTOP);
  const auto first = program().first_process();
  world().wait_while_stopped([&] {
    return std::ranges::all_of(look_at(program().view()).tasks,
                               [&](const Task& task) { return task.process != first || task.stopped(); });
  });
}

void ForkingServer::resume_parent() {
  world().timeline().grader("continue", "the first process");
  tell("went on (SIGCONT)");
  program().signal(SIGCONT);
}

void ForkingServer::let_end(const std::vector<GreetedClient>& clients) {
  world().wait_beside_stopped([&] {
    const auto alive = numbers_of(look_at(program().view()).tasks, [](const Task& task) { return !task.zombie(); });
    return std::ranges::none_of(
        clients, [&](const GreetedClient& client) { return std::ranges::find(alive, client.process()) != alive.end(); });
  });
}

void ForkingServer::kill_child(Pid process, int signal) {
  const auto children = others();
  if (std::ranges::find(children, process) == children.end())
    world().fail("the first line tells the PID of a child of the server",
                 fmt::format("{}; it has {}", process.number, list_of(children)));
  tell(fmt::format("had its child {} killed (SIG{})", process.number, sigabbrev_np(signal)));
  world().timeline().grader("kill a child", fmt::format("pid {}, SIG{}", process.number, sigabbrev_np(signal)));
  program().signal(process, signal);
}

void ForkingServer::kill_parent() {
  tell("had its first process killed (SIGKILL)");
  world().timeline().grader("kill", "the first process");
  program().signal(SIGKILL);
  const auto ending = world().wait_for([this] { return program().wait_status().has_value(); });
  if (ending != Ending::met) world().fail("SIGKILL ends the first process", explained(ending));
}

void ForkingServer::forbid_processes() {
  if (world().session().isolation == Isolation::bare)
    throw CannotTest{"without a user namespace of its own the number of a program's processes cannot be limited"};
  settle();
  tell("could start no further process");
  world().timeline().grader("limit processes", "none further");
  program().limit_processes(1);
}

void ForkingServer::allow_processes() {
  tell("could start processes again");
  world().timeline().grader("limit processes", "as before");
  program().limit_processes(Limits{}.processes);
}

void ForkingServer::expect_number_after_a_refused_client(unsigned long number) {
  if (world().session().isolation == Isolation::bare) return;
  forbid_processes();
  connect();
  settle_or_end();
  allow_processes();
  if (!listens()) return;
  auto next = connect();
  if (next.is_greeted()) next.expect_number(number);
}

void ForkingServer::expect_others_alive() {
  settle_or_end();
  if (!program().witness_lives())
    world().fail("nobody else ends: only the server and its children",
                 "another process, which was in the same process group, was ended too", unmet("others alive"));
}

}  // namespace wirelab::check
