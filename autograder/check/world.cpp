#include "check/world.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "check/evidence.hpp"
#include "check/facts.hpp"
#include "check/shim.hpp"
#include "model/fault.hpp"
#include "model/places.hpp"
#include "model/text.hpp"
#include "process/network.hpp"

namespace wirelab::check {
namespace {

using std::chrono::seconds;

constexpr int most_accepted_at_once = 64;
/// Far more than a client of a lab makes, and within the descriptors that a process usually has. Who makes more has to wait.
constexpr std::size_t most_connections = 512;
/// A program that tells all it does there leaves room on the time line for what the grader does.
constexpr int most_error_writes_noted = 20;

/// A fresh network, or one that can be used, before anything else of the world is made in it.
const Session& with_network(const Session& session) {
  if (session.isolation == Isolation::namespaces)
    enter_new_network();
  else
    require_loopback();
  return session;
}

}  // namespace

World::World(const Session& session, const std::filesystem::path& packets)
    : session_(with_network(session)), payload_(session.seed) {
  // The network of the host is not ours to listen to.
  if (session.isolation != Isolation::namespaces) return;
  const auto library = session.capture.empty() ? find_capture() : session.capture;
  if (!packets.empty())
    capture_.emplace(library, packets);
  else if (session.second_look)
    try_to_capture(library);
}

/// To name a bug, packets are not needed.
void World::try_to_capture(const std::filesystem::path& library) {
  try {
    capture_.emplace(library, std::filesystem::path());
  } catch (const GraderFault&) {
    capture_.reset();
  }
}

Port World::port() {
  auto port = payload_.port();
  if (session_.isolation == Isolation::namespaces) return port;
  while (true) {
    // Both: who forgets htons comes to the other one.
    auto reserved = reserve_port(port);
    auto swapped = reserve_port(port.swapped());
    if (reserved && swapped) {
      reserved_ports_.push_back(std::move(reserved));
      reserved_ports_.push_back(std::move(swapped));
      return port;
    }
    port = payload_.port();
  }
}

std::vector<Event> World::conversation() {
  if (!capture_) return timeline_.events();
  capture_->pump();
  return timeline_.with(capture_->seen());
}

StartedProgram& World::start(const std::string& executable, const std::vector<std::string>& arguments, std::string called,
                             const StartOptions& options) {
  Launch launch;
  launch.isolation = session_.isolation;
  launch.folder = session_.folder;
  launch.executable = executable;
  launch.arguments = arguments;
  launch.with_input = options.with_input;
  launch.with_witness = options.with_witness;
  launch.environment = options.environment;
  launch.preload = options.preload;
  if (session_.second_look) log_calls(launch);
  launch.limits.processor_time = seconds(std::max(20L, std::lround(20 * session_.time_scale)));
  std::string line = executable;
  for (const auto& argument : arguments) line += " " + argument;
  timeline_.grader("start", line);
  if (options.after_the_last && !programs_.empty()) {
    pump();
    programs_.push_back({std::move(called), launch, Program(launch, programs_.back().program), std::nullopt});
  } else {
    programs_.push_back({std::move(called), launch, Program(launch), std::nullopt});
  }
  nothing_seen_yet_ = true;
  return programs_.back();
}

LastSockets World::sockets_at_the_end_of(const StartedProgram& started) {
  auto launch = started.launch;
  launch.hold_at_exit = true;
  if (!session_.second_look) log_calls(launch);
  programs_.push_back({started.called, launch, Program(launch), started.port});
  auto& again = programs_.back();
  const auto ending_before = last_ending_;
  const auto ending = wait_while_stopped([&again] { return again.program.held_at_exit() || again.program.wait_status(); });
  LastSockets sockets;
  if (ending == Ending::met && again.program.held_at_exit()) {
    sockets.open = describe_sockets(*this, again);
    const auto opened =
        std::ranges::count_if(calls_of(again.program), [](const Call& call) { return call.name == "socket" && call.result >= 0; });
    sockets.closed_one = static_cast<std::size_t>(opened) > sockets.open.size();
  }
  programs_.pop_back();
  last_ending_ = ending_before;
  return sockets;
}

NamedPeer& World::connect(const Endpoint& to, const TcpPeer::Options& options) {
  // There is only one "client" until a second one comes.
  if (peers_.size() == 1 && peers_.front().called == "client") story_.rename("client", peers_.front().called = "client 1");
  auto called = peers_.empty() ? std::string("client") : fmt::format("client {}", peers_.size() + 1);
  timeline_.grader("connect", fmt::format("{} to {}", called, to.to_string()));
  if (options.receive_buffer != 0) shrink_send_buffers();
  peers_.push_back({std::move(called), TcpPeer::connect(to, options)});
  return peers_.back();
}

OwnServer& World::listen(const Endpoint& at, const TcpListener::Options& options) {
  if (options.receive_buffer != 0) shrink_send_buffers();
  servers_.push_back({TcpListener(at, options), {}});
  return servers_.back();
}

// Who is given little room is meant to make its peer wait in send, and a send buffer that the kernel lets grow would at times take
// all that is owed.
void World::shrink_send_buffers() const {
  if (session_.isolation == Isolation::namespaces) limit_send_buffers();
}

NamedPeer& World::take_up(OwnServer& server) {
  if (peers_.size() == 1 && peers_.front().called == "the connection")
    story_.rename("the connection", peers_.front().called = "connection 1");
  auto called = peers_.empty() ? std::string("the connection") : fmt::format("connection {}", peers_.size() + 1);
  peers_.push_back({std::move(called), std::move(server.arrived.front())});
  server.arrived.pop_front();
  timeline_.grader("accept", fmt::format("{} from {}", peers_.back().called, peers_.back().peer.remote().to_string()));
  return peers_.back();
}

NamedSocket& World::open_datagram_socket(const Endpoint& at, std::string called) {
  datagram_sockets_.push_back({std::move(called), UdpPeer(at)});
  return datagram_sockets_.back();
}

void World::watch_datagrams() {
  if (session_.isolation == Isolation::namespaces && !datagram_watch_) datagram_watch_.emplace();
}

bool World::pump() {
  if (capture_) capture_->pump();
  bool moved = false;
  for (auto& server : servers_) {
    // Not for ever: whoever connects faster than we accept waits for the next turn.
    for (int turn = 0; turn < most_accepted_at_once && server.arrived.size() < most_connections; ++turn) {
      auto peer = server.listener.accept();
      if (!peer) break;
      server.arrived.push_back(std::move(*peer));
      moved = true;
    }
    for (auto& peer : server.arrived) moved |= peer.pump();
  }
  for (auto& socket : datagram_sockets_) moved |= socket.peer.pump();
  // After the peers: what a program wrote before it sent is there when what it sent is.
  for (auto& named : peers_) moved |= named.peer.pump();
  for (auto& started : programs_) moved |= started.program.pump();
  if (moved) {
    note_standard_error();
    note_exits();
  }
  return moved;
}

void World::note_standard_error() {
  for (auto& started : programs_) {
    const auto& error = started.program.standard_error();
    if (error.total() == started.error_bytes_noted || started.error_writes_noted == most_error_writes_noted) continue;
    const auto fresh = std::string_view(error.head()).substr(std::min(started.error_bytes_noted, error.head().size()));
    timeline_.program("standard error", fmt::format("{}: {}", started.called, quote(fresh)));
    started.error_bytes_noted = error.total();
    ++started.error_writes_noted;
  }
}

void World::note_exits() {
  for (auto& started : programs_) {
    if (started.exit_noted || !started.program.wait_status()) continue;
    started.exit_noted = true;
    timeline_.program("exit", fmt::format("{}: {}", started.called, describe_wait_status(*started.program.wait_status())));
  }
}

void World::fail(std::string expected, std::string saw, Unmet unmet) {
  Failure failure{story_.did(), std::move(expected), std::move(saw), gather_evidence(*this), {}};
  const auto ending = last_ending_;
  // For a second look everything comes to rest first, so that what is going on now is seen to its end.
  const bool at_rest = ending != Ending::busy_loop && ending != Ending::until_a_timer && ending != Ending::out_of_time;
  if (session_.second_look && at_rest) wait_until_quiet();
  auto& facts = failure.facts = gather_facts(*this);
  facts.expectation = std::move(unmet.expectation);
  facts.ending = to_string(ending);
  int place = 0;
  for (const auto& started : programs_) {
    if (&started == unmet.program) facts.program = place;
    ++place;
  }
  facts.connection = std::move(unmet.connection);
  facts.wanted.value = std::move(unmet.wanted);
  facts.got.value = std::move(unmet.got);
  keep_around_the_difference(facts.wanted.value, facts.got.value);
  facts.end = std::move(unmet.end);
  facts.stream_ended = unmet.stream_ended;
  if (session_.second_look && unmet.probe) unmet.probe(facts);
  throw failure;
}

}  // namespace wirelab::check
