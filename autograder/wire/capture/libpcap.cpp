// pcap(3PCAP). A library of its own, see packet_capture.hpp.
#include <pcap/pcap.h>

#include <cstdio>
#include <cstring>
#include <memory>

#include "wire/capture/capture.hpp"

namespace {

struct ClosePcap {
  void operator()(pcap_t* pcap) const { pcap_close(pcap); }
};
struct CloseDump {
  void operator()(pcap_dumper_t* dump) const { pcap_dump_close(dump); }
};

struct Capture {
  std::unique_ptr<pcap_t, ClosePcap> pcap;
  std::unique_ptr<pcap_dumper_t, CloseDump> dump;
};

/// Loopback carries what would leave in several segments as one packet of up to 64 kilobytes (segmentation is left to a card that
/// is not there); the header length is there for link and network.
constexpr int whole_packet = 65'550;
constexpr int room_for_whole_packets = 32 << 20;
constexpr int headers_only = 128;
constexpr int room_for_headers = 512 << 10;

void* open_capture(const char* file, char* error) {
  const auto explain = [error](const char* what) -> void* {
    std::snprintf(error, 512, "%s", what);
    return nullptr;
  };
  char text[PCAP_ERRBUF_SIZE] = "";
  auto capture = std::make_unique<Capture>();
  capture->pcap.reset(pcap_create("lo", text));
  auto* pcap = capture->pcap.get();
  if (pcap == nullptr) return explain(text);
  pcap_set_snaplen(pcap, file != nullptr ? whole_packet : headers_only);
  pcap_set_buffer_size(pcap, file != nullptr ? room_for_whole_packets : room_for_headers);
  pcap_set_immediate_mode(pcap, 1);
  if (pcap_activate(pcap) < 0 || pcap_setnonblock(pcap, 1, text) < 0) return explain(pcap_geterr(pcap));
  if (file != nullptr) {
    capture->dump.reset(pcap_dump_open(pcap, file));
    if (!capture->dump) return explain(pcap_geterr(pcap));
  }
  return capture.release();
}

bool read_capture(void* opened, void (*tell)(void*, const timeval&, const unsigned char*, std::size_t), void* context) {
  const auto& capture = *static_cast<const Capture*>(opened);
  pcap_pkthdr* header = nullptr;
  const unsigned char* frame = nullptr;
  while (pcap_next_ex(capture.pcap.get(), &header, &frame) == 1) {
    if (capture.dump) pcap_dump(reinterpret_cast<unsigned char*>(capture.dump.get()), header, frame);
    tell(context, header->ts, frame, header->caplen);
  }
  return !capture.dump || (pcap_dump_flush(capture.dump.get()) == 0 && std::ferror(pcap_dump_file(capture.dump.get())) == 0);
}

void close_capture(void* capture) { delete static_cast<Capture*>(capture); }

}  // namespace

extern "C" __attribute__((visibility("default")))
const wirelab::CaptureFunctions wirelab_capture{open_capture, read_capture, close_capture};
