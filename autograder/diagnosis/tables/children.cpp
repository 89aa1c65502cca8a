// A server that forks: who holds which socket, who serves, who collects whom.
#include <algorithm>

#include "diagnosis/table.hpp"

namespace wirelab::diagnosis {
namespace {

constexpr int sigchld = 17;

bool forks(const Case& c) { return c.lab_is("lab04") && c.program().called == "your server"; }

int first(const Case& c) { return c.program().first_process; }

bool talks(const Calls& calls) { return calls.sends().any() || calls.receives().any(); }

/// The first process talks to a client that it has accepted.
bool first_process_serves(const Case& c) {
  return std::ranges::any_of(served_in(c.calls()), [&c](const Served& one) { return one.process == first(c) && talks(one.own); });
}
bool a_child_serves(const Case& c) {
  return std::ranges::any_of(served_in(c.calls()), [](const Served& one) { return talks(one.of_children); });
}
bool a_child_accepts(const Case& c) {
  return c.calls().not_by(first(c)).named("accept").any() ||
         std::ranges::any_of(c.living_children(), [&c](int child) { return c.asleep_in("accept", child); });
}
bool collects_on_a_signal(const Case& c) {
  return c.calls()
      .named("sigaction")
      .where([](const Call& call) { return number_at(call, 0) == sigchld && text_at(call, 1) == "handler"; })
      .any();
}
Calls waits(const Case& c) { return c.calls().by(first(c)).named({"wait", "waitpid"}); }

bool branches_swapped(const Case& c) {
  return first_process_serves(c) && a_child_accepts(c) && c.calls().named("fork").failed().none();
}

bool parent_keeps_the_connection(const Case& c) {
  return !first_process_serves(c) && std::ranges::any_of(served_in(c.calls()), [&c](const Served& one) {
    return one.process == first(c) && !one.closed && talks(one.of_children);
  });
}

/// Children that hold the socket that listens.
std::vector<int> children_that_listen(const Case& c) {
  std::vector<int> children;
  for (const auto& socket : c.sockets("LISTEN"))
    if (socket.process != first(c)) children.push_back(socket.process);
  return children;
}
bool a_serving_child_holds_the_listener(const Case& c) {
  const auto children = children_that_listen(c);
  return !a_child_accepts(c) && !children.empty() &&
         std::ranges::all_of(children, [&c](int child) { return c.calls().by(child).sends().any(); });
}
bool a_child_without_a_client(const Case& c) {
  const auto children = c.living_children();
  return !a_child_accepts(c) && std::ranges::any_of(children, [&c](int child) {
    const auto forked = c.calls().by(first(c)).named("fork").where([child](const Call& call) { return call.result == child; });
    if (forked.none() || talks(c.calls().by(child))) return false;
    // Before its fork no client had been accepted since the fork before.
    const auto before = c.calls().by(first(c)).before(forked.first()).named({"fork", "accept"});
    return before.none() || before.last().name == "fork";
  });
}
bool goes_on_in_the_loop_of_the_parent(const Case& c) {
  return !first_process_serves(c) && a_child_serves(c) && c.calls().not_by(first(c)).named("accept").any();
}

bool parent_waits_for_its_only_child(const Case& c) {
  return c.asleep_in("wait4", first(c)) && !collects_on_a_signal(c) && c.living_children().size() == 1;
}
bool handler_waits_for_a_living_child(const Case& c) {
  return c.asleep_in("wait4", first(c)) && collects_on_a_signal(c) && !c.living_children().empty();
}
bool both_serve(const Case& c) {
  return std::ranges::any_of(served_in(c.calls()), [](const Served& one) { return talks(one.own) && talks(one.of_children); });
}
bool closed_before_fork(const Case& c) {
  const auto own = c.calls().by(first(c));
  for (const auto* accept : own.named("accept").successful()) {
    const auto later = own.after(*accept);
    const auto closed = later.named("close").on(static_cast<int>(accept->result));
    const auto forked = later.named("fork");
    if (closed.any() && forked.any() && closed.before(forked.first()).any()) return true;
  }
  return false;
}
bool parent_shuts_down(const Case& c) {
  return std::ranges::any_of(served_in(c.calls()), [&c](const Served& one) {
    return one.process == first(c) && one.own.named("shutdown").any() && !talks(one.own);
  });
}

bool never_waits(const Case& c) { return waits(c).none(); }
bool waits_once_a_signal(const Case& c) {
  return collects_on_a_signal(c) && waits(c).any() && waits(c).failed().none() &&
         waits(c).where([](const Call& call) { return call.result == 0; }).none();
}

bool accept_was_interrupted(const Case& c) {
  const auto own = c.calls().by(first(c));
  return c.program().ended && c.program().exit_status != 0 && own.any() && own.last().name == "accept" &&
         own.last().error == "EINTR";
}
bool ended_after_a_child_was_killed(const Case& c) {
  const auto own = c.calls().by(first(c));
  return c.happened("kill a child") && c.program().ended && own.named("accept").failed().none() && waits(c).any();
}
bool receive_was_interrupted(const Case& c) {
  const auto children = c.calls().not_by(first(c));
  const auto interrupted = children.receives().failed_with("EINTR");
  return interrupted.any() && !c.facts().end.empty() &&
         children.by(interrupted.last().process).after(interrupted.last()).receives().none();
}

/// The second client: a later one may be number 1 because the children that live are counted.
bool same_number_for_all(const Case& c) { return c.got() == "1" && c.wanted() == "2"; }

bool fork_failed(const Case& c) { return c.calls().named("fork").failed().any(); }
bool serves_without_a_child(const Case& c) { return fork_failed(c) && (first_process_serves(c) || c.program().ended); }

bool signals_its_group(const Case& c) {
  return c.calls()
      .named({"kill", "killpg"})
      .where([](const Call& call) { return call.name == "killpg" || number_at(call, 0) == 0 || number_at(call, 0) < -1; })
      .any();
}

bool of_the_processes(const Case& c) {
  return forks(c) && (c.expects("process") || c.expects("no other process") || c.expects("parent without") ||
                      c.expects("only the parent") || c.expects("end by SIGTERM"));
}
bool of_the_first_line(const Case& c) { return forks(c) && (c.expects("greeting") || c.expects("established")); }
bool of_a_conversation_that_goes_on(const Case& c) {
  return forks(c) && c.happened("kill") && (c.expects("reply") || c.expects("delivered"));
}
bool of_zombies(const Case& c) { return forks(c) && c.expects("no zombie"); }
bool of_the_end(const Case& c) { return forks(c) && (c.expects("goes on") || c.expects("established") || c.expects("silence")); }
bool of_the_number(const Case& c) { return forks(c) && c.facts().expectation == "number"; }
bool without_a_process(const Case& c) { return forks(c) && c.happened("limit processes"); }
bool of_others(const Case& c) { return forks(c) && c.expects("others alive"); }

}  // namespace

std::vector<Table> tables_of_children() {
  return {
      {"processes and their sockets are not as they should be",
       of_the_processes,
       {{"F01", "its child serves the client, and the parent has not closed its copy", parent_keeps_the_connection},
        {"F02", "a child that serves a client holds the socket that listens", a_serving_child_holds_the_listener},
        {"F03", "a child that has served a client calls accept", goes_on_in_the_loop_of_the_parent},
        {"F04", "the first process serves, and a child accepts", branches_swapped},
        {"F14", "a process was made when no client had been accepted", a_child_without_a_client}}},
      {"a client gets no first line",
       of_the_first_line,
       {{"F05", "the parent waits for its only child, and this client is not accepted", parent_waits_for_its_only_child},
        {"F08", "the parent is in wait, by a handler, and a child lives", handler_waits_for_a_living_child},
        {"F15", "parent and child talk to the same client", both_serve},
        {"F16", "the connection was closed before fork", closed_before_fork},
        {"F17", "the parent called shutdown", parent_shuts_down}}},
      {"zombies stay",
       of_zombies,
       {{"F06", "it never waits", never_waits}, {"F07", "it waits once for each signal", waits_once_a_signal}}},
      {"the server, or a conversation, ends when it should not",
       of_the_end,
       {{"F09", "accept was interrupted, and the server ended", accept_was_interrupted},
        {"F10", "a receive was interrupted, and the child ended", receive_was_interrupted},
        {"F18", "it ended when one child was killed", ended_after_a_child_was_killed}}},
      {"a conversation ends with another process",
       of_a_conversation_that_goes_on,
       {{"F10", "a receive was interrupted, and the child ended", receive_was_interrupted}}},
      {"connections have the wrong number", of_the_number, {{"F11", "every client is number 1", same_number_for_all}}},
      {"no process can be made",
       without_a_process,
       {{"F13", "fork failed, and it served the client itself, or ended", serves_without_a_child}}},
      {"a process of others was ended", of_others, {{"F19", "it signalled its whole process group", signals_its_group}}},
  };
}

}  // namespace wirelab::diagnosis
