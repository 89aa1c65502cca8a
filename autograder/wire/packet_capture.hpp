// All packets on the loopback of this network, through libpcap, for a file that Wireshark opens and for the time line.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "wire/capture/capture.hpp"
#include "wire/packets.hpp"

namespace wirelab {

class PacketCapture {
public:
  /// Begins, with the library LIBRARY. FILE: where all packets are written, whole, in the format of pcap-savefile(5); empty:
  /// nowhere, and only headers are read. Needs CAP_NET_RAW in the network's user namespace. Throws GraderFault.
  PacketCapture(const std::filesystem::path& library, const std::filesystem::path& file);
  PacketCapture(PacketCapture&&) noexcept;
  PacketCapture& operator=(PacketCapture&&) noexcept;
  ~PacketCapture();

  /// Reads what has passed. Throws GraderFault when the file cannot be written.
  void pump();
  /// The first packets, but for those that only acknowledge.
  const std::vector<SeenPacket>& seen() const { return seen_; }
  static constexpr std::size_t most_seen = 200;

private:
  /// libpcap comes with a dozen libraries, and a process that has them is slow to fork. So it is loaded only here.
  struct Unload {
    void operator()(void* library) const;
  };
  std::unique_ptr<void, Unload> library_;
  const CaptureFunctions* functions_ = nullptr;
  void* capture_ = nullptr;
  std::vector<SeenPacket> seen_;
};

}  // namespace wirelab
