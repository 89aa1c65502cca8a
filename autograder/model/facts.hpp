// What was seen when an expectation was not met, for rules to reason about. (What people read stands beside it in CheckResult.)
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace wirelab {

/// Bytes of a program. In JSON each is the character of the same number, so that nothing is lost.
struct Bytes {
  std::string value;
  bool empty() const { return value.empty(); }
  bool operator==(const Bytes&) const = default;
};

/// A call to the C library, told by the shim when a check is run for a second look.
struct Call {
  int process = 0;
  std::string name;  ///< "bind"; write, send and their kind keep their own names
  long result = 0;
  std::string error;                   ///< "EADDRINUSE"; empty: it went well
  std::vector<std::string> arguments;  ///< see autograder/shim
};

/// A thread as it was when nothing more came.
struct TaskFact {
  int process = 0;
  int parent = 0;
  std::string state;    ///< "asleep", "running", "stopped", "zombie"
  std::string call;     ///< what it sleeps in: "accept", "recv", "wait4"; empty: in no call
  int descriptor = -1;  ///< that this call waits for
};

/// A socket that a process holds.
struct SocketFact {
  int process = 0;
  int descriptor = -1;
  std::string kind;   ///< "tcp", "udp", "other"
  std::string state;  ///< "LISTEN", "CLOSE_WAIT", ...
  std::string local_address;
  int local_port = 0;
  std::string remote_address;
  int remote_port = 0;
  bool ipv6 = false;
  std::string client;      ///< the name of ours at the other end
  long receive_queue = 0;  ///< bytes; of a listening socket: connections that wait
  long send_queue = 0;     ///< bytes; of a listening socket: its backlog
};

struct ProgramFact {
  std::string called;      ///< "your server"
  std::string executable;  ///< "ucserver"
  std::vector<std::string> arguments;
  int asked_port = 0;  ///< that it was told to take; 0: none
  int first_process = 0;
  bool ended = false;
  int exit_status = -1;
  int signal = 0;  ///< that ended it
  std::vector<TaskFact> tasks;
  std::vector<SocketFact> sockets;
  Bytes output;
  Bytes error_output;
  std::vector<Call> calls;  ///< in a second look
};

/// One unmet expectation. Empty texts: it has no such side.
struct Facts {
  std::string expectation;  ///< the word of the vocabulary: "listening", "reply", "end of stream", "exit"
  std::string ending;       ///< how the wait for it ended: "settled", "busy loop", ...
  int program = -1;         ///< of which program it was expected: its place in the list below
  std::string connection;   ///< on which connection
  Bytes wanted;             ///< around the first difference; short ones are whole
  Bytes got;
  std::string end;            ///< of the stream: "FIN", "RST", "refused"
  bool stream_ended = false;  ///< our side of it, by us
  std::vector<ProgramFact> programs;
  std::vector<std::string> not_accepted;  ///< clients whose connection still waits for accept
  std::map<std::string, Bytes> probes;    ///< in a second look: what came when this was done afterwards
  bool second_look = false;

  bool known() const { return !expectation.empty(); }
};

void to_json(nlohmann::json& json, const Bytes& bytes);
void from_json(const nlohmann::json& json, Bytes& bytes);
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Call, process, name, result, error, arguments)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(TaskFact, process, parent, state, call, descriptor)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(SocketFact, process, descriptor, kind, state, local_address, local_port,
                                                remote_address, remote_port, ipv6, client, receive_queue, send_queue)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ProgramFact, called, executable, arguments, asked_port, first_process, ended,
                                                exit_status, signal, tasks, sockets, output, error_output, calls)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(Facts, expectation, ending, program, connection, wanted, got, end, stream_ended,
                                                programs, not_accepted, probes, second_look)

}  // namespace wirelab
