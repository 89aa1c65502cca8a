// Which check may run when: a requirement is looked at once all that it needs are met, and not at all when one is not.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/lab.hpp"
#include "model/result.hpp"

namespace wirelab {

class Schedule {
public:
  /// CHECKS are named "R10.SecondClientWaits"; a requirement may have several. ONLY: the results of just these, though what they
  /// need is looked at as well. Throws GraderFault when a requirement has no check.
  Schedule(const Lab& lab, const std::vector<std::string>& checks, const std::set<std::string>& only);

  /// A check that can be started now. It counts as started from now on.
  std::optional<std::string> next();
  /// The verdict on a check that was started. One that proves nothing is not kept, and the check can be started again: a failure
  /// while the machine kept us from our part (a few times), a fault of the grader (once, when nothing else is going on).
  void finished(const std::string& check, CheckResult result);
  /// Nothing more can be run: whatever has no verdict gets this one.
  void give_up(const CheckResult& fault);
  /// The checks that were started and have no verdict.
  std::vector<std::string> unfinished() const;
  /// One result a requirement, in the order of the lab.
  std::vector<CheckResult> results() const;

private:
  struct Check {
    std::string name;
    bool started = false;
    int runs = 0;
    bool alone = false;  ///< to be started when nothing else is going on
    std::optional<CheckResult> result;
  };
  struct Entry {
    Requirement requirement;
    std::vector<Check> checks;
    bool barred = false;  ///< something it needs is not met
    std::string barred_by;
    bool complete() const;
    Outcome outcome() const;
  };

  bool nothing_is_going_on() const;
  Entry* find(const std::string& id);
  enum class Gate { open, waiting, barred };
  Gate gate(Entry& entry);

  std::vector<Entry> entries_;
  std::set<std::string> only_;
};

}  // namespace wirelab
