#include "wire/timeline.hpp"

#include <algorithm>

namespace wirelab {

std::vector<Event> Timeline::with(const std::vector<SeenPacket>& packets) const {
  auto all = events_;
  for (const auto& packet : packets) {
    const std::chrono::duration<double, std::milli> at = packet.when - started_by_system_clock_;
    all.push_back({at.count(), "wire", packet.what, packet.detail});
  }
  std::ranges::stable_sort(all, {}, &Event::t_ms);
  return all;
}

}  // namespace wirelab
