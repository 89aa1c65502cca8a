#include "check/client.hpp"

#include <cstring>

#include <fmt/format.h>

#include "check/evidence.hpp"

namespace wirelab::check {

void Client::expect_established() {
  const auto ending = world().wait_for([this] { return peer().state() == TcpPeer::State::connected; },
                                       [this] { return peer().state() == TcpPeer::State::refused; });
  if (ending == Ending::met) return;
  const auto expected = fmt::format("a connection to {}", peer().remote().to_string());
  if (peer().state() == TcpPeer::State::refused)
    world().fail(expected, std::string(std::strerror(peer().error())), unmet("established"));
  world().fail(expected, "the SYN is not answered: no more connections may wait; " + explain(world(), program(), ending),
               unmet("established"));
}

void Client::expect_accepted() {
  const auto ending = world().wait_for([this] {
    const auto end = programs_end();
    return !end || !end->waits_to_be_accepted();
  });
  if (ending != Ending::met)
    world().fail(fmt::format("{} accepts the connection", program().called),
                 "it still waits to be accepted; " + explain(world(), program(), ending), unmet("accepted"));
}

}  // namespace wirelab::check
