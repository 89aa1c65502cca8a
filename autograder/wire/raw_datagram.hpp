// A UDP datagram whose source is forged (raw(7)).
#pragma once

#include <string_view>

#include "process/endpoint.hpp"

namespace wirelab {

/// Sends one datagram to TO that claims to come from FROM, which may have port 0 or an address that nothing can be sent to. Needs
/// CAP_NET_RAW. Throws GraderFault.
void send_forged_datagram(const Endpoint& from, const Endpoint& to, std::string_view payload);

}  // namespace wirelab
