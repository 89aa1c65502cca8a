// One unmet requirement as the rules see it: the facts of the moment, and, in a second look, what the program called.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diagnosis/calls.hpp"
#include "model/result.hpp"

namespace wirelab::diagnosis {

/// A rule wants to know what the program called, and the facts are those of a first look.
struct SecondLookWanted {};

class Case {
public:
  /// Both must outlive it.
  Case(const Result& all, const CheckResult& check) : all_(all), check_(check) {}

  const Facts& facts() const { return check_.facts; }
  const std::string& requirement() const { return check_.id; }
  /// The expectation that was not met begins with WORD.
  bool expects(std::string_view word) const { return facts().expectation.starts_with(word); }
  bool ending_is(std::string_view ending) const { return facts().ending == ending; }
  const std::string& wanted() const { return facts().wanted.value; }
  const std::string& got() const { return facts().got.value; }
  bool lab_is(std::string_view start) const { return all_.lab.starts_with(start); }

  /// The program of which something was expected.
  const ProgramFact& program() const;
  /// What it called; the first entry is "start". Throws SecondLookWanted.
  const Calls& calls() const;
  /// The same of the program of this name.
  const Calls& calls_of(const std::string& called) const;
  /// What came when DONE was done afterwards. Throws SecondLookWanted; no value: it was not done.
  std::optional<std::string> probe(const std::string& done) const;

  /// A bind of its own to a certain port, not to any, has failed: somebody has it.
  bool bound_to_a_port_that_is_taken() const;

  /// Something on the time line: "kill a child".
  bool happened(std::string_view what) const;

  /// Of another unmet requirement, one that is shown no later than this one: what is withheld shapes no word of what is not.
  bool elsewhere(const std::function<bool(const Case&)>& holds) const;

  // The program's state when nothing more came.
  bool exited_with(int status) const { return program().ended && program().exit_status == status; }
  bool killed_by(int signal) const { return program().ended && program().signal == signal; }
  /// Some thread of PROCESS (0: of any) sleeps in CALL.
  bool asleep_in(std::string_view call, int process = 0) const;
  /// The socket of the connection in question, when the program holds it.
  std::optional<SocketFact> connection() const;
  /// Its sockets in this state.
  std::vector<SocketFact> sockets(std::string_view state) const;
  /// Processes that have not ended, the first one not counted.
  std::vector<int> living_children() const;

private:
  const Result& all_;
  const CheckResult& check_;
  const Calls& calls_of(const ProgramFact& program) const;

  mutable std::map<const ProgramFact*, Calls> calls_;
};

}  // namespace wirelab::diagnosis
