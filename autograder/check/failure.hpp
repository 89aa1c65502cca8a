// The end of a check whose expectation was not met.
#pragma once

#include <string>
#include <vector>

namespace wirelab::check {

struct Failure {
  std::string did;
  std::string expected;
  std::string saw;
  std::vector<std::string> evidence;
};

/// The end of a check that this machine or this isolation does not let us make.
struct CannotTest {
  std::string reason;
};

}  // namespace wirelab::check
