// Datagrams: the listener and the talker of lab 05.
#include <algorithm>

#include "diagnosis/table.hpp"

namespace wirelab::diagnosis {
namespace {

constexpr int sock_stream = 1;
/// More than any address takes (unix(7)).
constexpr long room_for_any_address = 128;
/// A listener must take datagrams up to this (lab 05, R06).
constexpr long longest_datagram = 2048;

bool is_listener(const Case& c) { return c.lab_is("lab05") && c.program().called == "your listener"; }
bool is_talker(const Case& c) { return c.lab_is("lab05") && c.program().called.ends_with("talker"); }

bool not_bound(const Case& c) { return is_listener(c) && (c.expects("bound") || c.expects("no TCP") || c.expects("goes on")); }
bool listens_or_streams(const Case& c) {
  const bool listens = c.calls().named("listen").failed_with("EOPNOTSUPP").any();
  const auto bound = c.calls().named("bind").successful();
  return listens || (bound.any() && c.calls()
                                        .named("socket")
                                        .where([&bound](const Call& call) {
                                          return call.result == number_at(bound.first(), 0) && number_at(call, 1) == sock_stream;
                                        })
                                        .any());
}
bool bound_to_the_swapped_port(const Case& c) {
  return std::ranges::any_of(c.program().sockets, [&c](const SocketFact& socket) {
    return socket.kind == "udp" && socket.local_port == with_bytes_swapped(c.program().asked_port);
  });
}
bool bound_for_ipv6_only(const Case& c) {
  return !c.program().sockets.empty() && std::ranges::all_of(c.program().sockets, [&c](const SocketFact& socket) {
    return socket.kind == "udp" && socket.ipv6 && socket.local_port == c.program().asked_port;
  });
}

bool line_or_answer_missing(const Case& c) { return is_listener(c) && (c.expects("lines") || c.expects("datagram")); }
Calls receives(const Case& c) { return c.calls().receives(); }
bool answers_its_own_port(const Case& c) {
  return c.calls()
      .named("sendto")
      .where([&c](const Call& call) { return port_in(text_at(call, 2)) == c.program().asked_port; })
      .any();
}
bool gives_no_room_for_the_address(const Case& c) {
  return c.calls().named("recvfrom").where([](const Call& call) { return call.result >= 0 && number_at(call, 5) == 0; }).any();
}
bool gives_an_absurd_room(const Case& c) {
  return c.calls()
      .named("recvfrom")
      .failed_with("EINVAL")
      .where([](const Call& call) { return number_at(call, 5) > room_for_any_address; })
      .any();
}
/// The socket that it is bound to; another one may well be for one answer.
bool connects_itself(const Case& c) {
  const auto bound = c.calls().named("bind").successful();
  return c.calls()
      .named("connect")
      .successful()
      .where([&bound](const Call& call) { return bound.on(static_cast<int>(number_at(call, 0))).any(); })
      .any();
}
bool buffer_is_small(const Case& c) {
  return receives(c)
      .where([](const Call& call) {
        return call.result > 0 && number_at(call, 1) < longest_datagram && call.result >= number_at(call, 1);
      })
      .any();
}
bool waits_for_the_rest(const Case& c) {
  const auto all = receives(c);
  return c.ending_is("settled") && all.any() && all.last().result > 0 && all.last().result < number_at(all.last(), 1) &&
         c.calls().after(all.last()).sends().none() && !connects_itself(c) && c.got().empty() && c.expects("datagram");
}
bool takes_an_empty_one_for_the_end(const Case& c) {
  const auto all = receives(c);
  return c.wanted().empty() && c.expects("datagram") && all.any() && all.last().result == 0 &&
         c.calls().after(all.last()).sends().none();
}
bool shows_an_older_tail(const Case& c) {
  if (!c.expects("lines") || c.got().size() <= c.wanted().size() || c.wanted().empty()) return false;
  const auto size = c.wanted().size() - 1;  // without the last newline
  return c.got().compare(0, size, c.wanted(), 0, size) == 0 && c.got()[size] != '\n';
}
bool prints_a_failed_receive(const Case& c) { return c.expects("lines") && c.got().find("len -1") != std::string::npos; }

/// Status 2 is asked for after wrong arguments only: nothing that it does with them is its bug.
bool should_refuse_its_arguments(const Case& c) { return c.expects("exit") && c.wanted() == "2"; }
bool talker_misses_answers(const Case& c) {
  if (!is_talker(c) || should_refuse_its_arguments(c)) return false;
  return c.expects("datagram") || c.expects("give up") || c.expects("output") || c.expects("exit");
}
Calls talks(const Case& c) { return c.calls().sends(); }
bool waits_for_ever(const Case& c) {
  return c.ending_is("settled") && !c.program().ended && talks(c).any() &&
         (c.asleep_in("select") || c.asleep_in("poll") || c.asleep_in("recv") || c.asleep_in("recvmsg") || c.asleep_in("read"));
}
/// The last thing it received, and believed: nothing was received, or sent, after it.
std::optional<Call> believed(const Case& c) {
  const auto all = receives(c).successful();
  if (all.none() || talks(c).none() || !c.program().ended) return std::nullopt;
  return all.last();
}
/// The messages that it sent begin with a digit each; the one that was sent before CALL.
std::string digit_before(const Case& c, const Call& call) {
  const auto before = talks(c).before(call);
  if (before.none()) return {};
  return text_at(before.last(), 3).substr(0, 1);
}
bool from_somebody_else(const Case& c) {
  const auto last = believed(c);
  if (!last || last->name != "recvfrom" || host_in(text_at(*last, 4)).empty()) return false;
  const auto sent = c.calls().named("sendto").successful();
  return sent.any() && text_at(sent.last(), 2) != text_at(*last, 4);
}
bool with_another_digit(const Case& c) {
  const auto all = receives(c).successful();
  if (all.none() || from_somebody_else(c) || !c.program().ended) return false;
  const auto digit = digit_before(c, all.last());
  const auto answer = text_at(all.last(), 3).substr(0, 1);
  return !digit.empty() && !answer.empty() && digit != answer;
}
bool too_long_and_went_on(const Case& c) {
  const auto failed = talks(c).failed_with("EMSGSIZE");
  return failed.any() && (c.calls().after(failed.first()).named({"poll", "select"}).any() || receives(c).any());
}
bool surprised_by_a_refusal(const Case& c) { return receives(c).failed_with("ECONNREFUSED").any() && c.program().ended; }
bool sends_once(const Case& c) {
  const auto sent = talks(c).successful();
  if (!c.program().ended || sent.none()) return false;
  const auto last = text_at(sent.last(), 3);
  const auto same = sent.where([&last](const Call& call) { return text_at(call, 3) == last; });
  return same.count() == 1 && c.calls().after(sent.last()).receives().none();
}

bool wrong_datagram(const Case& c) { return is_talker(c) && c.expects("datagram") && !c.got().empty(); }
bool many_or_a_part_in_one(const Case& c) {
  const bool more = c.got().size() > c.wanted().size() && c.got().starts_with(c.wanted());
  const bool digit_alone = c.got().size() == 1 && c.wanted().size() > 1 && c.wanted().starts_with(c.got());
  return more || digit_alone;
}

}  // namespace

std::vector<Table> tables_of_datagrams() {
  return {
      {"no datagram socket is bound to the port",
       not_bound,
       {{"U01", "it listens, or its socket is one for streams", listens_or_streams},
        {"U02", "it is bound to the port with its two bytes swapped", bound_to_the_swapped_port},
        {"U18", "its socket is for IPv6 only", bound_for_ipv6_only}}},
      {"the listener does not print or answer",
       line_or_answer_missing,
       {{"U03", "it answers to its own port", answers_its_own_port},
        {"U04", "recvfrom was told that there is no room for the address", gives_no_room_for_the_address},
        {"U05", "recvfrom fails with EINVAL: the length it was given is absurd", gives_an_absurd_room},
        {"U06", "it has connected its socket", connects_itself},
        {"U07", "its buffer is smaller than the datagram", buffer_is_small},
        {"U08", "it has the whole datagram, and receives again", waits_for_the_rest},
        {"U09", "it received 0 bytes, and did not answer", takes_an_empty_one_for_the_end},
        {"U10", "the tail of an older datagram is printed", shows_an_older_tail},
        {"U20", "a line tells a length of -1", prints_a_failed_receive}}},
      {"the talker does not do as it should when answers fail",
       talker_misses_answers,
       {{"U11", "it waits without a time-out", waits_for_ever},
        {"U12", "it took an answer from somebody else", from_somebody_else},
        {"U13", "it took an answer with another digit", with_another_digit},
        {"U14", "it binds its own end to a port that is taken", [](const Case& c) { return c.bound_to_a_port_that_is_taken(); }},
        {"U16", "a sending failed with EMSGSIZE, and it went on", too_long_and_went_on},
        {"U17", "a receive told that nobody is there, and it ended", surprised_by_a_refusal},
        {"U19", "it sent the message once and gave up", sends_once}}},
      {"a datagram is not one message",
       wrong_datagram,
       {{"U15", "it holds more than one message, or a part of one", many_or_a_part_in_one}}},
  };
}

}  // namespace wirelab::diagnosis
