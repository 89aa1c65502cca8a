// The client never sees the end; the end is a reset; the server has died; it uses the processor.
#include <signal.h>

#include <algorithm>

#include "diagnosis/table.hpp"

namespace wirelab::diagnosis {
namespace {

constexpr int sol_socket = 1;
constexpr int so_linger = 13;
constexpr long msg_peek = 2;
/// Who is told so often that the stream has ended does not hear it.
constexpr std::size_t often = 3;

bool is_server(const Case& c) { return c.program().asked_port != 0 && !c.lab_is("lab05") && c.program().called == "your server"; }

Calls ends_seen(const Calls& calls) {
  return calls.receives().where([](const Call& call) { return call.result == 0 && number_at(call, 1) > 0; });
}

/// The socket that listens was closed by the process that made it, and that goes on, or asks it for a client all the same.
bool closed_the_listener(const Case& c) {
  const auto listen = c.calls().named("listen").successful();
  if (listen.none()) return false;
  const auto own = c.calls().by(listen.first().process).after(listen.first());
  if (own.named("accept").failed_with("EBADF").any()) return true;
  return !c.program().ended && own.on(static_cast<int>(number_at(listen.first(), 0))).named("close").any();
}

bool left_open_after_the_end(const Served& one) {
  const auto seen = ends_seen(one.own).count() + ends_seen(one.of_children).count();
  return !one.closed && seen > 0 && seen < often;
}

bool never_closes(const Case& c) {
  return !closed_the_listener(c) && std::ranges::any_of(served_in(c.calls()), [&](const Served& one) {
    return left_open_after_the_end(one) && (!one.shut_down || c.expects("descriptors"));
  });
}

bool passes_over_the_end(const Case& c) {
  return std::ranges::any_of(served_in(c.calls()), [](const Served& one) {
    return ends_seen(one.own).count() >= often || ends_seen(one.of_children).count() >= often;
  });
}

bool waits_for_a_client_before_the_end(const Case& c) {
  const auto served = served_in(c.calls());
  return c.asleep_in("accept") && c.connection() && !served.empty() &&
         std::ranges::all_of(served, [](const Served& one) { return ends_seen(one.own).none() && !one.closed; });
}

bool no_end(const Case& c) { return is_server(c) && c.expects("end of stream") && c.facts().end.empty() && c.got().empty(); }
bool reset(const Case& c) { return is_server(c) && c.expects("end of stream") && c.facts().end == "RST"; }
bool descriptors(const Case& c) { return is_server(c) && c.expects("descriptors"); }

bool linger_zero(const Case& c) {
  return c.calls()
      .named("setsockopt")
      .where([](const Call& call) { return number_at(call, 1) == sol_socket && number_at(call, 2) == so_linger; })
      .any();
}
bool closes_with_unread_input(const Case& c) {
  if (linger_zero(c)) return false;
  return std::ranges::any_of(served_in(c.calls()), [](const Served& one) {
    const auto receives = one.talk.receives();
    const bool peeks = receives.where([](const Call& call) { return (number_at(call, 2) & msg_peek) != 0; }).any();
    const bool ended = ends_seen(one.talk).where([](const Call& call) { return (number_at(call, 2) & msg_peek) == 0; }).any();
    return one.hung_up && !ended && (peeks || receives.count() >= 2);
  });
}

/// Nobody asked it to end.
bool died(const Case& c) { return is_server(c) && c.program().ended && !c.expects("exit") && !c.happened("terminate"); }
bool by_sigpipe(const Case& c) { return c.killed_by(SIGPIPE); }
bool served_one_and_left(const Case& c) {
  return c.exited_with(0) && c.calls().named("accept").count() == 1 && served_in(c.calls()).size() == 1;
}
/// The last call but for closing, if it failed with the error of one client and the server ended with a status that says so.
std::optional<Call> call_that_ended_it(const Case& c) {
  if (!c.program().ended || c.program().signal != 0 || c.program().exit_status == 0) return std::nullopt;
  const auto calls = c.calls().by(c.program().first_process).where([](const Call& call) {
    return call.name != "close" && call.name != "sigaction";
  });
  if (calls.none() || (calls.last().error != "ECONNRESET" && calls.last().error != "EPIPE")) return std::nullopt;
  return calls.last();
}
bool a_failed_receive_ended_it(const Case& c) {
  const auto call = call_that_ended_it(c);
  return call && is_receive(*call);
}
bool a_failed_send_ended_it(const Case& c) {
  const auto call = call_that_ended_it(c);
  return call && is_send(*call);
}

bool no_listener_any_more(const Case& c) {
  return is_server(c) && !c.program().ended && c.sockets("LISTEN").empty() &&
         (c.expects("established") || c.expects("greeting") || c.expects("reply") || c.expects("idle") || c.expects("goes on"));
}

bool busy(const Case& c) {
  return is_server(c) && (c.ending_is("busy loop") || c.expects("idle") || c.expects("no other process"));
}

bool hung_up_or_slow(const Case& c) {
  return is_server(c) && (c.expects("silence") || c.expects("idle") || c.expects("reply")) && !c.program().ended;
}
/// Not after the end of the stream was seen. (A child has not accepted its client; it has greeted.)
bool sleeps_and_hangs_up(const Case& c) {
  const auto& calls = c.calls();
  return std::ranges::any_of(calls.named("sleep"), [&](const Call* sleep) {
    const auto before = calls.before(*sleep).by(sleep->process);
    const auto after = calls.after(*sleep).by(sleep->process);
    if (before.named("accept").none() && before.sends().none()) return false;
    if (before.last().name == "poll" || ends_seen(before).any()) return false;
    if (after.none() || !is_receive(after.first()) || after.first().error != "EAGAIN") return false;
    const auto then = after.after(after.first());
    return then.none() || then.first().name == "close";
  });
}

}  // namespace

std::vector<Table> tables_of_ends() {
  return {
      {"the client sees no end of the stream",
       no_end,
       {{"V14", "the end was received, and the connection was not closed", never_closes},
        {"V13", "the socket that listens was closed", closed_the_listener},
        {"V16", "it waits in accept before it has seen the end", waits_for_a_client_before_the_end},
        {"V17", "the end was received again and again", passes_over_the_end}}},
      {"descriptors stay open", descriptors, {{"V14", "the end was received, and the connection was not closed", never_closes}}},
      {"the end of the stream is a reset",
       reset,
       {{"O07", "SO_LINGER is set", linger_zero}, {"V32", "it closes before it has read all", closes_with_unread_input}}},
      {"the server has ended",
       died,
       {{"V19", "signal 13, SIGPIPE", by_sigpipe},
        {"V15", "status 0 after its first client", served_one_and_left},
        {"V18", "a receive failed with the error of one client", a_failed_receive_ended_it},
        {"V34", "a send failed with the error of one client", a_failed_send_ended_it},
        {"V13", "accept failed: the socket that listens was closed", closed_the_listener}}},
      {"nothing listens any more", no_listener_any_more, {{"V13", "the socket that listens was closed", closed_the_listener}}},
      {"it uses the processor for nothing",
       busy,
       {{"V17", "the end of a stream was received again and again", passes_over_the_end}}},
      {"a client is hung up on, or served late",
       hung_up_or_slow,
       {{"V33", "it sleeps, asks for bytes once without waiting, and hangs up when there are none", sleeps_and_hangs_up}}},
  };
}

}  // namespace wirelab::diagnosis
