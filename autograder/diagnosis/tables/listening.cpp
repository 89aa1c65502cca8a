// Client cannot connect; the port is taken; the ready line.
#include <algorithm>

#include "diagnosis/table.hpp"

namespace wirelab::diagnosis {
namespace {

constexpr int sol_socket = 1;
constexpr int so_reuseaddr = 2;
constexpr int so_reuseport = 15;
constexpr int sock_dgram = 2;
/// So few that a handful of clients fill the queue.
constexpr long small_backlog = 8;

bool listens_on(const Case& c, int port) {
  return std::ranges::any_of(c.sockets("LISTEN"), [port](const SocketFact& socket) { return socket.local_port == port; });
}

bool listens_on_a_port_of_the_kernels_choice(const Case& c) {
  const auto asked = c.program().asked_port;
  return std::ranges::any_of(c.sockets("LISTEN"), [asked](const SocketFact& socket) {
    return socket.local_port != asked && socket.local_port != with_bytes_swapped(asked);
  });
}

Calls bound_to(const Calls& calls, int port) {
  return calls.named("bind").successful().where([port](const Call& bind) { return port_in(text_at(bind, 1)) == port; });
}

bool is_for_datagrams(const Calls& calls, const Call& bind) {
  return calls.before(bind)
      .named("socket")
      .where([&](const Call& made) { return made.result == number_at(bind, 0) && number_at(made, 1) == sock_dgram; })
      .any();
}

Calls options_set(const Calls& calls, int option) {
  return calls.named("setsockopt").successful().where([option](const Call& call) {
    return number_at(call, 1) == sol_socket && number_at(call, 2) == option && number_at(call, 3) != 0;
  });
}

/// The call of bind that found the port taken.
Calls taken(const Calls& calls) { return calls.named("bind").failed_with("EADDRINUSE"); }

bool nothing_listens(const Case& c) { return c.facts().expectation == "listening" && c.program().called == "your server"; }

bool swapped_port(const Case& c) { return listens_on(c, with_bytes_swapped(c.program().asked_port)); }
bool bound_to_port_0(const Case& c) { return listens_on_a_port_of_the_kernels_choice(c) && bound_to(c.calls(), 0).any(); }
bool bound_to_a_port_of_its_own(const Case& c) {
  const auto asked = c.program().asked_port;
  return c.calls()
      .named("bind")
      .successful()
      .where([asked](const Call& bind) {
        const auto port = port_in(text_at(bind, 1));
        return port > 0 && port != asked && port != with_bytes_swapped(asked);
      })
      .any();
}
bool never_bound(const Case& c) { return listens_on_a_port_of_the_kernels_choice(c) && c.calls().named("bind").none(); }
bool never_listened(const Case& c) {
  const auto bound = bound_to(c.calls(), c.program().asked_port);
  return c.sockets("LISTEN").empty() && bound.any() && !is_for_datagrams(c.calls(), bound.first()) &&
         c.calls().named("listen").none();
}
bool datagram_socket(const Case& c) {
  const auto bound = bound_to(c.calls(), c.program().asked_port);
  return bound.any() && is_for_datagrams(c.calls(), bound.first());
}

bool not_on_every_address(const Case& c) { return c.expects("listening on "); }
bool bound_to_loopback(const Case& c) {
  return std::ranges::any_of(c.sockets("LISTEN"), [](const SocketFact& socket) {
    return socket.local_address == "127.0.0.1" || socket.local_address == "::1";
  });
}

bool second_copy(const Case& c) { return c.program().called == "the second copy"; }
bool went_on_after_bind_failed(const Case& c) {
  const auto failed = taken(c.calls());
  return failed.any() && c.calls().after(failed.first()).named({"listen", "accept"}).any();
}
bool shares_the_port(const Case& c) {
  return taken(c.calls()).none() && options_set(c.calls(), so_reuseport).any() && bound_to(c.calls(), c.program().asked_port).any();
}
bool failed_with_status_0(const Case& c) { return taken(c.calls()).any() && c.exited_with(0); }

bool restarted(const Case& c) { return c.program().called == "the restarted server" && c.facts().expectation == "listening"; }
const Calls& calls_of_the_first_copy(const Case& c) { return c.calls_of("your server"); }
bool never_set_the_option(const Case& c) {
  return taken(c.calls()).any() && options_set(c.calls(), so_reuseaddr).none() &&
         options_set(calls_of_the_first_copy(c), so_reuseaddr).none();
}
bool set_the_option_after_bind(const Case& c) {
  const auto options = options_set(calls_of_the_first_copy(c), so_reuseaddr);
  const auto bind = calls_of_the_first_copy(c).named("bind");
  return taken(c.calls()).any() && options.any() && bind.any() && options.before(bind.first()).none();
}

bool syn_unanswered(const Case& c) { return c.facts().expectation == "established" && c.facts().end.empty(); }
bool queue_is_short(const Case& c) {
  return std::ranges::any_of(c.sockets("LISTEN"), [](const SocketFact& socket) {
    return socket.receive_queue >= socket.send_queue && socket.send_queue < small_backlog;
  });
}

bool ready_line_wrong(const Case& c) { return c.facts().expectation == "output" && c.wanted().starts_with("ready "); }
bool went_to_standard_error(const Case& c) { return c.program().error_output.value.find("ready ") != std::string::npos; }
bool stays_in_the_buffer(const Case& c) {
  if (went_to_standard_error(c)) return false;
  const auto later = c.probe("a client connects");
  const auto at_last = c.probe("the client leaves");
  return c.got().empty() && !c.program().ended && later && later->empty() && at_last && at_last->empty();
}
bool comes_from_a_child(const Case& c) {
  const auto later = c.probe("a client connects");
  const auto at_last = c.probe("the client leaves");
  return c.got().empty() && later && later->empty() && at_last && at_last->starts_with(c.wanted()) && c.lab_is("lab04");
}
/// Whether what came is the wanted line, and more than once.
bool repeated(const Case& c) {
  const auto size = c.wanted().size();
  if (size == 0 || c.got().size() <= size || c.got().size() % size != 0) return false;
  for (std::size_t at = 0; at < c.got().size(); at += size)
    if (c.got().compare(at, size, c.wanted()) != 0) return false;
  return true;
}
bool says_more(const Case& c) { return c.got().size() > c.wanted().size() && c.got().starts_with(c.wanted()) && !repeated(c); }
bool said_by_every_child(const Case& c) { return comes_from_a_child(c) || (repeated(c) && c.calls().named("fork").any()); }

bool usage_not_refused(const Case& c) { return c.expects("exit") && c.wanted() == "2"; }
bool crashed_without_arguments(const Case& c) { return c.program().arguments.empty() && c.program().signal != 0; }
bool bound_to_what_atoi_makes(const Case& c) {
  if (c.program().arguments.size() != 1) return false;
  const auto& text = c.program().arguments.front();
  // 70000 is tried first: who refused it, and takes another number, has looked at the range and erred.
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos && text != "70000") return false;
  const auto made = std::atoi(text.c_str()) & 0xffff;
  return c.calls().named("bind").where([made](const Call& bind) { return port_in(text_at(bind, 1)) == made; }).any();
}

bool sigterm_does_not_end_it(const Case& c) { return c.facts().expectation == "end by SIGTERM"; }
bool goes_on(const Case& c) { return !c.program().ended; }

}  // namespace

std::vector<Table> tables_of_listening() {
  return {
      {"nothing listens on the asked port",
       nothing_listens,
       {{"V01", "it listens on the port with its two bytes swapped", swapped_port},
        {"V02", "it asked bind for port 0 and listens on one that the kernel chose", bound_to_port_0},
        {"G02", "it asked bind for another port", bound_to_a_port_of_its_own},
        {"V04", "it listens on a port that the kernel chose and never called bind", never_bound},
        {"V05", "its socket is bound to the port and it never called listen", never_listened},
        {"V06", "what it bound to the port is a datagram socket", datagram_socket}}},
      {"it does not listen on every address",
       not_on_every_address,
       {{"V03", "the socket that listens is bound to loopback", bound_to_loopback}}},
      {"a second copy on the same port does not fail as it should",
       second_copy,
       {{"V07", "bind failed and it went on", went_on_after_bind_failed},
        {"V10", "bind did not fail, and SO_REUSEPORT is set", shares_the_port},
        {"C19", "bind failed and it ended with status 0", failed_with_status_0}}},
      {"it cannot be restarted at once",
       restarted,
       {{"V08", "bind found the port taken, and SO_REUSEADDR was never set", never_set_the_option},
        {"V09", "bind found the port taken, and SO_REUSEADDR was set after bind", set_the_option_after_bind}}},
      {"a SYN is not answered",
       syn_unanswered,
       {{"V11", "as many connections wait as listen was told, and that is few", queue_is_short}}},
      {"the ready line is not as it should be",
       ready_line_wrong,
       {{"V26", "nothing comes, not even once a client has come and gone, nor on standard error", stays_in_the_buffer},
        {"V27", "something follows the line", says_more},
        {"F12", "it comes when a child ends", said_by_every_child}}},
      {"wrong arguments are not refused",
       usage_not_refused,
       {{"G01", "without arguments a signal ended it", crashed_without_arguments},
        {"A14", "it bound the port that atoi makes of the text, cut to 16 bits", bound_to_what_atoi_makes}}},
      {"SIGTERM does not end it", sigterm_does_not_end_it, {{"G04", "its first process goes on", goes_on}}},
  };
}

}  // namespace wirelab::diagnosis
