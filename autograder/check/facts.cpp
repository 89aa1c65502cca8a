#include "check/facts.hpp"

#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <sstream>

#include "process/open_files.hpp"
#include "process/plain_file.hpp"

namespace wirelab::check {
namespace {

/// Of what a program wrote: enough for any rule.
constexpr std::size_t kept_bytes = 4096;

std::string client_at(const World& world, const Socket& socket) {
  for (const auto& named : world.peers())
    if (named.peer.local() == socket.remote && named.peer.remote() == socket.local) return named.called;
  return {};
}

TaskFact fact_of(const Task& task) {
  TaskFact fact;
  fact.process = task.process.number;
  fact.parent = task.parent.number;
  fact.state = task.zombie() ? "zombie" : task.stopped() ? "stopped" : task.call ? "asleep" : "running";
  if (task.zombie() || !task.call) return fact;
  fact.call = describe(*task.call);
  fact.call.resize(std::min(fact.call.size(), fact.call.find('(')));
  fact.descriptor = descriptor_of(*task.call).value_or(-1);
  return fact;
}

SocketFact fact_of(const World& world, const Socket& socket) {
  SocketFact fact;
  fact.kind = socket.protocol == Protocol::tcp ? "tcp" : "udp";
  fact.state = socket.protocol == Protocol::tcp ? to_string(socket.state) : "";
  fact.local_address = socket.local.address.to_string();
  fact.local_port = socket.local.port.number;
  fact.remote_address = socket.remote.address.to_string();
  fact.remote_port = socket.remote.port.number;
  fact.ipv6 = socket.ipv6_socket;
  fact.client = client_at(world, socket);
  fact.receive_queue = socket.receive_queue;
  fact.send_queue = socket.send_queue;
  return fact;
}

void add_sockets(const World& world, const std::map<std::uint64_t, Socket>& sockets, const ProcessView& view, ProgramFact& fact) {
  for (const Pid process : view.processes())
    for (const auto& file : open_files(view, process)) {
      const auto inode = file.socket_inode();
      if (!inode) continue;
      const auto found = sockets.find(*inode);
      SocketFact socket;
      if (found != sockets.end())
        socket = fact_of(world, found->second);
      else
        socket.kind = "other";
      socket.process = process.number;
      socket.descriptor = file.number;
      fact.sockets.push_back(std::move(socket));
    }
}

template <typename Number>
Number number_in(std::string_view text) {
  Number number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// PID, name, result, errno, arguments, with tabs between.
Call call_in(std::string_view line) {
  std::vector<std::string> parts(1);
  for (const char character : line) {
    if (character == '\t')
      parts.emplace_back();
    else
      parts.back() += character;
  }
  if (parts.size() < 4) return {};
  const int error = number_in<int>(parts[3]);
  const char* const name = error == 0 ? nullptr : strerrorname_np(error);
  return {
      number_in<int>(parts[0]), parts[1], number_in<long>(parts[2]), name == nullptr ? "" : name, {parts.begin() + 4, parts.end()}};
}

}  // namespace

std::string to_string(Ending ending) {
  switch (ending) {
    case Ending::met:
      return "met";
    case Ending::hopeless:
      return "hopeless";
    case Ending::settled:
      return "settled";
    case Ending::until_a_timer:
      return "until a timer";
    case Ending::stopped:
      return "stopped";
    case Ending::busy_loop:
      return "busy loop";
    case Ending::out_of_time:
      break;
  }
  return "out of time";
}

std::vector<Call> calls_of(const Program& program) {
  std::vector<Call> calls;
  if (program.has_left_its_box()) return calls;  // as it was: no call was logged there
  const auto& folder = program.box().writable_folder();
  if (!folder) return calls;
  // The program could have put anything in its place: nothing but a plain file is read, and no more than the shim writes.
  const Descriptor file(openat(folder.get(), "calls", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file) return calls;
  std::istringstream text(read_all(file.get()));
  for (std::string line; std::getline(text, line);) {
    auto call = call_in(line);
    if (!call.name.empty()) calls.push_back(std::move(call));
  }
  return calls;
}

void keep_around_the_difference(std::string& wanted, std::string& got) {
  constexpr std::size_t around = 16 << 10;
  const auto [first, other] = std::ranges::mismatch(wanted, got);
  const auto same = static_cast<std::size_t>(first - wanted.begin());
  const auto begin = same - std::min(same, around);
  wanted = wanted.substr(begin, same - begin + around);
  got = got.substr(begin, same - begin + around);
}

Facts gather_facts(const World& world) {
  Facts facts;
  facts.second_look = world.session().second_look && world.session().isolation == Isolation::namespaces;
  std::map<std::uint64_t, Socket> sockets;
  for (const auto& list : {world.sockets().tcp(), world.sockets().udp()})
    for (const auto& socket : list) {
      if (socket.inode != 0) sockets.emplace(socket.inode, socket);
      if (const auto client = client_at(world, socket); !client.empty() && socket.waits_to_be_accepted())
        facts.not_accepted.push_back(client);
    }
  for (const auto& started : world.programs()) {
    const auto& program = started.program;
    ProgramFact fact;
    fact.called = started.called;
    fact.executable = started.launch.executable;
    fact.arguments = started.launch.arguments;
    fact.asked_port = started.port.value_or(Port{}).number;
    fact.first_process = program.first_process().number;
    if (const auto status = program.wait_status()) {
      fact.ended = true;
      if (WIFEXITED(*status)) fact.exit_status = WEXITSTATUS(*status);
      if (WIFSIGNALED(*status)) fact.signal = WTERMSIG(*status);
    }
    for (const auto& task : look_at(program.view()).tasks) fact.tasks.push_back(fact_of(task));
    add_sockets(world, sockets, program.view(), fact);
    fact.output.value = program.standard_output().head().substr(0, kept_bytes);
    fact.error_output.value = program.standard_error().tail(400);
    if (facts.second_look) {
      fact.calls = calls_of(program);
      if (fact.calls.empty()) fact.calls = started.calls_before_it_was_killed;
    }
    facts.programs.push_back(std::move(fact));
  }
  return facts;
}

}  // namespace wirelab::check
