#include "check/own_service.hpp"

#include <fmt/format.h>

#include "check/evidence.hpp"

namespace wirelab::check {

Connection OwnService::accept() {
  const auto elsewhere = [this] { return at_swapped_port_ != nullptr && !at_swapped_port_->arrived.empty(); };
  const auto ending = world_->wait_for([this] { return !server_->arrived.empty(); }, elsewhere);
  const auto expected = fmt::format("a connection to {}", endpoint().to_string());
  if (elsewhere()) {
    const auto other = at_swapped_port_->listener.local();
    world_->fail(expected,
                 fmt::format("a connection to {} (0x{:04X}; {} is 0x{:04X})", other.to_string(), other.port.number,
                             endpoint().port.number, endpoint().port.number),
                 {"connection", program_});
  }
  if (ending != Ending::met) world_->fail(expected, "none; " + explain(*world_, *program_, ending), {"connection", program_});
  auto& named = world_->take_up(*server_);
  world_->story().tell(program_->called, "connected");
  return {*world_, named, *program_};
}

void OwnService::expect_no_further_connection() {
  world_->wait_until_quiet([this] { return !server_->arrived.empty(); });
  if (!server_->arrived.empty()) world_->fail("no further connection", "a connection more", {"no further connection", program_});
}

}  // namespace wirelab::check
