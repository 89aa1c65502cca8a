// A started program: its box, its pipes, its end.
#pragma once

#include <poll.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "process/box.hpp"
#include "process/process_view.hpp"
#include "process/system_call.hpp"

namespace wirelab {

/// What came out of a pipe: the first and the last bytes, and how many there were. The pipe is always read, so that a
/// program which floods it neither blocks nor fills our memory.
class Output {
public:
  void append(std::string_view bytes);
  /// All of it, or its head when it was more than is kept.
  const std::string& head() const { return head_; }
  /// The last lines, at most BYTES.
  std::string tail(std::size_t bytes) const;
  std::size_t total() const { return total_; }
  bool complete() const { return total_ == head_.size(); }

private:
  std::string head_;
  std::string tail_;
  std::size_t total_ = 0;
};

struct Launch {
  Isolation isolation = Isolation::namespaces;
  std::filesystem::path folder;  ///< where the built programs are
  std::string executable;        ///< a name in that folder, or an absolute path
  std::vector<std::string> arguments;
  Limits limits;
  bool no_network = false;
  bool hold_at_exit = false;  ///< see BoxPlan
};

class Program {
public:
  /// Starts it: standard input is /dev/null, standard output and error are pipes. Throws GraderFault.
  explicit Program(const Launch& launch);

  const ProcessView& view() const { return view_; }
  const Box& box() const { return box_; }
  const std::string& name() const { return name_; }

  /// Reads what there is to read without waiting. True when one of its processes has ended: words alone get nobody further.
  bool pump();
  /// Adds what pump() reads to WATCHED.
  void watch(std::vector<pollfd>& watched) const;

  const Output& standard_output() const { return output_; }
  const Output& standard_error() const { return error_; }
  /// Status of its first process as of wait(2), once it has ended.
  std::optional<int> wait_status() const { return wait_status_; }
  /// errno, when the program could not be executed.
  std::optional<int> exec_error() const { return exec_error_; }

  /// With hold_at_exit: its first process is about to end and waits to be released.
  bool held_at_exit() const { return held_at_exit_; }

  /// To its first process.
  void signal(int signal) const { box_.signal(box_.program(), signal); }
  /// SIGSTOP or SIGCONT to all of its processes.
  void signal_all(int signal) const;
  /// Ends everything that is left of it.
  void destroy();

private:
  Program(const Launch& launch, Descriptor input, Pipe output, Pipe error);

  std::string name_;
  Descriptor output_pipe_;
  Descriptor error_pipe_;
  Box box_;
  ProcessView view_;
  Output output_;
  Output error_;
  std::optional<int> wait_status_;
  std::optional<int> exec_error_;
  bool held_at_exit_ = false;
};

/// "exit status 1", "SIGPIPE (signal 13)".
std::string describe_wait_status(int status);

}  // namespace wirelab
