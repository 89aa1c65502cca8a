#include "check/connection.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "check/evidence.hpp"
#include "model/text.hpp"
#include "process/look.hpp"
#include "process/open_files.hpp"

namespace wirelab::check {
namespace {

/// What may be unread beyond what is expected of it, before the program is too talkative.
constexpr std::size_t byte_allowance = 64 << 10;

}  // namespace

void Connection::send(std::string_view bytes) {
  tell("sent " + quote(bytes));
  world_->timeline().grader("send", fmt::format("{}: {}", named_->called, quote(bytes)));
  sent_since_answer_ += bytes.size();
  peer().send(bytes);
}

Ending Connection::wait_until_read() {
  const auto ending = world_->wait_for(
      [this] {
        if (!peer().all_sent()) return false;
        const auto end = programs_end();
        return !end || (!end->waits_to_be_accepted() && end->receive_queue == 0);
      },
      [this] { return peer().was_reset(); });
  return ending == Ending::settled && peer().all_sent() && looks_at_what_came() ? Ending::met : ending;
}

bool Connection::looks_at_what_came() const {
  const auto end = programs_end();
  if (!end || end->waits_to_be_accepted() || end->receive_queue == 0) return false;
  const auto& view = program_->program.view();
  const auto tasks = look_at(view).tasks;
  return std::ranges::any_of(tasks, [&](const Task& task) {
    if (!task.call) return false;
    if (waits_until_ready(*task.call)) return true;  // which sockets it watches is not to be seen from here
    if (!waits_for_bytes(*task.call)) return false;
    const auto files = open_files(view, task.process);
    const auto file = std::ranges::find(files, descriptor_of(*task.call).value_or(-1), &OpenFile::number);
    return file != files.end() && file->socket_inode() == end->inode;
  });
}

void Connection::send_piece(std::string_view piece, std::size_t done, std::size_t total) {
  peer().send(piece);
  const auto ending = wait_until_read();
  if (ending == Ending::met) return;
  fail(fmt::format("{} reads each piece as it comes, {} of {} bytes so far", program_->called, with_commas(done),
                   with_commas(total)),
       peer().was_reset() ? "RST (the connection was broken off)"
                          : "the last piece is unread; " + explain(*world_, *program_, ending),
       unmet("read"));
}

void Connection::send_in_pieces(std::string_view bytes, std::initializer_list<std::size_t> cuts) {
  tell(fmt::format("sent {} in {} pieces", quote(bytes), cuts.size() + 1));
  world_->timeline().grader("send in pieces", fmt::format("{}: {}", named_->called, quote(bytes)));
  std::size_t from = 0;
  for (const auto cut : cuts) {
    send_piece(bytes.substr(from, cut - from), cut, bytes.size());
    from = cut;
  }
  peer().send(bytes.substr(from));
}

void Connection::send_byte_by_byte(std::string_view bytes) {
  tell(fmt::format("sent {} byte by byte", quote(bytes)));
  world_->timeline().grader("send byte by byte", fmt::format("{}: {}", named_->called, quote(bytes)));
  for (std::size_t at = 0; at < bytes.size(); ++at) send_piece(bytes.substr(at, 1), at + 1, bytes.size());
}

void Connection::half_close() {
  tell("ended its stream (FIN)");
  world_->timeline().grader("half-close", named_->called);
  stream_ended_ = true;
  peer().half_close();
}

void Connection::close() {
  tell("closed the connection");
  world_->timeline().grader("close", named_->called);
  stream_ended_ = true;
  peer().close();
}

void Connection::reset() {
  tell("broke the connection off (RST)");
  world_->timeline().grader("reset", named_->called);
  peer().reset();
}

void Connection::end_then_reset() {
  half_close();
  world_->wait_until_quiet();
  reset();
}

void Connection::stop_reading() {
  tell("stopped reading");
  world_->timeline().grader("stop reading", named_->called);
  peer().stop_reading();
}

void Connection::resume_reading() {
  tell("read again");
  world_->timeline().grader("read again", named_->called);
  peer().resume_reading();
}

void Connection::expect(std::string_view bytes) {
  peer().limit_unread(bytes.size() + byte_allowance);
  const auto wrong = [&] {
    const auto& inbox = peer().inbox();
    return !bytes.starts_with(std::string_view(inbox).substr(0, bytes.size()));
  };
  const auto ending = world_->wait_for(
      [&] { return peer().inbox().size() >= bytes.size() && !wrong(); },
      [&] { return wrong() || peer().ended() || peer().was_reset() || peer().state() == TcpPeer::State::refused; });
  if (ending != Ending::met) {
    auto what = unmet("reply", bytes);
    what.probe = [this](Facts& facts) { probe_reply(facts); };
    fail(quote(bytes), seen_of(bytes, ending), what);
  }
  peer().take(bytes.size());
  sent_since_answer_ = 0;
  world_->story().answered(named_->called);
  world_->timeline().grader("receive", fmt::format("{}: {}", named_->called, quote(bytes)));
}

std::string Connection::seen_of(std::string_view bytes, Ending ending) const {
  const auto& inbox = peer().inbox();
  std::string came = inbox.empty() ? "nothing" : quote(inbox);
  const bool wrong = !bytes.starts_with(std::string_view(inbox).substr(0, bytes.size()));
  if (wrong) return fmt::format("{}; {}", came, first_difference(bytes, inbox));
  if (!inbox.empty()) came = fmt::format("only the first {} of {} bytes", with_commas(inbox.size()), with_commas(bytes.size()));
  if (peer().state() == TcpPeer::State::refused) return std::string(std::strerror(peer().error()));
  if (peer().was_reset()) return came + ", then RST (the connection was broken off)";
  if (peer().ended()) return came + ", then FIN (the end of the stream)";
  return came + "; " + explain(*world_, *program_, ending);
}

void Connection::expect_end() {
  const auto ending = world_->wait_for([this] { return peer().ended() && peer().inbox().empty(); },
                                       [this] { return !peer().inbox().empty() || peer().was_reset(); });
  if (ending == Ending::met) {
    world_->timeline().grader("receive FIN", named_->called);
    end_noted_ = true;
    return;
  }
  const auto expected = fmt::format("FIN from {} (the end of its stream)", program_->called);
  const auto what = unmet("end of stream");
  if (!peer().inbox().empty()) fail(expected, "more bytes: " + quote(peer().inbox()), what);
  if (peer().was_reset()) fail(expected, "RST (the connection was broken off)", what);
  const auto end = programs_end();
  fail(expected,
       fmt::format("nothing; {}{}", explain(*world_, *program_, ending),
                   end ? fmt::format(", and its side is in {}", to_string(end->state)) : ""),
       what);
}

void Connection::expect_something() {
  const auto ending =
      world_->wait_for([this] { return !peer().inbox().empty(); }, [this] { return peer().ended() || peer().was_reset(); });
  if (ending != Ending::met) fail("the next bytes", seen_of("", ending), unmet("more bytes"));
  world_->timeline().grader("receive", fmt::format("{}: {}", named_->called, quote(peer().inbox())));
  peer().take(peer().inbox().size());
}

void Connection::expect_no_more_bytes() {
  world_->wait_until_quiet([this] { return !peer().inbox().empty(); });
  if (!peer().inbox().empty()) fail("no more bytes", quote(peer().inbox()), unmet("no more bytes"));
}

void Connection::expect_to_be_closed() {
  const auto closed = [this] { return peer().ended() || peer().was_reset() || peer().state() == TcpPeer::State::refused; };
  const auto ending = world_->wait_for(closed, [this] { return !peer().inbox().empty(); });
  if (ending == Ending::met && peer().inbox().empty()) return;
  const auto expected = fmt::format("{} closes the connection (FIN or RST)", program_->called);
  fail(expected, peer().inbox().empty() ? "nothing; " + explain(*world_, *program_, ending) : quote(peer().inbox()),
       unmet("closed"));
}

void Connection::expect_no_reset() {
  world_->wait_until_quiet([this] { return peer().was_reset(); });
  if (peer().was_reset())
    fail(fmt::format("{} still takes what is sent to it", program_->called), "RST (the connection was broken off)", unmet("kept"));
}

void Connection::expect_read() {
  const auto ending = wait_until_read();
  if (ending != Ending::met)
    fail(fmt::format("{} reads what was sent to it", program_->called),
         peer().was_reset() ? "RST (the connection was broken off)" : "some is unread; " + explain(*world_, *program_, ending),
         unmet("read"));
}

void Connection::expect_silence() {
  const auto disturbed = [this] { return !peer().inbox().empty() || peer().ended() || peer().was_reset(); };
  expect_nothing(world_->wait_until_quiet(disturbed), "nothing yet");
}

void Connection::expect_to_be_kept() { watch_patiently("nothing: a client may be silent as long as it likes"); }

void Connection::expect_patience() { watch_patiently("nothing yet: the reply may take as long as it likes"); }

void Connection::watch_patiently(const std::string& expected) {
  const auto disturbed = [this] { return !peer().inbox().empty() || peer().ended() || peer().was_reset(); };
  expect_nothing(world_->watch_for(patient_watch, disturbed), expected);
}

void Connection::expect_nothing(Ending ending, const std::string& expected) {
  const auto what = unmet("silence");
  if (!peer().inbox().empty()) fail(expected, quote(peer().inbox()), what);
  if (peer().was_reset()) fail(expected, "RST (the connection was broken off)", what);
  if (peer().ended()) fail(expected, fmt::format("FIN ({} ended the stream)", program_->called), what);
  if (ending == Ending::settled && program_->program.wait_status() && program_->program.view().processes().empty())
    fail(expected, explain(*world_, *program_, ending), what);
}

void Connection::expect_delivered() {
  const auto delivered = [this] {
    const auto end = programs_end();
    // Who has made the receive buffer small gets what fits; the rest waits at our side.
    if (const auto own = listed(peer().local(), peer().remote()); own && own->unsent_bytes > 0 && own->window_closed) return true;
    // The FIN takes one place in the sequence (RFC 9293, 3.4), and so in the receive queue.
    return end && end->receive_queue >= sent_since_answer_ + (stream_ended_ ? 1 : 0);
  };
  const auto ending = world_->wait_while_stopped(delivered, [this] { return peer().was_reset() || !programs_end(); });
  if (ending != Ending::met)
    fail(fmt::format("the bytes arrive at the side of {}", program_->called),
         peer().was_reset() ? "RST (the connection was broken off)" : explain(*world_, *program_, ending), unmet("delivered"));
}

void Connection::fail(std::string expected, std::string saw, Unmet unmet) {
  auto& timeline = world_->timeline();
  if (!peer().inbox().empty()) timeline.grader("receive", fmt::format("{}: {}", called(), quote(peer().inbox())));
  if (unmet.end == "FIN" && !end_noted_) timeline.grader("receive FIN", called());
  if (unmet.end == "RST") timeline.grader("receive RST", called());
  if (unmet.end == "refused") timeline.grader("refused", called());
  world_->fail(std::move(expected), std::move(saw), std::move(unmet));
}

Unmet Connection::unmet(std::string expectation, std::string_view wanted) const {
  const auto* end = peer().state() == TcpPeer::State::refused ? "refused"
                    : peer().was_reset()                      ? "RST"
                    : peer().ended()                          ? "FIN"
                                                              : "";
  return {std::move(expectation), program_, named_->called, std::string(wanted), peer().inbox(), end, stream_ended_, {}};
}

void Connection::probe_reply(Facts& facts) {
  if (stream_ended_ || peer().ended() || peer().was_reset()) return;
  const auto try_it = [this, &facts](const std::string& name, const std::function<void()>& act) {
    const auto before = peer().inbox().size();  // the answer may come while we still act
    act();
    world_->wait_until_quiet();
    facts.probes[name].value = peer().inbox().substr(before);
  };
  try_it("newline", [this] { peer().send("\n"); });
  try_it("end of stream", [this] { peer().half_close(); });
}

std::optional<Socket> Connection::programs_end() const { return listed(peer().remote(), peer().local()); }

std::optional<Socket> Connection::listed(const Endpoint& local, const Endpoint& remote) const {
  for (const auto& socket : world_->sockets().tcp())
    if (socket.local == local && socket.remote == remote) return socket;
  return std::nullopt;
}

}  // namespace wirelab::check
