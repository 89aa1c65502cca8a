#include "check/running_program.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "check/evidence.hpp"
#include "check/facts.hpp"
#include "model/text.hpp"

namespace wirelab::check {
namespace {

/// More than this in a second is not idle any more.
constexpr std::chrono::milliseconds idle_processor_time{50};
constexpr std::chrono::seconds idle_watch{1};

}  // namespace

void RunningProgram::expect_output(std::string_view text) {
  const auto& output = started_->program.standard_output();
  const auto wrong = [&] { return !text.starts_with(std::string_view(output.head()).substr(0, text.size())); };
  auto ending = world_->wait_for([&] { return output.head().size() >= text.size(); }, wrong);
  if (ending == Ending::met && !wrong()) ending = world_->wait_until_quiet();
  if (output.head() == text && output.complete()) return;
  const std::string expected = fmt::format("{} on standard output, and nothing else", quote(text, 80));
  auto what = unmet("output", text, output.head());
  what.probe = [this](Facts& facts) { probe_output(facts); };
  if (output.total() == 0)
    world_->fail(expected, "nothing on standard output, which is a pipe here; " + explain(*world_, *started_, ending), what);
  const bool short_only = text.starts_with(output.head());
  const auto seen = fmt::format("{} on standard output", quote(output.head(), 160));
  if (short_only) world_->fail(expected, fmt::format("only {}; {}", seen, explain(*world_, *started_, ending)), what);
  world_->fail(expected, text.size() > 80 ? fmt::format("{}; {}", seen, first_difference(text, output.head())) : seen, what);
}

void RunningProgram::expect_no_output_with(std::string_view text) {
  const auto& output = started_->program.standard_output();
  const auto printed = [&] { return output.head().find(text) != std::string::npos; };
  world_->wait_until_quiet(printed);
  if (printed())
    world_->fail(fmt::format("not {} on standard output", quote(text)), quote(output.head(), 160),
                 unmet("no output", text, output.head()));
}

Port RunningProgram::expect_ready_line() {
  const auto& output = started_->program.standard_output();
  const auto ending = world_->wait_for([&output] { return output.head().find('\n') != std::string::npos; });
  const auto line = output.head().substr(0, output.head().find('\n'));
  constexpr std::string_view start = "ready 0.0.0.0 ";
  std::uint16_t number = 0;
  const char* const end = line.data() + line.size();
  const bool right = line.starts_with(start) && std::from_chars(line.data() + start.size(), end, number).ptr == end;
  if (ending != Ending::met || !right || number == 0)
    world_->fail("the line \"ready 0.0.0.0 PORT\" on standard output, with the port that the kernel chose",
                 output.total() == 0 ? "nothing; " + explain(*world_, *started_, ending) : quote(output.head(), 160),
                 unmet("ready line"));
  return {number};
}

void RunningProgram::expect_error_output_with(std::string_view word) { expect_error_output_with_one_of({word}); }

void RunningProgram::expect_error_output_with_one_of(std::initializer_list<std::string_view> words) {
  const auto& output = started_->program.standard_error();
  // Of a flood the head and the tail are kept.
  const auto seen = [&output](std::string_view word) {
    return output.head().find(word) != std::string::npos || output.tail(output.total()).find(word) != std::string::npos;
  };
  if (world_->wait_for([&] { return std::any_of(words.begin(), words.end(), seen); }) == Ending::met) return;
  std::vector<std::string> quoted;
  for (const auto word : words) quoted.push_back(quote(word));
  world_->fail(fmt::format("{} somewhere on standard error", fmt::join(quoted, " or ")),
               output.total() == 0 ? "nothing on standard error" : quote(output.tail(160), 160), unmet("error output"));
}

void RunningProgram::expect_exit(int status) {
  const auto ending = world_->wait_for([this] { return program().wait_status().has_value(); });
  const auto expected = fmt::format("exit status {}", status);
  if (ending != Ending::met) {
    const auto instead = what_it_has_instead();
    world_->fail(expected,
                 fmt::format("it goes on{}{}; {}", instead.empty() ? "" : ": ", instead, explain(*world_, *started_, ending)),
                 unmet("exit", std::to_string(status)));
  }
  const int seen = *program().wait_status();
  if (!WIFEXITED(seen) || WEXITSTATUS(seen) != status)
    world_->fail(expected, describe_wait_status(seen), unmet("exit", std::to_string(status)));
}

void RunningProgram::expect_end_by_sigterm() {
  const auto expected = started_->called + " ends, with status 0 or by SIGTERM, and every process of it";
  const auto ending = world_->wait_for([this] { return program().wait_status() && program().view().processes().empty(); });
  if (ending != Ending::met)
    world_->fail(expected,
                 program().wait_status() ? "it has ended, but not every process of it"
                                         : "it goes on; " + explain(*world_, *started_, ending),
                 unmet("end by SIGTERM"));
  const int seen = *program().wait_status();
  const bool fine = WIFEXITED(seen) ? WEXITSTATUS(seen) == 0 : WTERMSIG(seen) == SIGTERM;
  if (!fine) world_->fail(expected, describe_wait_status(seen), unmet("end by SIGTERM"));
}

void RunningProgram::expect_idle() {
  const auto before = look_at(program().view()).processor_time();
  const auto began = std::chrono::steady_clock::now();
  const auto ending = world_->watch_for(idle_watch * world_->session().time_scale);
  const auto look = look_at(program().view());
  const std::string expected = "no processor time is used while there is nothing to do";
  if (look.tasks.empty()) world_->fail(started_->called + " goes on", explain(*world_, *started_, ending), unmet("goes on"));
  if (ending == Ending::settled || ending == Ending::stopped) return;
  const auto used = std::chrono::duration<double, std::milli>(look.processor_time() - before);
  const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began);
  if (ending == Ending::until_a_timer && used < idle_processor_time * took.count()) return;
  world_->fail(expected, fmt::format("{:.0f} ms of processor time in {:.1f} s", used.count(), took.count()), unmet("idle"));
}

void RunningProgram::expect_to_go_on() {
  const auto ending = world_->watch_for(patient_watch);
  if (program().view().processes().empty())
    world_->fail(started_->called + " goes on, however long nothing comes", explain(*world_, *started_, ending), unmet("goes on"));
}

void RunningProgram::expect_no_socket_at_its_end() {
  const auto sockets = world_->sockets_at_the_end_of(*started_);
  const auto* expected = "no socket is opened before the arguments have been looked at";
  if (!sockets.open.empty())
    world_->fail(expected, fmt::format("when it ended it had {}", fmt::join(sockets.open, "; ")), unmet("no socket"));
  if (sockets.closed_one) world_->fail(expected, "it had opened one, and closed it again when it ended", unmet("no socket"));
}

void RunningProgram::expect_usage_error() {
  expect_exit(2);
  expect_error_output_with("usage");
  expect_output("");
}

void RunningProgram::type(std::string_view bytes) {
  tell("got " + quote(bytes) + " on standard input");
  world_->timeline().grader("type", fmt::format("{}: {}", started_->called, quote(bytes)));
  program().type(bytes);
}

void RunningProgram::end_input() {
  tell("got the end of standard input");
  world_->timeline().grader("end of input", started_->called);
  program().end_input();
}

void RunningProgram::settle_or_end() { world_->wait_until_quiet(); }

void RunningProgram::settle() {
  const auto ending = world_->wait_until_quiet();
  if (program().view().processes().empty())
    world_->fail(started_->called + " goes on", explain(*world_, *started_, ending), unmet("goes on"));
}

void RunningProgram::stop() {
  world_->timeline().grader("stop", started_->called);
  tell("was stopped for a moment (SIGSTOP)");
  std::size_t stopped_before = 0;  // tasks, all of them stopped; 0: not so
  const auto ending = world_->wait_while_stopped([&] {
    // Again and again: a process that was started between listing and signalling has not got it.
    program().signal_all(SIGSTOP);
    const auto look = look_at(program().view());
    const bool all =
        !look.vanished && std::ranges::all_of(look.tasks, [](const Task& task) { return task.stopped() || task.zombie(); });
    // One look is not enough: what was listed may have forked before it stopped. Once it has, it cannot, and a second list is
    // whole.
    const bool again = all && look.tasks.size() == stopped_before;
    stopped_before = all ? look.tasks.size() : 0;
    return again;
  });
  if (ending != Ending::met) world_->fail(started_->called + " can be stopped (SIGSTOP)", explain(*world_, *started_, ending));
}

void RunningProgram::resume() {
  world_->timeline().grader("continue", started_->called);
  tell("went on (SIGCONT)");
  program().signal_all(SIGCONT);
}

void RunningProgram::kill() {
  world_->timeline().grader("kill", started_->called);
  tell("was killed (SIGKILL)");
  if (world_->session().second_look) started_->calls_before_it_was_killed = calls_of(program());
  program().destroy();
}

void RunningProgram::terminate() {
  world_->timeline().grader("terminate", started_->called);
  tell("got SIGTERM");
  program().signal(SIGTERM);
}

std::string RunningProgram::what_it_has_instead() const {
  std::string text;
  for (const auto& socket : own_sockets()) {
    if (!text.empty()) text += "; ";
    if (socket.protocol == Protocol::udp)
      text += fmt::format("a UDP socket on {}", socket.local.to_string());
    else if (socket.state == TcpState::listen)
      text += fmt::format("it listens on {}", socket.local.to_string());
    else
      continue;
    const auto asked = started_->port;
    if (asked && socket.local.port == asked->swapped() && socket.local.port != *asked)
      text += fmt::format(" (0x{:04X}; {} is 0x{:04X})", socket.local.port.number, asked->number, asked->number);
  }
  if (!text.empty()) return text;
  const bool ended = started_->program.view().processes().empty();
  const auto lines = ended ? world_->sockets_at_the_end_of(*started_).open : describe_sockets(*world_, *started_);
  for (const auto& line : lines)
    if (line.find(" bound to ") != std::string::npos) return line.substr(line.find("= ") + 2) + (ended ? " when it ended" : "");
  return {};
}

Unmet RunningProgram::unmet(std::string expectation, std::string_view wanted, std::string_view got) const {
  return {std::move(expectation), started_, {}, std::string(wanted), std::string(got), {}, false, {}};
}

void RunningProgram::probe_output(Facts& facts) {
  if (!started_->port || started_->program.wait_status()) return;
  const auto seen = [this, &facts](const std::string& done) {
    const auto before = started_->program.standard_output().head().size();
    world_->wait_until_quiet();
    facts.probes[done].value = started_->program.standard_output().head().substr(before);
  };
  auto& client = world_->connect({Address::ipv4(0x7f000001), *started_->port}, {});
  seen("a client connects");
  client.peer.close();
  seen("the client leaves");
}

std::string RunningProgram::explained(Ending ending) const { return explain(*world_, *started_, ending); }

std::vector<Socket> RunningProgram::own_sockets() const { return sockets_of(*world_, *started_); }

}  // namespace wirelab::check
