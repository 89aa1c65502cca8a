#include "process/socket_table.hpp"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sstream>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "process/proc_file.hpp"
#include "process/system_call.hpp"

namespace wirelab {
namespace {

// All states but "bound and nothing else": for that one a kernel would search the table of all ports of the machine.
constexpr std::uint32_t every_state = 0x1fff;
constexpr std::uint32_t only_listen = 1u << static_cast<unsigned>(TcpState::listen);
constexpr std::uint32_t every_connection = every_state & ~only_listen;
constexpr std::uint8_t persist_timer = 4;  // idiag_timer, sock_diag(7): zero window probe

Address address_from(std::uint8_t family, const __be32 (&words)[4]) {
  if (family == AF_INET) return Address::ipv4(ntohl(words[0]));
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), words, bytes.size());
  return Address::ipv6(bytes);
}

const char* payload_of(const nlmsghdr* header) { return static_cast<const char*>(static_cast<const void*>(header)) + NLMSG_HDRLEN; }

Socket socket_from(Protocol protocol, const nlmsghdr& header) {
  inet_diag_msg message{};
  std::memcpy(&message, payload_of(&header), sizeof message);
  Socket socket;
  socket.protocol = protocol;
  socket.ipv6_socket = message.idiag_family == AF_INET6;
  socket.state = static_cast<TcpState>(message.idiag_state);
  socket.local = {address_from(message.idiag_family, message.id.idiag_src), Port{ntohs(message.id.idiag_sport)}};
  socket.remote = {address_from(message.idiag_family, message.id.idiag_dst), Port{ntohs(message.id.idiag_dport)}};
  socket.receive_queue = message.idiag_rqueue;
  socket.send_queue = message.idiag_wqueue;
  socket.inode = message.idiag_inode;
  socket.window_closed = message.idiag_timer == persist_timer;
  socket.retransmitting = message.idiag_retrans > 0;

  const char* const base = payload_of(&header);
  std::size_t offset = NLMSG_ALIGN(sizeof message);
  const std::size_t end = header.nlmsg_len - NLMSG_HDRLEN;
  while (offset + sizeof(rtattr) <= end) {
    rtattr attribute{};
    std::memcpy(&attribute, base + offset, sizeof attribute);
    if (attribute.rta_len < sizeof attribute || offset + attribute.rta_len > end) break;
    const char* payload = base + offset + RTA_LENGTH(0);
    const std::size_t size = attribute.rta_len - RTA_LENGTH(0);
    if (attribute.rta_type == INET_DIAG_INFO) {
      tcp_info info{};
      std::memcpy(&info, payload, std::min(size, sizeof info));
      socket.unsent_bytes = info.tcpi_notsent_bytes;
      socket.counts = true;
      socket.sent = info.tcpi_bytes_sent - info.tcpi_bytes_retrans;
      socket.received = info.tcpi_bytes_received;
    } else if (attribute.rta_type == INET_DIAG_SKV6ONLY && size >= 1) {
      socket.ipv6_only = *payload != 0;
    }
    offset += RTA_ALIGN(attribute.rta_len);
  }
  return socket;
}

}  // namespace

std::string_view to_string(TcpState state) {
  constexpr std::array<std::string_view, 13> names{"?",          "ESTABLISHED", "SYN-SENT",    "SYN-RECEIVED", "FIN-WAIT-1",
                                                   "FIN-WAIT-2", "TIME-WAIT",   "CLOSED",      "CLOSE-WAIT",   "LAST-ACK",
                                                   "LISTEN",     "CLOSING",     "SYN-RECEIVED"};
  const auto index = static_cast<std::size_t>(state);
  return index < names.size() ? names[index] : names[0];
}

bool Socket::takes(const Address& address) const {
  if (local.address.is_any()) return !(ipv6_socket && ipv6_only && address.is_ipv4());
  return local.address == address;
}

SocketTable::SocketTable()
    : netlink_(must_open(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG), "socket for sock_diag")) {}

std::vector<Socket> SocketTable::listening() const {
  std::vector<Socket> sockets;
  for (const std::uint8_t family : {AF_INET, AF_INET6}) dump(Protocol::tcp, family, only_listen, sockets);
  return sockets;
}

std::vector<Socket> SocketTable::connections() const {
  std::vector<Socket> sockets;
  for (const std::uint8_t family : {AF_INET, AF_INET6}) dump(Protocol::tcp, family, every_connection, sockets);
  return sockets;
}

std::vector<Socket> SocketTable::tcp() const {
  std::vector<Socket> sockets;
  for (const std::uint8_t family : {AF_INET, AF_INET6}) dump(Protocol::tcp, family, every_state, sockets);
  return sockets;
}

std::vector<Socket> SocketTable::udp() const {
  std::vector<Socket> sockets;
  for (const std::uint8_t family : {AF_INET, AF_INET6}) dump(Protocol::udp, family, every_state, sockets);
  return sockets;
}

void SocketTable::dump(Protocol protocol, std::uint8_t family, std::uint32_t states, std::vector<Socket>& sockets) const {
  struct {
    nlmsghdr header;
    inet_diag_req_v2 body;
  } request{};
  request.header.nlmsg_len = sizeof request;
  request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request.body.sdiag_family = family;
  request.body.sdiag_protocol = protocol == Protocol::tcp ? IPPROTO_TCP : IPPROTO_UDP;
  request.body.idiag_states = states;
  if (protocol == Protocol::tcp && states != only_listen) request.body.idiag_ext = 1 << (INET_DIAG_INFO - 1);
  must(send(netlink_.get(), &request, sizeof request, 0), "ask sock_diag");

  alignas(nlmsghdr) std::array<char, 32768> buffer;
  while (true) {
    const auto received = must(recv(netlink_.get(), buffer.data(), buffer.size(), 0), "read sock_diag");
    std::size_t offset = 0;
    while (offset + NLMSG_HDRLEN <= static_cast<std::size_t>(received)) {
      const auto* header = static_cast<const nlmsghdr*>(static_cast<const void*>(buffer.data() + offset));
      if (header->nlmsg_type == NLMSG_DONE) return;
      if (header->nlmsg_type == NLMSG_ERROR) {
        nlmsgerr error{};
        std::memcpy(&error, payload_of(header), sizeof error);
        if (error.error == -ENOENT) return;  // this kernel has no such family (no IPv6)
        throw GraderFault(fmt::format("sock_diag: {} (is the kernel built with INET_DIAG?)", std::strerror(-error.error)));
      }
      sockets.push_back(socket_from(protocol, *header));
      offset += NLMSG_ALIGN(header->nlmsg_len);
    }
  }
}

std::vector<UnixSocket> unix_sockets(const Descriptor& proc, Pid member) {
  std::vector<UnixSocket> sockets;
  // Num RefCount Protocol Flags Type St Inode Path
  std::istringstream lines(read_proc_file(proc, fmt::format("{}/net/unix", member.number)).value_or(""));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string number, references, protocol, flags, type, state;
    UnixSocket socket;
    if (words >> number >> references >> protocol >> flags >> type >> state >> socket.inode) {
      words >> socket.path;
      sockets.push_back(socket);
    }
  }
  return sockets;
}

}  // namespace wirelab
