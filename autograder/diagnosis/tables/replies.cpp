// Connected, and no reply; the reply is wrong; no reply to what is sent next, for the server has hung up.
#include <algorithm>

#include "diagnosis/table.hpp"

namespace wirelab::diagnosis {
namespace {

bool reply_missing(const Case& c) { return c.facts().expectation == "reply" && !c.lab_is("lab02"); }
/// Of a forking server, which greets.
bool no_first_line(const Case& c) { return c.facts().expectation == "greeting" && c.got().empty(); }
bool no_reply(const Case& c) { return reply_missing(c) && c.got().empty(); }
bool wrong_reply(const Case& c) { return reply_missing(c) && !c.got().empty(); }
/// The client had not ended its stream: what it sent next was answered with RST.
bool hung_up(const Case& c) { return c.expects("delivered") && c.facts().end == "RST" && !c.facts().stream_ended; }

bool unread_while_it_waits_for_a_client(const Case& c) {
  const auto connection = c.connection();
  if (!connection || connection->receive_queue == 0 || !c.asleep_in("accept", connection->process)) return false;
  // It knows this client: it has received from it before.
  const auto served = served_in(c.calls());
  return std::ranges::any_of(served, [&connection](const Served& one) {
    return one.descriptor == connection->descriptor && !one.hung_up && one.talk.receives().any();
  });
}

Calls with_data(const Calls& receives) {
  return receives.where([](const Call& call) { return call.result > 0; });
}

bool streams(const Case& c) { return c.calls().named("fdopen").any(); }

bool answers_at_the_end_only(const Case& c) {
  const auto newline = c.probe("newline");
  const auto end = c.probe("end of stream");
  return newline && newline->empty() && end && !end->empty();
}

bool waits_for_more(const Case& c) {
  const auto connection = c.connection();
  return connection && connection->receive_queue == 0 && !streams(c) && answers_at_the_end_only(c);
}
bool holds_it_in_a_stream(const Case& c) {
  const auto connection = c.connection();
  return connection && connection->receive_queue == 0 && streams(c) && answers_at_the_end_only(c);
}

bool listens_with(const Calls& calls, const Call& call) {
  return calls.before(call).named("listen").successful().on(static_cast<int>(number_at(call, 0))).any();
}
/// A child may have closed it before.
bool talks_to_the_listening_socket(const Case& c) {
  const auto& calls = c.calls();
  return Calls(calls)
      .where([&](const Call& call) {
        return (is_send(call) || is_receive(call)) &&
               (call.error == "ENOTCONN" || call.error == "EPIPE" || call.error == "EBADF") && listens_with(calls, call);
      })
      .any();
}

bool asked_for_no_bytes(const Case& c) {
  return std::ranges::any_of(served_in(c.calls()), [](const Served& served) {
    const auto receives = served.talk.receives();
    return receives.any() && number_at(receives.first(), 1) == 0;
  });
}

bool accept_refuses_the_length(const Case& c) {
  return c.calls()
      .named("accept")
      .failed_with("EINVAL")
      .where([](const Call& accept) { return number_at(accept, 1) > 4096; })
      .any();
}

bool uses_another_descriptor(const Case& c) {
  const auto accepted = c.calls().named("accept").successful();
  if (accepted.none()) return false;
  const auto unused = [](const Served& one) { return one.talk.receives().none() && one.talk.sends().none(); };
  // What is written to standard output may be meant for people.
  const auto standard = c.calls().after(accepted.first()).where([](const Call& call) {
    if (call.arguments.empty() || number_at(call, 0) > 1) return false;
    return is_receive(call) || (is_send(call) && (number_at(call, 0) == 0 || call.error == "ENOTSOCK"));
  });
  return std::ranges::all_of(served_in(c.calls()), unused) && standard.any();
}

bool answered_one_piece(const Case& c) {
  return std::ranges::any_of(served_in(c.calls()), [](const Served& one) {
    const auto pieces = with_data(one.talk.receives());
    if (pieces.none()) return false;
    const auto answers = one.talk.sends().after(pieces.first());  // what was sent before is a greeting
    if (answers.count() != 1 || answers.first().result != number_at(answers.first(), 1)) return false;
    if (answers.first().result != pieces.first().result) return false;
    return pieces.count() > 1 || (one.hung_up && one.talk.receives().count() == 1);
  });
}
/// When the client has ended its stream, the rest may be lost for another reason.
bool only_the_first_piece(const Case& c) { return !c.facts().stream_ended && answered_one_piece(c); }
bool hung_up_at_the_end_of_the_stream(const Case& c) {
  return c.facts().stream_ended && c.facts().end == "RST" && answered_one_piece(c) &&
         !c.elsewhere([](const Case& other) { return other.facts().expectation == "reply" && only_the_first_piece(other); });
}

/// The zero itself may be sent or not.
bool stops_at_a_zero(const Case& c) {
  if (c.wanted().size() <= c.got().size() || !c.wanted().starts_with(c.got())) return false;
  return c.wanted()[c.got().size()] == '\0' || c.got().back() == '\0';
}

/// It sends more than it has just received, and not more than it received at some time before.
bool sends_an_older_tail(const Case& c) {
  return std::ranges::any_of(served_in(c.calls()), [&](const Served& one) {
    long received = 0;
    long most = 0;
    bool tail = false;
    for (const auto* call : one.talk) {
      const bool receive = call->name == "recv" || call->name == "read" || call->name == "recvfrom";
      if (receive && call->result > 0) {
        received = call->result;
        most = std::max(most, received);
      } else if (call->name == "send" || call->name == "write" || call->name == "sendto") {
        const auto size = number_at(*call, 1);
        tail = tail || (size > received && size <= most);
        received -= std::max(0L, call->result);  // the rest of a short send is no tail
        received = std::max(received, 0L);
        if (call->result < size) return false;
      }
    }
    return tail;
  });
}
bool a_zero_is_its_end(const Case& c) {
  return stops_at_a_zero(c) &&
         !c.elsewhere([](const Case& other) { return other.facts().expectation == "reply" && sends_an_older_tail(other); });
}

bool changes_what_is_no_letter(const Case& c) {
  bool changed = false;
  for (std::size_t at = 0; at < std::min(c.got().size(), c.wanted().size()); ++at) {
    if (c.got()[at] == c.wanted()[at]) continue;
    const auto byte = static_cast<unsigned char>(c.wanted()[at]);
    if (byte <= 'z') return false;
    changed = true;
  }
  return changed;
}

/// A send that was cut short is the last one; or a full socket took nothing, and what is sent next is something else.
bool forgets_the_rest_of_a_send(const Case& c) {
  constexpr std::size_t telling = 16;
  const auto sends = c.calls().sends();
  return std::ranges::any_of(sends, [&sends](const Call* send) {
    const auto later = sends.after(*send).on(static_cast<int>(number_at(*send, 0)));
    if (send->error == "EAGAIN")
      return later.any() && text_at(later.first(), 3).substr(0, telling) != text_at(*send, 3).substr(0, telling);
    return send->result >= 0 && send->result < number_at(*send, 1) && later.none();
  });
}

}  // namespace

std::vector<Table> tables_of_replies() {
  return {
      {"connected, and no reply",
       no_reply,
       {{"V16", "accepted, its bytes are unread, and the server waits in accept", unread_while_it_waits_for_a_client},
        {"V20", "all is read, nothing is sent, and the answer comes when the client ends its stream", waits_for_more},
        {"V21", "the same, and its output goes through a FILE", holds_it_in_a_stream},
        {"V12", "it sends to, or receives from, the socket that listens", talks_to_the_listening_socket},
        {"V25", "it receives with a size of 0", asked_for_no_bytes},
        {"V28", "accept fails with EINVAL: the length it was given is absurd", accept_refuses_the_length},
        {"V30", "it receives from descriptor 0 or 1, and not from what accept gave", uses_another_descriptor},
        {"V31", "one piece was answered, and no more", only_the_first_piece}}},
      {"accepted, and no first line",
       no_first_line,
       {{"V12", "it sends to, or receives from, the socket that listens", talks_to_the_listening_socket},
        {"V28", "accept fails with EINVAL: the length it was given is absurd", accept_refuses_the_length},
        {"V30", "it sends to descriptor 0 or 1, and not to what accept gave", uses_another_descriptor}}},
      {"the reply is wrong",
       wrong_reply,
       {{"V22", "it stops at a zero byte", a_zero_is_its_end},
        {"V23", "only bytes behind 'z' are changed", changes_what_is_no_letter},
        {"V24", "it sends more than it has just received", sends_an_older_tail},
        {"V31", "one piece was answered, and no more", only_the_first_piece},
        {"V32", "it closes when the client has ended its stream, and has not read all", hung_up_at_the_end_of_the_stream},
        {"C06", "a send took less than it was given, and the rest was not sent", forgets_the_rest_of_a_send}}},
      {"the client is hung up on", hung_up, {{"V31", "one piece was answered, and no more", only_the_first_piece}}},
  };
}

}  // namespace wirelab::diagnosis
