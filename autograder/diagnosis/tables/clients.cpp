// TCP clients: lab 02, where the grader is the server.
#include <signal.h>
#include <string.h>

#include <algorithm>

#include "diagnosis/table.hpp"

namespace wirelab::diagnosis {
namespace {

constexpr long size_of_a_pointer = 8;
/// One zero may be a terminator; two are the rest of a buffer.
constexpr std::string_view two_zeros("\0\0", 2);

bool is_client(const Case& c) { return c.lab_is("lab02"); }

Calls connects(const Case& c) { return c.calls().named("connect"); }

int port_of(const Case& c) {
  const auto& arguments = c.program().arguments;
  return arguments.size() == 2 ? std::atoi(arguments[1].c_str()) : 0;
}
/// The bytes of a call, as the shim tells them, end with a newline.
bool ends_with_newline(const Call& call) { return text_at(call, 3).ends_with("\\x0a"); }
bool has_newline_inside(const Call& call) {
  const auto text = text_at(call, 3);
  const auto at = text.find("\\x0a");
  return at != std::string::npos && at + 4 < text.size();
}

/// Calls on the descriptor of its (first) connection.
Calls on_the_connection(const Case& c) {
  const auto connected = connects(c).successful();
  return connected.none() ? Calls() : c.calls().after(connected.first()).on(static_cast<int>(number_at(connected.first(), 0)));
}

bool no_connection(const Case& c) { return is_client(c) && c.facts().expectation == "connection"; }
bool connects_to_the_swapped_port(const Case& c) {
  return connects(c).where([&c](const Call& call) { return port_in(text_at(call, 1)) == with_bytes_swapped(port_of(c)); }).any();
}
bool connects_without_a_family(const Case& c) {
  return connects(c).successful().where([](const Call& call) { return text_at(call, 1) == "family 0"; }).any();
}
bool tells_the_size_of_a_pointer(const Case& c) {
  return connects(c).failed_with("EINVAL").where([](const Call& call) { return number_at(call, 2) == size_of_a_pointer; }).any();
}

bool sent_wrong(const Case& c) {
  return is_client(c) && (c.facts().expectation == "reply" || c.facts().expectation == "more bytes");
}
bool sends_the_terminator(const Case& c) {
  const bool one_zero = c.got().starts_with('\0') && (c.got().size() == 1 || c.got()[1] != '\0');
  return one_zero &&
         on_the_connection(c).sends().where([](const Call& call) { return text_at(call, 3).ends_with("\\x0a\\x00"); }).any();
}
bool sends_the_buffer(const Case& c) {
  return c.got().starts_with(two_zeros) &&
         on_the_connection(c).sends().where([](const Call& call) { return call.result >= 512 && call.result % 512 == 0; }).any();
}
bool sends_the_size_of_a_pointer(const Case& c) {
  const auto sends = on_the_connection(c).sends();
  return c.wanted().size() > c.got().size() && c.wanted().starts_with(c.got()) && c.got().size() == size_of_a_pointer &&
         sends.any() && number_at(sends.last(), 1) == size_of_a_pointer;
}
bool sends_no_newline(const Case& c) {
  return !c.wanted().empty() && c.wanted().back() == '\n' && c.got() == c.wanted().substr(0, c.wanted().size() - 1);
}
bool stops_at_a_zero(const Case& c) {
  return c.wanted().size() > c.got().size() && c.wanted().starts_with(c.got()) && !c.got().empty() &&
         c.wanted()[c.got().size()] == '\0';
}
bool forgets_the_rest(const Case& c) {
  const auto sends = on_the_connection(c).sends();
  return sends.any() && sends.last().result >= 0 && sends.last().result < number_at(sends.last(), 1);
}
bool connects_again(const Case& c) { return connects(c).count() > 1; }

bool reply_in_pieces(const Case& c) { return is_client(c) && (c.expects("silence") || c.expects("exit")); }
/// It sent the next line, or stopped reading, when what it had received so far was no whole line.
bool takes_a_piece_for_a_reply(const Case& c) {
  bool open = false;
  for (const auto* call : on_the_connection(c)) {
    const bool receive = call->name == "recv" || call->name == "read";
    if (receive && call->result > 0) open = !ends_with_newline(*call);
    if ((call->name == "send" || call->name == "write") && open) return true;
  }
  return false;
}
/// It lets a time pass: asleep, or in a call that waits for bytes and gives up.
bool lets_time_pass(const Case& c) {
  return c.calls().named("sleep").any() ||
         c.calls().named({"poll", "select"}).where([](const Call& call) { return call.result == 0; }).any() ||
         on_the_connection(c).receives().failed_with("EAGAIN").any();
}
bool one_receive_one_reply(const Case& c) { return takes_a_piece_for_a_reply(c) && !lets_time_pass(c); }
bool a_pause_ends_the_reply(const Case& c) { return takes_a_piece_for_a_reply(c) && lets_time_pass(c); }

bool wrong_output(const Case& c) { return is_client(c) && c.facts().expectation == "output"; }
bool lines_come_together(const Case& c) {
  return on_the_connection(c).receives().where(has_newline_inside).any() && on_the_connection(c).named("shutdown").none();
}
bool confuses_lines_that_come_together(const Case& c) {
  const bool all = c.got().starts_with(c.wanted()) && c.got().size() > c.wanted().size();
  const bool lost = !c.got().empty() && c.wanted().starts_with(c.got()) && c.got().size() < c.wanted().size();
  return lines_come_together(c) && (all || lost);
}
/// What is too much stood in an earlier reply.
bool prints_an_older_tail(const Case& c) {
  const auto& got = c.got();
  const auto& wanted = c.wanted();
  const auto different = std::mismatch(got.begin(), got.end(), wanted.begin(), wanted.end()).first - got.begin();
  const auto at = static_cast<std::size_t>(different);
  const auto extra = got.substr(at, got.find('\n', at) - at);
  constexpr std::size_t telling = 3;
  return extra.size() >= telling && got.substr(0, at).find(extra) != std::string::npos;
}

bool died_at_work(const Case& c) { return is_client(c) && c.program().ended && c.program().signal != 0; }
bool by_sigpipe(const Case& c) { return c.killed_by(SIGPIPE); }
bool crashed(const Case& c) { return c.killed_by(SIGSEGV) || c.killed_by(SIGABRT) || c.killed_by(SIGBUS); }
bool crashed_after_a_failed_receive(const Case& c) {
  const auto receives = c.calls().receives();
  return crashed(c) && receives.any() && receives.last().result < 0;
}
bool crashed_when_the_buffer_was_full(const Case& c) {
  long line = 0;  // what has come of the last line
  bool ended = false;
  const auto receives = on_the_connection(c).receives();
  for (const auto* call : receives) {
    if (call->result < 0) return false;
    if (ended) line = 0;
    line += call->result;
    ended = ends_with_newline(*call);
  }
  return crashed(c) && receives.any() && receives.last().result > 0 && line % 512 == 0;
}
bool crashed_without_such_a_host(const Case& c) { return crashed(c) && c.calls().named("gethostbyname").failed().any(); }

bool end_of_input(const Case& c) {
  return is_client(c) && (c.expects("end of stream") || c.expects("kept") || c.expects("goes on"));
}
bool says_nothing(const Case& c) {
  const auto calls = on_the_connection(c);
  const auto sends = calls.sends();
  const bool waits_for_a_reply = sends.any() && calls.after(sends.last()).receives().none();
  return c.facts().end.empty() && calls.any() && calls.named({"shutdown", "close"}).none() && !c.program().ended &&
         c.calls().named("fdopen").none() && !waits_for_a_reply;
}
bool closes_in_place_of_shutdown(const Case& c) {
  const auto calls = on_the_connection(c);
  return calls.named("shutdown").none() && calls.named("close").any() && c.calls().named("fdopen").none() &&
         calls.receives().where([](const Call& call) { return call.result <= 0; }).none();
}

bool failure_not_told(const Case& c) { return is_client(c) && (c.expects("exit") || c.expects("error output")); }
bool went_on_after_connect_failed(const Case& c) {
  const auto failed = connects(c).failed();
  return failed.any() && c.calls().after(failed.first()).sends().any();
}
bool failed_with_status_0(const Case& c) {
  const auto receives = on_the_connection(c).receives();
  const bool ended = receives.any() && receives.last().result <= 0;
  return c.expects("exit") && c.wanted() != "0" && c.exited_with(0) && (connects(c).failed().any() || ended) &&
         !went_on_after_connect_failed(c) && c.calls().named("shutdown").none();
}
bool tells_another_error(const Case& c) {
  if (!c.expects("error output") || connects(c).failed_with("ECONNREFUSED").none()) return false;
  const auto& told = c.program().error_output.value;
  constexpr int last_error = 133;
  for (int error = 0; error <= last_error; ++error)
    if (error != ECONNREFUSED && told.find(strerror(error)) != std::string::npos) return true;
  return false;
}

}  // namespace

std::vector<Table> tables_of_clients() {
  return {
      {"no connection comes",
       no_connection,
       {{"C01", "it connects to the port with its two bytes swapped", connects_to_the_swapped_port},
        {"C02", "connect succeeded with family 0, and called nobody", connects_without_a_family},
        {"C03", "connect was told 8 bytes, the size of a pointer", tells_the_size_of_a_pointer},
        {"C21", "it binds its own end to a port that is taken", [](const Case& c) { return c.bound_to_a_port_that_is_taken(); }}}},
      {"what arrives at the server is wrong",
       sent_wrong,
       {{"C06", "a send took less than it was given, and the rest was not sent", forgets_the_rest},
        {"C07", "a zero follows the line", sends_the_terminator},
        {"C08", "a whole buffer was sent", sends_the_buffer},
        {"C09", "exactly 8 bytes were sent", sends_the_size_of_a_pointer},
        {"C10", "all came but the newline", sends_no_newline},
        {"C16", "it stops at a zero byte", stops_at_a_zero},
        {"C20", "it connects again", connects_again}}},
      {"a reply that comes in pieces",
       reply_in_pieces,
       {{"C04", "it goes on when no whole line has come", one_receive_one_reply},
        {"C25", "the same, after a pause", a_pause_ends_the_reply}}},
      {"what it prints is wrong",
       wrong_output,
       {{"C05", "two lines came together, and it prints too much or too little", confuses_lines_that_come_together},
        {"C13", "what is too much stood in an earlier reply", prints_an_older_tail},
        {"C15", "it stops at a zero byte", stops_at_a_zero}}},
      {"a signal ended it",
       died_at_work,
       {{"C22", "signal 13, SIGPIPE", by_sigpipe},
        {"C23", "it crashed when a receive had failed", crashed_after_a_failed_receive},
        {"C14", "it crashed when the bytes received filled a buffer", crashed_when_the_buffer_was_full},
        {"C24", "it crashed when gethostbyname had found nothing", crashed_without_such_a_host}}},
      {"the end of standard input",
       end_of_input,
       {{"C11", "neither shutdown nor close was called", says_nothing},
        {"C12", "close was called, and not shutdown", closes_in_place_of_shutdown}}},
      {"a failure is not told",
       failure_not_told,
       {{"C17", "connect failed, and it sent all the same", went_on_after_connect_failed},
        {"C18", "it tells the text of another error", tells_another_error},
        {"C19", "it failed, and ended with status 0", failed_with_status_0}}},
  };
}

}  // namespace wirelab::diagnosis
