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
  bool writes_there = false;             ///< see BoxPlan
  bool hold_at_exit = false;             ///< see BoxPlan
  bool with_witness = false;             ///< see BoxPlan
  bool with_input = false;               ///< standard input is a pipe that we write; otherwise /dev/null
  std::vector<std::string> environment;  ///< NAME=value, beside the few that every program has
  std::filesystem::path preload;         ///< a library that is loaded before all others (ld.so(8), LD_PRELOAD)
};

class Program {
public:
  /// Starts it: standard output and error are pipes. Throws GraderFault.
  explicit Program(const Launch& launch);
  /// The same in the box of PREVIOUS, if that can be used again (Box::start_another) and is done with: PREVIOUS has no box then,
  /// and is over. Otherwise in a new one. Throws GraderFault.
  Program(const Launch& launch, Program& previous);

  const ProcessView& view() const { return view_; }
  /// Not when has_left_its_box().
  const Box& box() const { return *box_; }
  bool has_left_its_box() const { return !box_; }
  /// See ProcessView.
  void note_over() { view_.note_over(); }
  const std::string& name() const { return name_; }

  /// Reads what there is to read without waiting. True when one of its processes has ended: words alone get nobody further.
  bool pump();
  /// Adds what pump() reads to WATCHED.
  void watch(std::vector<pollfd>& watched) const;

  const Output& standard_output() const { return output_; }
  const Output& standard_error() const { return error_; }
  /// Status of its first process as of wait(2), once it has ended.
  std::optional<int> wait_status() const { return wait_status_; }
  /// When its first process was collected, on the clock of arriving datagrams (CLOCK_REALTIME); once it has ended.
  std::chrono::nanoseconds ended_at() const { return ended_at_; }
  /// errno, when the program could not be executed.
  std::optional<int> exec_error() const { return exec_error_; }

  /// With hold_at_exit: its first process is about to end and waits to be released.
  bool held_at_exit() const { return held_at_exit_; }

  /// With input: puts BYTES behind what standard input has still to take.
  void type(std::string_view bytes);
  /// With input: end of file, once everything is taken.
  void end_input();
  /// Nothing that was typed waits in the grader any more. (It may lie in the pipe.)
  bool input_written() const { return typed_.empty(); }

  Pid first_process() const { return first_process_; }
  /// To its first process.
  void signal(int signal) const { this->signal(first_process_, signal); }
  void signal(Pid process, int signal) const {
    if (box_) box_->signal(process, signal);
  }
  /// The witness of the plan is still there, and no signal is about to end it. (A signal is pending before its sender goes on, and
  /// ends whom it was sent to when that one gets a processor.) Throws GraderFault when the machine does not let it run.
  bool witness_lives();
  /// Sets how many processes and threads its user may have in its box (setrlimit(2), RLIMIT_NPROC), for each of its processes.
  /// Not in bare: there the number would count what is not the program's.
  void limit_processes(rlim_t most) const;
  /// SIGSTOP or SIGCONT to all of its processes.
  void signal_all(int signal) const;
  /// Ends everything that is left of it.
  void destroy();

private:
  Program(const Launch& launch, Pipe input, Pipe output, Pipe error, Program* previous);
  static Box box_for(const BoxPlan& plan, Program* previous);
  /// The program of PLAN gets our box, if it can be started there.
  std::optional<Box> leave_box_to(const BoxPlan& plan);
  bool pump_input();
  void note_exec_error(int error);

  std::string name_;
  Descriptor input_pipe_;
  std::string typed_;
  bool input_ends_ = false;
  Descriptor output_pipe_;
  Descriptor error_pipe_;
  std::optional<Box> box_;
  Pid first_process_;
  ProcessView view_;
  Output output_;
  Output error_;
  std::optional<int> wait_status_;
  std::chrono::nanoseconds ended_at_{0};
  std::optional<int> exec_error_;
  bool held_at_exit_ = false;
  bool witness_ended_ = false;
};

/// "exit status 1", "SIGPIPE (signal 13)".
std::string describe_wait_status(int status);

}  // namespace wirelab
