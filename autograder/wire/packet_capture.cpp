#include "wire/packet_capture.hpp"

#include <dlfcn.h>

#include <array>
#include <utility>

#include <fmt/format.h>

#include "model/fault.hpp"

namespace wirelab {
namespace {

void note(void* seen, const timeval& when, const unsigned char* frame, std::size_t size) {
  auto& packets = *static_cast<std::vector<SeenPacket>*>(seen);
  if (packets.size() >= PacketCapture::most_seen) return;
  auto packet = read_packet(frame, size);
  if (packet.what.empty() || packet.what == "ACK") return;
  packet.when = std::chrono::system_clock::time_point(std::chrono::seconds(when.tv_sec) + std::chrono::microseconds(when.tv_usec));
  packets.push_back(std::move(packet));
}

}  // namespace

void PacketCapture::Unload::operator()(void* library) const { dlclose(library); }

PacketCapture::PacketCapture(const std::filesystem::path& library, const std::filesystem::path& file) {
#ifdef WIRELAB_STATIC
  throw GraderFault("packets cannot be captured: this wirelab is linked statically; one that you build yourself can");
#endif
  library_.reset(dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL));
  if (library_) functions_ = static_cast<const CaptureFunctions*>(dlsym(library_.get(), "wirelab_capture"));
  if (functions_ == nullptr)
    throw GraderFault(
        fmt::format("packets cannot be captured: {}; `make build` makes it, with the package libpcap-dev", dlerror()));
  std::array<char, 512> error{};
  capture_ = functions_->open(file.empty() ? nullptr : file.c_str(), error.data());
  if (capture_ == nullptr) throw GraderFault(fmt::format("packets cannot be captured: {}", error.data()));
}

PacketCapture::PacketCapture(PacketCapture&& other) noexcept
    : library_(std::move(other.library_)),
      functions_(other.functions_),
      capture_(std::exchange(other.capture_, nullptr)),
      seen_(std::move(other.seen_)) {}

PacketCapture& PacketCapture::operator=(PacketCapture&& other) noexcept {
  std::swap(library_, other.library_);
  std::swap(functions_, other.functions_);
  std::swap(capture_, other.capture_);
  std::swap(seen_, other.seen_);
  return *this;
}

PacketCapture::~PacketCapture() {
  if (capture_ != nullptr) functions_->close(capture_);
}

void PacketCapture::pump() {
  if (!functions_->read(capture_, note, &seen_)) throw GraderFault("the file for the packets cannot be written: is the disk full?");
}

}  // namespace wirelab
