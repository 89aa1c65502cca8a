// The world of one check: a network of its own, the programs that were started in it, the grader's ends of connections, and
// the one loop that waits.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "check/failure.hpp"
#include "check/patient_clock.hpp"
#include "check/session.hpp"
#include "check/story.hpp"
#include "process/program.hpp"
#include "process/settle.hpp"
#include "process/socket_table.hpp"
#include "wire/datagram_watch.hpp"
#include "wire/packet_capture.hpp"
#include "wire/payload.hpp"
#include "wire/tcp_listener.hpp"
#include "wire/tcp_peer.hpp"
#include "wire/timeline.hpp"
#include "wire/udp_peer.hpp"

namespace wirelab::check {

/// How long a timer of the program's is watched before it is believed that it does no harm while nothing comes.
inline constexpr std::chrono::seconds patient_watch{3};

/// Why a wait ended. Which of these comes first decides the verdict.
enum class Ending {
  met,            ///< what was waited for is there
  hopeless,       ///< it can no longer come (the stream ended, other bytes came)
  settled,        ///< everything sleeps and nothing will wake it: it will not come
  until_a_timer,  ///< the same, but for a timer of the program's own; watched for as long as was asked
  stopped,        ///< a stop signal holds the program
  busy_loop,      ///< processor time goes on and on and nothing comes of it
  out_of_time     ///< none of these, and the deadline has passed
};

/// A program of the check, with the name that a report calls it by.
struct StartedProgram {
  std::string called;  ///< "your server"
  Launch launch;
  Program program;
  std::optional<Port> port;  ///< what it was told to listen on
  bool exit_noted = false;
  std::size_t error_bytes_noted = 0;  ///< of standard error, on the time line
  int error_writes_noted = 0;
  bool took_too_much_memory = false;                  ///< and was ended for it
  std::optional<bool> names_an_interval_timer = {};   ///< looked at when it matters first
  std::vector<Call> calls_before_it_was_killed = {};  ///< in a second look; its box, and the log in it, is gone then
};

/// The grader's end of a connection, with its name.
struct NamedPeer {
  std::string called;  ///< "client 2"
  TcpPeer peer;
};

/// A server of the grader's, and what has connected to it and was not taken up by the check.
struct OwnServer {
  TcpListener listener;
  std::list<TcpPeer> arrived;
};

/// A socket of the grader's for datagrams, with its name.
struct NamedSocket {
  std::string called;  ///< "peer 2"
  UdpPeer peer;
};

/// The sockets of a program that is about to end.
struct LastSockets {
  std::vector<std::string> open;  ///< in words
  bool closed_one = false;        ///< it has opened one and closed it again, as far as its calls can be logged
};

/// What a program is started with, beside its arguments.
struct StartOptions {
  bool with_input = false;    ///< standard input is ours; otherwise /dev/null
  bool with_witness = false;  ///< its process group has another member, which it must leave alone
  std::vector<std::string> environment;
  std::filesystem::path preload;
  bool after_the_last = false;  ///< in the box of the program before, if that has ended and left it as new
};

class World {
public:
  /// PACKETS: the file that gets them; empty: none.
  explicit World(const Session& session, const std::filesystem::path& packets = {});
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  const Session& session() const { return session_; }
  Payload& payload() { return payload_; }
  /// A port that nobody has. (In a network of one's own that is any; otherwise the next of the seed's that can be reserved
  /// with the one whose bytes are swapped; both are ours to the end of the check.)
  Port port();
  Story& story() { return story_; }
  Timeline& timeline() { return timeline_; }
  /// All that has happened so far: what was noted, and the packets where they are captured.
  std::vector<Event> conversation();
  const SocketTable& sockets() const { return sockets_; }
  const std::list<StartedProgram>& programs() const { return programs_; }
  const std::list<NamedPeer>& peers() const { return peers_; }

  const std::list<NamedSocket>& datagram_sockets() const { return datagram_sockets_; }

  /// Starts EXECUTABLE and returns at once. Entries stay where they are for the life of the world.
  StartedProgram& start(const std::string& executable, const std::vector<std::string>& arguments, std::string called,
                        const StartOptions& options = {});
  /// The sockets of the program, which has ended: it is started once more, and held just before its end.
  LastSockets sockets_at_the_end_of(const StartedProgram& started);
  /// Begins a connection.
  NamedPeer& connect(const Endpoint& to, const TcpPeer::Options& options);
  /// Listens; connections are taken as they come.
  OwnServer& listen(const Endpoint& at, const TcpListener::Options& options);
  /// The connection that came first to SERVER and was not taken up yet; there is one.
  NamedPeer& take_up(OwnServer& server);
  /// A socket for datagrams, CALLED so.
  NamedSocket& open_datagram_socket(const Endpoint& at, std::string called);
  /// From now on every datagram of the network is seen, and counts as a move while it is on its way. (Where we may not watch the
  /// network, without namespaces, nothing happens.)
  void watch_datagrams();
  /// nullptr: they are not watched.
  const DatagramWatch* datagram_watch() const { return datagram_watch_ ? &*datagram_watch_ : nullptr; }

  /// Waits for MET. HOPELESS may say that it can no longer come.
  Ending wait_for(const std::function<bool()>& met, const std::function<bool()>& hopeless = {});
  /// Waits for MET with a program that the check itself has stopped.
  Ending wait_while_stopped(const std::function<bool()>& met, const std::function<bool()>& hopeless = {});
  /// Waits for MET with one process that the check itself has stopped, or until all the others have settled.
  Ending wait_beside_stopped(const std::function<bool()>& met);
  /// Waits until it is sure that nothing more will come: until everything is settled, or a timer away from it. HOPELESS may
  /// end it earlier.
  Ending wait_until_quiet(const std::function<bool()>& hopeless = {});
  /// The same, but a timer is given this long to show what it does.
  Ending watch_for(std::chrono::duration<double> time, const std::function<bool()>& hopeless = {});

  /// Waits for MET like wait_for, but a timer is given only this long.
  Ending watch_until(const std::function<bool()>& met, std::chrono::duration<double> time);

  /// Everything that can be moved without waiting, moved. True when anything was.
  bool pump();
  /// What was seen when the last wait ended: the threads of each program, in their order.
  const std::vector<Look>& last_looks() const { return last_looks_; }
  /// How long a timer was given in the last wait to show what it does.
  std::chrono::duration<double> watched_timers_for() const { return watched_timers_for_; }
  /// When that wait ended with a timer: whether a call shows it. (Others may be there or not: see timers.hpp.)
  bool call_shows_timer() const { return call_shows_timer_; }
  /// How long a wait goes on without anything moving, before it is out of time.
  std::chrono::duration<double> deadline() const;
  /// Whether the check as a whole, without what the machine cost it, goes on for longer than any program needs.
  bool took_too_long() const;
  /// How long the whole machine has stood still, as far as our own turns tell.
  std::chrono::duration<double> standstill() const { return standstill_; }

  /// Whether we were kept from running for so long that a program's own clock may have run out on it: it slept a little, say,
  /// for bytes that we could not send in time.
  bool disturbed() const { return longest_gap_ > unnoticed_gap; }

  /// Ends the check: DID from the story, EVIDENCE from all programs and connections.
  [[noreturn]] void fail(std::string expected, std::string saw, Unmet unmet = {});

private:
  /// Well below what a program may take for "long enough" (a fifth of a second, say).
  static constexpr std::chrono::milliseconds unnoticed_gap{50};

  struct Terms {
    std::function<bool()> met;
    std::function<bool()> hopeless;
    std::chrono::duration<double> watch_timers{0};  ///< how long a timer is given to show what it does
    bool stopped_by_us = false;                     ///< a stop signal says nothing then
    bool others_settle = false;                     ///< ... and those that are not stopped can settle
  };
  void try_to_capture(const std::filesystem::path& library);
  /// For all connections from now on, where the network is the check's own.
  void shrink_send_buffers() const;
  Ending wait(const Terms& terms);
  Ending wait_on(const Terms& terms);
  /// One turn of a wait, in which we wanted to wait for ASKED.
  void turn(PatientClock& clock, std::chrono::duration<double> asked = {});
  Settled look_whether_settled();
  /// Processor time in which nothing comes of it that makes a busy loop.
  std::chrono::duration<double> most_work() const;
  /// What lies unread at the programs' ends of their connections, less all that they have read: it falls while they come forward.
  std::int64_t still_to_read() const;
  /// By all programs, to standard output and standard error, as far as it has been read.
  std::size_t bytes_written() const;
  bool concerns_us(const Socket& socket) const;
  /// Whether it is the program's end of a connection that we read from as soon as something comes.
  bool is_read_by_us(const Socket& socket) const;
  void end_if_too_large(StartedProgram& started, const Look& look);
  bool is_ours(const Socket& socket) const;
  /// Whether some program's first process is gone and init has not said how: it waits for a processor.
  bool an_end_is_to_be_told() const;
  /// Whether a program that has settled has no timer either, so that really nothing will wake it.
  bool surely_asleep();
  std::vector<const ProcessView*> views() const;
  void note_standard_error();
  void note_exits();

  Session session_;
  Payload payload_;
  std::vector<Descriptor> reserved_ports_;
  Story story_;
  Timeline timeline_;
  SocketTable sockets_;
  std::list<StartedProgram> programs_;
  std::list<NamedPeer> peers_;
  std::list<OwnServer> servers_;
  std::list<NamedSocket> datagram_sockets_;
  std::optional<DatagramWatch> datagram_watch_;
  std::optional<PacketCapture> capture_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::chrono::duration<double> starved_before_{0};  ///< programs were kept from running for so long, in waits before this one
  std::chrono::duration<double> starved_now_{0};     ///< ... and in this one
  std::chrono::duration<double> standstill_{0};
  std::chrono::duration<double> longest_gap_{0};  ///< between two of our turns, beside what we asked for
  std::chrono::steady_clock::time_point last_turn_ = std::chrono::steady_clock::now();
  std::vector<Look> last_looks_;
  Ending last_ending_ = Ending::met;
  bool nothing_seen_yet_ = true;  ///< of the program that was started last
  std::vector<pollfd> watched_;
  std::chrono::duration<double> watched_timers_for_{0};
  bool call_shows_timer_ = false;
};

}  // namespace wirelab::check
