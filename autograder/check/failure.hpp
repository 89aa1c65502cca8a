// The end of a check whose expectation was not met.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/facts.hpp"

namespace wirelab::check {

struct StartedProgram;

/// What was not met, for the rules. Each word of the vocabulary says of it what it knows.
struct Unmet {
  std::string expectation = {};  ///< see Facts
  const StartedProgram* program = nullptr;
  std::string connection = {};
  std::string wanted = {};
  std::string got = {};
  std::string end = {};
  bool stream_ended = false;  ///< by us
  /// In a second look: tries more, and adds what came to the facts.
  std::function<void(Facts&)> probe = {};
};

struct Failure {
  std::string did;
  std::string expected;
  std::string saw;
  std::vector<std::string> evidence = {};
  Facts facts = {};
};

/// The end of a check that this machine or this isolation does not let us make.
struct CannotTest {
  std::string reason;
};

}  // namespace wirelab::check
