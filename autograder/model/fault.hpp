// The ways in which wirelab cannot go on. None is ever a score of its own.
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

/// What was handed in cannot be graded as it is: a file is missing, or is no plain file. At the command line this is wrong usage;
/// for a platform it is a submission that does not build.
class SubmissionError : public UsageError {
public:
  using UsageError::UsageError;
};

}  // namespace wirelab
