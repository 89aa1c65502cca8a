#include "check/client.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "check/evidence.hpp"
#include "model/text.hpp"

namespace wirelab::check {
namespace {

/// What a client may have unread beyond what is expected of it, before the server is too talkative.
constexpr std::size_t byte_allowance = 64 << 10;
/// How long a timer of the server's is watched before it is believed that it does a silent client no harm.
constexpr std::chrono::seconds patient_watch{3};

}  // namespace

void Client::send(std::string_view bytes) {
  tell("sent " + quote(bytes));
  world_->timeline().grader("send", fmt::format("{}: {}", named_->called, quote(bytes)));
  sent_since_answer_ += bytes.size();
  peer().send(bytes);
}

void Client::send_piece(std::string_view piece, std::size_t done, std::size_t total) {
  peer().send(piece);
  const auto ending = world_->wait_for(
      [this] {
        if (!peer().all_sent()) return false;
        const auto end = servers_end();
        return !end || (!end->waits_to_be_accepted() && end->receive_queue == 0);
      },
      [this] { return peer().was_reset(); });
  if (ending == Ending::met) return;
  world_->fail(
      fmt::format("your server reads each piece as it comes, {} of {} bytes so far", with_commas(done), with_commas(total)),
      peer().was_reset() ? "RST (the connection was broken off)"
                         : "the last piece is unread; " + explain(*world_, *server_, ending));
}

void Client::send_in_pieces(std::string_view bytes, std::initializer_list<std::size_t> cuts) {
  tell(fmt::format("sent {} in {} pieces", quote(bytes), cuts.size() + 1));
  world_->timeline().grader("send in pieces", fmt::format("{}: {}", named_->called, quote(bytes)));
  std::size_t from = 0;
  for (const auto cut : cuts) {
    send_piece(bytes.substr(from, cut - from), cut, bytes.size());
    from = cut;
  }
  peer().send(bytes.substr(from));
}

void Client::send_byte_by_byte(std::string_view bytes) {
  tell(fmt::format("sent {} byte by byte", quote(bytes)));
  world_->timeline().grader("send byte by byte", fmt::format("{}: {}", named_->called, quote(bytes)));
  for (std::size_t at = 0; at < bytes.size(); ++at) send_piece(bytes.substr(at, 1), at + 1, bytes.size());
}

void Client::half_close() {
  tell("ended its stream (FIN)");
  world_->timeline().grader("half-close", named_->called);
  stream_ended_ = true;
  peer().half_close();
}

void Client::close() {
  tell("closed the connection");
  world_->timeline().grader("close", named_->called);
  stream_ended_ = true;
  peer().close();
}

void Client::reset() {
  tell("broke the connection off (RST)");
  world_->timeline().grader("reset", named_->called);
  peer().reset();
}

void Client::stop_reading() {
  tell("stopped reading");
  world_->timeline().grader("stop reading", named_->called);
  peer().stop_reading();
}

void Client::resume_reading() {
  tell("read again");
  world_->timeline().grader("read again", named_->called);
  peer().resume_reading();
}

void Client::expect_established() {
  const auto ending = world_->wait_for([this] { return peer().state() == TcpPeer::State::connected; },
                                       [this] { return peer().state() == TcpPeer::State::refused; });
  if (ending == Ending::met) return;
  const auto expected = fmt::format("a connection to {}", peer().remote().to_string());
  if (peer().state() == TcpPeer::State::refused) world_->fail(expected, std::string(std::strerror(peer().error())));
  world_->fail(expected, "the SYN is not answered: no more connections may wait; " + explain(*world_, *server_, ending));
}

void Client::expect_accepted() {
  const auto ending = world_->wait_for([this] {
    const auto end = servers_end();
    return !end || !end->waits_to_be_accepted();
  });
  if (ending != Ending::met)
    world_->fail("your server accepts the connection", "it still waits to be accepted; " + explain(*world_, *server_, ending));
}

void Client::expect(std::string_view bytes) {
  peer().limit_unread(bytes.size() + byte_allowance);
  const auto wrong = [&] {
    const auto& inbox = peer().inbox();
    return !bytes.starts_with(std::string_view(inbox).substr(0, bytes.size()));
  };
  const auto ending = world_->wait_for(
      [&] { return peer().inbox().size() >= bytes.size() && !wrong(); },
      [&] { return wrong() || peer().ended() || peer().was_reset() || peer().state() == TcpPeer::State::refused; });
  if (ending != Ending::met) world_->fail(quote(bytes), seen_of(bytes, ending));
  peer().take(bytes.size());
  sent_since_answer_ = 0;
  world_->story().answered(named_->called);
  world_->timeline().grader("receive", fmt::format("{}: {}", named_->called, quote(bytes)));
}

std::string Client::seen_of(std::string_view bytes, Ending ending) const {
  const auto& inbox = peer().inbox();
  std::string came = inbox.empty() ? "nothing" : quote(inbox);
  const bool wrong = !bytes.starts_with(std::string_view(inbox).substr(0, bytes.size()));
  if (wrong) return fmt::format("{}; {}", came, first_difference(bytes, inbox));
  if (!inbox.empty()) came = fmt::format("only the first {} of {} bytes", with_commas(inbox.size()), with_commas(bytes.size()));
  if (peer().state() == TcpPeer::State::refused) return std::string(std::strerror(peer().error()));
  if (peer().was_reset()) return came + ", then RST (the connection was broken off)";
  if (peer().ended()) return came + ", then FIN (the end of the stream)";
  return came + "; " + explain(*world_, *server_, ending);
}

void Client::expect_end() {
  const auto ending = world_->wait_for([this] { return peer().ended() && peer().inbox().empty(); },
                                       [this] { return !peer().inbox().empty() || peer().was_reset(); });
  if (ending == Ending::met) {
    world_->timeline().grader("receive FIN", named_->called);
    return;
  }
  const std::string expected = "FIN from your server (the end of its stream)";
  if (!peer().inbox().empty()) world_->fail(expected, "more bytes: " + quote(peer().inbox()));
  if (peer().was_reset()) world_->fail(expected, "RST (the connection was broken off)");
  const auto end = servers_end();
  world_->fail(expected, fmt::format("nothing; {}{}", explain(*world_, *server_, ending),
                                     end ? fmt::format(", and its side is in {}", to_string(end->state)) : ""));
}

void Client::expect_silence() {
  const auto disturbed = [this] { return !peer().inbox().empty() || peer().ended() || peer().was_reset(); };
  expect_nothing(world_->wait_until_quiet(disturbed), "nothing yet");
}

void Client::expect_to_be_kept() {
  const auto disturbed = [this] { return !peer().inbox().empty() || peer().ended() || peer().was_reset(); };
  expect_nothing(world_->watch_for(patient_watch, disturbed), "nothing: a client may be silent as long as it likes");
}

void Client::expect_nothing(Ending ending, const std::string& expected) {
  if (!peer().inbox().empty()) world_->fail(expected, quote(peer().inbox()));
  if (peer().was_reset()) world_->fail(expected, "RST (the connection was broken off)");
  if (peer().ended()) world_->fail(expected, "FIN (your server ended the stream)");
  if (ending == Ending::settled && server_->program.wait_status() && server_->program.view().processes().empty())
    world_->fail(expected, explain(*world_, *server_, ending));
}

void Client::expect_delivered() {
  const auto delivered = [this] {
    const auto end = servers_end();
    // The FIN takes one place in the sequence (RFC 9293, 3.4), and so in the receive queue.
    return end && end->receive_queue >= sent_since_answer_ + (stream_ended_ ? 1 : 0);
  };
  const auto ending = world_->wait_while_stopped(delivered, [this] { return peer().was_reset() || !servers_end(); });
  if (ending != Ending::met)
    world_->fail("your side of the connection takes the bytes",
                 peer().was_reset() ? "RST (the connection was broken off)" : explain(*world_, *server_, ending));
}

std::optional<Socket> Client::servers_end() const {
  for (const auto& socket : world_->sockets().tcp())
    if (socket.local == peer().remote() && socket.remote == peer().local()) return socket;
  return std::nullopt;
}

}  // namespace wirelab::check
