// A program of the student's that runs, as a check writes about it.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "check/world.hpp"

namespace wirelab::check {

class RunningProgram {
public:
  RunningProgram(World& world, StartedProgram& started) : world_(&world), started_(&started) {}

  StartedProgram& started() const { return *started_; }

  /// Exactly this is on its standard output once nothing more comes.
  void expect_output(std::string_view text);
  /// These letters are nowhere on its standard output once nothing more comes.
  void expect_no_output_with(std::string_view text);
  /// It prints a ready line first; returns the port that the line tells.
  Port expect_ready_line();
  /// These letters are somewhere on its standard error.
  void expect_error_output_with(std::string_view word);
  /// ... one of these words, where POSIX has several calls for one purpose.
  void expect_error_output_with_one_of(std::initializer_list<std::string_view> words);
  /// It ends by itself, with this exit status.
  void expect_exit(int status);
  /// It ends, with status 0 or by SIGTERM, and leaves no process behind.
  void expect_end_by_sigterm();
  /// It refuses its arguments: exit status 2, a usage line on standard error, nothing on standard output.
  void expect_usage_error();
  /// It uses no processor time: proved when it has settled; with a timer it is measured for a second.
  void expect_idle();
  /// It does not end by itself: proved when it has settled; with a timer it is watched for a while.
  void expect_to_go_on();
  /// After expect_exit: it has opened no socket, not even one that it has closed again. Looked at in another run, which is held
  /// just before its end.
  void expect_no_socket_at_its_end();

  /// Puts BYTES on its standard input, which is a pipe.
  void type(std::string_view bytes);
  /// The end of its standard input.
  void end_input();

  /// Waits until it has done all it can, and goes on.
  void settle();
  /// The same, but it may also have ended.
  void settle_or_end();
  /// SIGSTOP to all of its processes: what is sent now comes together when it goes on.
  void stop();
  void resume();
  /// SIGKILL to all of its processes.
  void kill();
  void terminate();

protected:
  std::vector<Socket> own_sockets() const;
  /// The sockets that it has and that it was not asked for, in words.
  std::string what_it_has_instead() const;
  void tell(std::string words) { world_->story().tell(started_->called, std::move(words)); }
  Program& program() { return started_->program; }
  World& world() const { return *world_; }
  std::string explained(Ending ending) const;
  /// What was expected of it and has not come, for the rules.
  Unmet unmet(std::string expectation, std::string_view wanted = {}, std::string_view got = {}) const;

private:
  /// Whether output comes once a client has connected.
  void probe_output(Facts& facts);

  World* world_;
  StartedProgram* started_;
};

}  // namespace wirelab::check
