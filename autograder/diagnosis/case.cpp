#include "diagnosis/case.hpp"

#include <algorithm>

#include "model/lab.hpp"

namespace wirelab::diagnosis {

const ProgramFact& Case::program() const {
  static const ProgramFact none;
  const auto& programs = facts().programs;
  const auto place = static_cast<std::size_t>(facts().program);
  return place < programs.size() ? programs[place] : none;
}

const Calls& Case::calls() const { return calls_of(program()); }

const Calls& Case::calls_of(const std::string& called) const {
  const auto found = std::ranges::find(facts().programs, called, &ProgramFact::called);
  if (found == facts().programs.end()) throw SecondLookWanted{};
  return calls_of(*found);
}

const Calls& Case::calls_of(const ProgramFact& program) const {
  if (!facts().second_look || program.calls.empty()) throw SecondLookWanted{};
  return calls_.try_emplace(&program, program.calls).first->second;
}

bool Case::bound_to_a_port_that_is_taken() const {
  const auto to_a_port = [](const Call& call) { return port_in(text_at(call, 1)) > 0; };
  return calls().named("bind").failed_with("EADDRINUSE").where(to_a_port).any();
}

bool Case::happened(std::string_view what) const {
  return std::ranges::any_of(check_.timeline, [what](const Event& event) { return event.what == what; });
}

std::optional<std::string> Case::probe(const std::string& done) const {
  if (!facts().second_look) throw SecondLookWanted{};
  const auto found = facts().probes.find(done);
  if (found == facts().probes.end()) return std::nullopt;
  return found->second.value;
}

bool Case::elsewhere(const std::function<bool(const Case&)>& holds) const {
  // Who may read what is said here may read all of what it was made from.
  const auto here = visibility_from(check_.visibility);
  return std::ranges::any_of(all_.checks, [&](const CheckResult& other) {
    return other.outcome == Outcome::fail && other.id != check_.id && visibility_from(other.visibility) <= here &&
           other.facts.known() && holds(Case(all_, other));
  });
}

bool Case::asleep_in(std::string_view call, int process) const {
  return std::ranges::any_of(program().tasks,
                             [&](const TaskFact& task) { return task.call == call && (process == 0 || task.process == process); });
}

std::optional<SocketFact> Case::connection() const {
  const auto& sockets = program().sockets;
  const auto found = std::ranges::find(sockets, facts().connection, &SocketFact::client);
  if (facts().connection.empty() || found == sockets.end()) return std::nullopt;
  return *found;
}

std::vector<SocketFact> Case::sockets(std::string_view state) const {
  std::vector<SocketFact> found;
  std::ranges::copy_if(program().sockets, std::back_inserter(found),
                       [state](const SocketFact& socket) { return socket.state == state; });
  return found;
}

std::vector<int> Case::living_children() const {
  std::vector<int> children;
  for (const auto& task : program().tasks)
    if (task.state != "zombie" && task.process != program().first_process &&
        std::ranges::find(children, task.process) == children.end())
      children.push_back(task.process);
  return children;
}

}  // namespace wirelab::diagnosis
