// The two ways in which wirelab itself cannot go on. Neither is ever a score.
#pragma once

#include <stdexcept>
#include <string>

namespace wirelab {

/// The grader or the machine failed: exit status 3, or the outcome grader_fault. The message is one line that says what to do.
class GraderFault : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// wirelab was asked for something that does not exist: exit status 2.
class UsageError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

}  // namespace wirelab
