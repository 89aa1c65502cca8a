// The box: the namespaces, file system, limits and identity that one program runs in.
//
// Process 1 of the box is a tiny init, a copy of the grader that has given up everything but its report socket: it starts the
// program as process 2, reaps what is left to it and reports every end. Killing it ends everything in the box. A box that its
// program has left as it was can be given another one.
//
// The program sees: a tmpfs root, /usr and the like read-only, /proc of its own, /dev/{null,zero,urandom}, its own built files
// read-only in /program, and /box, small and writable, where it starts. User 1000 without capabilities.
//
// In `uid` there is no file system of its own: Landlock leaves of the machine's /usr and the like, these devices and its built
// files. It is a user that nobody else is, so that its limits and its end are its own.
#pragma once

#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "process/descriptor.hpp"
#include "process/isolation.hpp"
#include "process/pid.hpp"
#include "process/program_user.hpp"

namespace wirelab {

struct Limits {
  rlim_t processes = 64;
  rlim_t descriptors = 128;
  rlim_t file_bytes = 16 << 20;
  rlim_t memory_bytes = rlim_t{1} << 30;
  std::chrono::seconds processor_time{20};
  std::string box_size = "16m";  ///< of /box, in the words of tmpfs(5)
  std::string box_files = "512";

  bool operator==(const Limits&) const = default;
};

struct BoxPlan {
  Isolation isolation = Isolation::namespaces;
  std::filesystem::path program_folder;  ///< appears as /program; without namespaces the program starts here
  bool writes_there = false;             ///< ... and, in uid, may write there: the compiler
  std::string executable;                ///< absolute path, as seen inside
  std::vector<std::string> arguments;    ///< argv, the name included
  Limits limits;
  bool no_network = false;    ///< not even loopback: for the compiler
  bool hold_at_exit = false;  ///< the first process stops just before it ends, its descriptors still open, until released
  bool with_witness = false;  ///< a process that only waits leads the group which the program is put into (setpgid(2))
  std::vector<std::string> environment;  ///< NAME=value, beside PATH, LC_ALL, HOME and TMPDIR
  std::filesystem::path preload;         ///< a library that is loaded before all others; empty: none
  int standard_input = -1;
  int standard_output = -1;
  int standard_error = -1;
};

/// What init says about a process of the box.
struct BoxReport {
  enum class Kind : int { ready, started, ending, reaped, setup_failed, exec_failed } kind{};
  pid_t pid = 0;                ///< as seen inside
  int value = 0;                ///< reaped: status as of wait(2); failed: errno; started: pid of the witness, or 0
  char step[96]{};              ///< setup_failed: what could not be done
  long long at = 0;             ///< reaped: when, in nanoseconds of CLOCK_REALTIME
  bool nobody_is_left = false;  ///< reaped: and it was the last
};

class Box {
public:
  /// Builds the box and starts the program in it; returns when it has been started (not when it is ready). Throws GraderFault.
  explicit Box(const BoxPlan& plan);
  Box(const Box&) = delete;
  Box& operator=(const Box&) = delete;
  Box(Box&&) = default;
  Box& operator=(Box&&) = delete;
  ~Box() { destroy(); }

  /// Starts the program of PLAN in this box, if it finds there what it would find in a new one: all that was in it has ended, as
  /// far as that is reported, it has left the folder as it was, and the plans differ only in what is executed, its arguments and
  /// environment, and its standard streams. Never without namespaces, with a witness or a hold. Throws GraderFault.
  bool start_another(const BoxPlan& plan);

  /// Readable when init has something to report.
  const Descriptor& reports() const { return reports_; }
  /// The next report, if there is one. Does not wait.
  std::optional<BoxReport> next_report();
  /// The program's first process, as seen inside.
  Pid program() const { return program_; }
  /// The witness, as seen inside; Pid{} when there is none.
  Pid witness() const { return witness_; }
  /// The /proc that shows the box's processes by the numbers that they know themselves by. A copy.
  Descriptor proc() const;
  /// The folder /box (O_PATH). Only with namespaces.
  const Descriptor& writable_folder() const { return writable_folder_; }
  Isolation isolation() const { return isolation_; }
  /// In uid: who the program is.
  ProgramUser user() const { return user_; }
  /// init: without a pid namespace, the program is everything that descends from it.
  Pid guardian() const { return init_; }

  /// With hold_at_exit, once init has reported `ending`: lets the program end.
  void release();
  /// Sends SIGNAL to one process of the box. It may be gone: that is no error.
  void signal(Pid process, int signal) const;
  /// Ends everything in the box, at once, and waits until it is gone.
  void destroy();

private:
  bool is_as_new() const;
  bool fits(const BoxPlan& plan) const;
  void wait_until_started();
  void note_started();
  BoxReport must_report(BoxReport::Kind kind);
  std::optional<BoxReport> receive_report();

  void end_descendants();
  void kill_at_once() const;

  BoxPlan plan_;
  Isolation isolation_;
  ProgramUser user_;
  Descriptor user_holder_;
  bool nobody_is_left_ = false;
  Pid init_;  ///< as seen by the grader
  Descriptor init_handle_;
  Descriptor reports_;
  std::optional<BoxReport> early_report_;  ///< it came before the program had started
  Descriptor proc_;
  Descriptor writable_folder_;
  struct stat folder_at_first_ {};
  Pid program_;
  Pid witness_;
};

}  // namespace wirelab
