#include "check/evidence.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/text.hpp"
#include "process/copy_descriptor.hpp"
#include "process/open_files.hpp"

namespace wirelab::check {
namespace {

constexpr std::size_t shown_error_output = 400;
constexpr std::size_t shown_lines = 14;

std::size_t index_of(const World& world, const StartedProgram& program) {
  std::size_t at = 0;
  for (const auto& started : world.programs()) {
    if (&started == &program) return at;
    ++at;
  }
  return at;
}

const Look* last_look(const World& world, const StartedProgram& program) {
  const auto at = index_of(world, program);
  return at < world.last_looks().size() ? &world.last_looks()[at] : nullptr;
}

std::string describe_task(const Task& task) {
  if (task.zombie()) return fmt::format("pid {} is a zombie: it has ended and nobody has collected it", task.process.number);
  const auto who = task.id == task.process ? fmt::format("pid {}", task.process.number)
                                           : fmt::format("pid {}, thread {},", task.process.number, task.id.number);
  if (task.stopped()) return who + " is stopped";
  if (!task.call) return who + " is running";
  return fmt::format("{} is blocked in {}", who, describe(*task.call));
}

/// A first thread that ended before its process looks like a zombie, but there is nothing to collect.
bool is_ended_first_thread(const Task& task, const std::vector<Task>& tasks) {
  return task.zombie() &&
         std::ranges::any_of(tasks, [&task](const Task& other) { return other.process == task.process && other.id != task.id; });
}

/// The name of the client at the other end, when it is one of ours.
std::string client_at(const World& world, const Socket& socket) {
  for (const auto& named : world.peers())
    if (named.peer.local() == socket.remote && named.peer.remote() == socket.local) return named.called;
  return {};
}

std::string describe_socket(const World& world, const Socket& socket) {
  if (socket.protocol == Protocol::udp) return fmt::format("UDP socket on {}", socket.local.to_string());
  if (socket.state == TcpState::listen)
    return fmt::format("listens on {}, {} waiting of at most {}", socket.local.to_string(), socket.receive_queue,
                       socket.send_queue);
  auto text = fmt::format("{} <-> {}", socket.local.to_string(), socket.remote.to_string());
  if (const auto client = client_at(world, socket); !client.empty()) text += fmt::format(" ({})", client);
  text += fmt::format(", {}", to_string(socket.state));
  if (socket.receive_queue > 0) text += fmt::format(", {} bytes unread", with_commas(socket.receive_queue));
  if (socket.send_queue > 0) text += fmt::format(", {} bytes not acknowledged", with_commas(socket.send_queue));
  return text;
}

/// What the kernel says about a socket that is in no table, asked through a copy of it.
std::string describe_unlisted(const ProcessView& view, Pid process, int number) {
  const auto copy = copy_descriptor(view, process, number).copy;
  int type = 0;
  socklen_t size = sizeof type;
  if (!copy || getsockopt(copy.get(), SOL_SOCKET, SO_TYPE, &type, &size) != 0) return "a socket";
  sockaddr_storage storage{};
  size = sizeof storage;
  auto* address = reinterpret_cast<sockaddr*>(&storage);
  std::string kind = type == SOCK_DGRAM ? "UDP socket" : type == SOCK_STREAM ? "TCP socket" : "socket";
  if (getsockname(copy.get(), address, &size) != 0) return kind;
  Endpoint local;
  if (address->sa_family == AF_INET) {
    sockaddr_in ipv4{};
    std::memcpy(&ipv4, &storage, sizeof ipv4);
    local = Endpoint::from_sockaddr(ipv4);
  } else if (address->sa_family == AF_INET6) {
    sockaddr_in6 ipv6{};
    std::memcpy(&ipv6, &storage, sizeof ipv6);
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &ipv6.sin6_addr, bytes.size());
    local = {Address::ipv6(bytes), Port{ntohs(ipv6.sin6_port)}};
  } else {
    return kind;
  }
  if (local.port == Port{}) return kind + ", not bound and not connected";
  return fmt::format("{} bound to {}, not listening and not connected", kind, local.to_string());
}

std::map<std::uint64_t, Socket> sockets_by_inode(const World& world) {
  std::map<std::uint64_t, Socket> sockets;
  for (const auto& list : {world.sockets().tcp(), world.sockets().udp()})
    for (const auto& socket : list)
      if (socket.inode != 0) sockets.emplace(socket.inode, socket);
  return sockets;
}

void add_unaccepted(const World& world, std::vector<std::string>& lines) {
  for (const auto& socket : world.sockets().tcp()) {
    const auto client = client_at(world, socket);
    if (!client.empty() && socket.waits_to_be_accepted())
      lines.push_back(
          fmt::format("{} has not been accepted{}", client,
                      socket.receive_queue > 0 ? fmt::format(", {} bytes unread", with_commas(socket.receive_queue)) : ""));
  }
}

void add_error_output(const StartedProgram& started, std::vector<std::string>& lines) {
  const auto& output = started.program.standard_error();
  if (output.total() == 0) return;
  lines.push_back(fmt::format("standard error: {}", quote(output.tail(shown_error_output), shown_error_output)));
}

std::vector<std::string> evidence_of(const World& world, const StartedProgram& started) {
  std::vector<std::string> lines;
  const auto& program = started.program;
  if (program.exec_error())
    lines.emplace_back("it could not be executed");
  else if (program.wait_status())
    lines.push_back("it has ended: " + describe_wait_status(*program.wait_status()));
  if (started.took_too_much_memory) lines.push_back("the grader ended it: " + memory_of_all(started));
  const auto tasks = look_at(program.view()).tasks;
  for (const auto& task : tasks)
    if (!is_ended_first_thread(task, tasks)) lines.push_back(describe_task(task));
  for (auto& line : describe_sockets(world, started)) lines.push_back(std::move(line));
  add_error_output(started, lines);
  return lines;
}

}  // namespace

std::string memory_of_all(const StartedProgram& started) {
  return fmt::format("its processes together had more than {} MiB in memory", started.launch.limits.memory_bytes >> 20);
}

std::vector<std::string> describe_sockets(const World& world, const StartedProgram& started) {
  std::vector<std::string> lines;
  const auto sockets = sockets_by_inode(world);
  const auto& view = started.program.view();
  std::set<std::uint64_t> unix_inodes;
  for (const auto& socket : unix_sockets(view.proc(), view.guardian())) unix_inodes.insert(socket.inode);
  const auto processes = view.processes();
  for (const Pid process : processes) {
    const auto prefix = processes.size() > 1 ? fmt::format("pid {}: ", process.number) : std::string();
    for (const auto& file : open_files(view, process)) {
      const auto inode = file.socket_inode();
      if (!inode) continue;
      const auto found = sockets.find(*inode);
      if (found != sockets.end())
        lines.push_back(fmt::format("{}fd {} = {}", prefix, file.number, describe_socket(world, found->second)));
      else if (unix_inodes.contains(*inode))
        lines.push_back(fmt::format("{}fd {} = Unix-domain socket", prefix, file.number));
      else
        lines.push_back(fmt::format("{}fd {} = {}", prefix, file.number, describe_unlisted(view, process, file.number)));
    }
  }
  return lines;
}

std::vector<std::string> gather_evidence(const World& world) {
  std::vector<std::string> lines;
  for (const auto& started : world.programs()) {
    // Each program counts its processes from 2: with several, whose they are must be said.
    const auto whose = world.programs().size() > 1 ? started.called + ": " : std::string();
    for (const auto& line : evidence_of(world, started)) lines.push_back(whose + line);
  }
  add_unaccepted(world, lines);
  if (lines.size() > shown_lines) {
    lines[shown_lines - 1] = fmt::format("... and {} more", lines.size() - shown_lines + 1);
    lines.resize(shown_lines);
  }
  return lines;
}

std::string waits_in(const World& world, const StartedProgram& program) {
  const auto* look = last_look(world, program);
  if (look == nullptr) return {};
  std::vector<std::string> calls;
  for (const auto& task : look->tasks) {
    if (!task.call || task.zombie()) continue;
    auto call = describe(*task.call);
    if (std::ranges::find(calls, call) == calls.end()) calls.push_back(std::move(call));
  }
  return fmt::format("{}", fmt::join(calls, " and "));
}

std::string explain(const World& world, const StartedProgram& started, Ending ending) {
  const auto& program = started.program;
  const auto called = started.called;
  if (program.exec_error()) return fmt::format("{} could not be executed", called);
  const auto* look = last_look(world, started);
  const bool gone = program.wait_status() && (look == nullptr || look->tasks.empty());
  if (gone && started.took_too_much_memory) return fmt::format("{} was ended by the grader: {}", called, memory_of_all(started));
  if (gone) return fmt::format("{} has ended: {}", called, describe_wait_status(*program.wait_status()));
  const auto calls = waits_in(world, started);
  switch (ending) {
    case Ending::stopped:
      return fmt::format("{} is stopped by a signal", called);
    case Ending::busy_loop:
      return fmt::format("{} uses the processor all the time and nothing comes of it (a busy loop)", called);
    case Ending::until_a_timer:
      return fmt::format("{} waits in {}, {} a timer, and did nothing for {:.1f} s", called, calls,
                         world.call_shows_timer() ? "with" : "perhaps with", world.watched_timers_for().count());
    case Ending::out_of_time:
      if (world.took_too_long()) return fmt::format("{} did a little all the time, and the conversation came to no end", called);
      return fmt::format("{} was neither waiting nor looping, and nothing came for {:.1f} s", called, world.deadline().count());
    default:
      return fmt::format("{} has settled: it waits in {}", called, calls);
  }
}

std::vector<Socket> sockets_of(const World& world, const StartedProgram& program) {
  std::set<std::uint64_t> inodes;
  const auto& view = program.program.view();
  for (const Pid process : view.processes())
    for (const auto& file : open_files(view, process))
      if (const auto inode = file.socket_inode()) inodes.insert(*inode);
  std::vector<Socket> held;
  for (const auto& [inode, socket] : sockets_by_inode(world))
    if (inodes.contains(inode)) held.push_back(socket);
  return held;
}

}  // namespace wirelab::check
