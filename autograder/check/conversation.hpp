// The words that checks are written in. A check says what happens on the wire and nothing else:
//
//   // R05: it answers what has arrived, before the client ends its stream or sends a newline
//   CHECK(R05, AnswersAtOnce) {
//     auto client = start_server().connect();
//     client.send("hello");
//     client.expect("HELLO");
//   }
//
// Waiting, ports, clean-up, time-outs and the words for the student are the vocabulary's affair.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "check/client.hpp"
#include "check/judge.hpp"
#include "check/server.hpp"
#include "check/world.hpp"

namespace wirelab::check {

class Conversation {
public:
  explicit Conversation(World& world) : world_(world) {}
  virtual ~Conversation() = default;
  virtual void run() = 0;

protected:
  /// Starts the lab's server on a port of the check's choice and waits until it listens there.
  Server start_server();
  /// The same on this port.
  Server start_server_on(Port port);
  /// Starts the lab's server with these arguments, and waits for nothing.
  Server run_server(const std::vector<std::string>& arguments);
  /// Starts a second copy on the port of FIRST, and waits for nothing.
  Server run_second_copy(const Server& first);

  /// Letters a-z from the seed.
  std::string letters(std::size_t count) { return world_.payload().letters(count); }
  /// All 256 byte values, COUNT times, shuffled.
  std::string every_byte(std::size_t count) { return world_.payload().every_byte(count); }
  /// 127.0.0.LAST.
  Address loopback(std::uint8_t last) const { return Address::ipv4(0x7f000000u + last); }
  /// An address of the host that is not in 127/8.
  Address further_address() const;

private:
  World& world_;
};

template <typename Check>
std::unique_ptr<Conversation> make_conversation(World& world) {
  return std::make_unique<Check>(world);
}

/// One conversation that proves REQUIREMENT. A requirement may have several; it is met when all go well.
#define CHECK(requirement, name)                                                                                     \
  struct requirement##_##name final : ::wirelab::check::Conversation {                                               \
    using Conversation::Conversation;                                                                                \
    void run() override;                                                                                             \
  };                                                                                                                 \
  TEST(requirement, name) {                                                                                          \
    ::wirelab::check::judge_as_test(#requirement, #name, ::wirelab::check::make_conversation<requirement##_##name>); \
  }                                                                                                                  \
  void requirement##_##name::run()

}  // namespace wirelab::check
