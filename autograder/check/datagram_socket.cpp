#include "check/datagram_socket.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "check/evidence.hpp"
#include "model/text.hpp"

namespace wirelab::check {

void DatagramSocket::send(std::string_view payload) {
  world_->story().tell(named_->called, "sent " + quote(payload));
  world_->timeline().grader("send datagram", fmt::format("{}: {}", named_->called, quote(payload)));
  named_->peer.send(listener_, payload);
}

void DatagramSocket::answer(std::string_view payload) { answer_for(*this, payload); }

void DatagramSocket::answer_for(const DatagramSocket& other, std::string_view payload) {
  const auto words = payload.empty() ? std::string("an empty datagram") : quote(payload);
  world_->story().tell(named_->called, "answered " + words);
  world_->timeline().grader("answer", fmt::format("{}: {}", named_->called, words));
  named_->peer.send(other.last_from_, payload);
}

void DatagramSocket::expect(std::string_view payload) {
  const auto& inbox = named_->peer.inbox();
  const auto ending = world_->wait_for([&] { return !inbox.empty(); });
  const auto expected =
      fmt::format("one datagram to {}: {}", name(), payload.empty() ? std::string("an empty one") : quote(payload));
  if (ending != Ending::met) {
    const auto* astray = stray();
    if (astray != nullptr) note_stray(*astray);
    world_->fail(
        expected,
        fmt::format("nothing{}; {}", astray == nullptr ? "" : ", but " + words_about(*astray), explain(*world_, *program_, ending)),
        unmet("datagram", payload, ""));
  }
  const auto datagram = named_->peer.take();
  note(datagram);
  if (datagram.payload != payload)
    world_->fail(expected,
                 datagram.payload.empty()
                     ? std::string("an empty datagram")
                     : fmt::format("{}; {}", quote(datagram.payload), first_difference(payload, datagram.payload)),
                 unmet("datagram", payload, datagram.payload));
  if (listener_ != Endpoint{} && datagram.from.port != listener_.port)
    world_->fail(expected + fmt::format(", from port {}, where it was asked", listener_.port.number),
                 fmt::format("it came from port {}", datagram.from.port.number), unmet("datagram from the listener's port"));
  last_from_ = datagram.from;
  arrival_before_ = last_arrival_;
  last_arrival_ = datagram.arrived;
  if (listener_ == Endpoint{})
    world_->story().tell(program_->called, "sent " + (payload.empty() ? std::string("an empty datagram") : quote(payload)));
  else
    world_->story().answered(named_->called);
}

void DatagramSocket::expect_silence() {
  const auto& inbox = named_->peer.inbox();
  world_->wait_until_quiet([&] { return !inbox.empty(); });
  if (inbox.empty()) return;
  note(inbox.front());
  world_->fail(fmt::format("no further datagram to {}", name()), "one more: " + quote(inbox.front().payload),
               unmet("no further datagram", "", inbox.front().payload));
}

void DatagramSocket::expect_none_elsewhere() {
  world_->wait_until_quiet();
  const auto* astray = stray();
  if (astray == nullptr) return;
  note_stray(*astray);
  world_->fail(fmt::format("no datagram to anywhere but {}", name()),
               fmt::format("{}: {}", words_about(*astray), quote(astray->start)),
               unmet("no datagram elsewhere", "", astray->start));
}

void DatagramSocket::note(const Datagram& datagram) {
  world_->timeline().program("datagram",
                             fmt::format("{} from {}: {}", named_->called, datagram.from.to_string(), quote(datagram.payload)));
}

void DatagramSocket::expect_gap_of_at_least(std::chrono::milliseconds gap) {
  const auto seen = std::chrono::duration<double, std::milli>(last_arrival_ - arrival_before_);
  if (seen < gap)
    world_->fail(fmt::format("at least {} ms between one sending and the next", gap.count()),
                 fmt::format("{:.0f} ms", seen.count()), unmet("gap", "", ""));
}

Unmet DatagramSocket::unmet(std::string expectation, std::string_view wanted, std::string_view got) const {
  return {std::move(expectation), program_, named_->called, std::string(wanted), std::string(got), {}, false, {}};
}

void DatagramSocket::close() {
  world_->story().tell(named_->called, "closed its socket");
  world_->timeline().grader("close", named_->called);
  named_->peer.close();
}

void DatagramSocket::take_nothing() {
  world_->story().tell(named_->called, "took no answers (port unreachable)");
  world_->timeline().grader("take nothing", named_->called);
  named_->peer.take_nothing();
}

const SeenDatagram* DatagramSocket::stray() const {
  const auto* watch = world_->datagram_watch();
  if (watch == nullptr) return nullptr;
  const auto is_ours = [this](const Endpoint& endpoint) {
    return std::ranges::any_of(world_->datagram_sockets(),
                               [&endpoint](const NamedSocket& named) { return named.peer.local() == endpoint; });
  };
  const auto found = std::ranges::find_if(
      watch->seen(), [&is_ours](const SeenDatagram& seen) { return !is_ours(seen.from) && !is_ours(seen.to); });
  return found == watch->seen().end() ? nullptr : &*found;
}

void DatagramSocket::note_stray(const SeenDatagram& stray) {
  world_->timeline().program("stray datagram", fmt::format("to {}: {}", stray.to.to_string(), quote(stray.start)));
}

std::string DatagramSocket::words_about(const SeenDatagram& stray) const {
  auto text = fmt::format("one went to {}", stray.to.to_string());
  const auto own = named_->peer.local().port;
  if (stray.to.port == own.swapped())
    text += fmt::format(" (0x{:04X}; {} is 0x{:04X})", stray.to.port.number, own.number, own.number);
  return text;
}

}  // namespace wirelab::check
