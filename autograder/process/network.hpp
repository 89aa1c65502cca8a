// The network that a check has for itself.
#pragma once

#include "process/descriptor.hpp"
#include "process/endpoint.hpp"

namespace wirelab {

/// The largest packet on the loopback of a check. With loopback's own 65,536 the kernel swallows megabytes, and flow
/// control never shows.
constexpr int loopback_mtu = 1500;
/// What fits into such a packet beside the headers of IPv4 and TCP. Sockets of ours take no larger segments (tcp(7), TCP_MAXSEG),
/// so that a loopback that is shared does not swallow megabytes either.
constexpr int largest_segment = loopback_mtu - 40;

/// An address of the host that is neither in 127/8 nor reachable from anywhere else.
Address further_host_address();

/// Holds a port while it is open, against all who ask for one like this: checks and graders beside each other in one network draw
/// the same numbers, and a program takes a while before it binds. Empty: somebody holds it, or a TCP or UDP socket of this network
/// has it, at any address. Throws GraderFault.
Descriptor reserve_port(Port port);

/// Throws GraderFault where loopback is down: in a network that is not of our making it may be (netdevice(7)).
void require_loopback();

/// Moves this process into a fresh network namespace (network_namespaces(7)): loopback up, MTU as above, the further
/// address on it. Needs CAP_SYS_ADMIN in its user namespace. Throws GraderFault.
void enter_new_network();

/// From now on TCP sockets of this network hold only a few kilobytes that were not sent or not acknowledged (tcp(7), tcp_wmem):
/// a send of more takes a while, and can be cut short. Throws GraderFault.
void limit_send_buffers();

}  // namespace wirelab
