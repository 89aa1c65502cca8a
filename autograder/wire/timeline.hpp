// What happened during a check, by the grader's clock.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "model/result.hpp"
#include "wire/packets.hpp"

namespace wirelab {

class Timeline {
public:
  /// Something that the grader did.
  void grader(std::string what, std::string detail = {}) { add("grader", std::move(what), std::move(detail)); }
  /// Something that was seen of the program.
  void program(std::string what, std::string detail = {}) { add("program", std::move(what), std::move(detail)); }

  std::chrono::duration<double, std::milli> elapsed() const { return std::chrono::steady_clock::now() - start_; }
  const std::vector<Event>& events() const { return events_; }
  /// The events, and these packets between them, in the order of time.
  std::vector<Event> with(const std::vector<SeenPacket>& packets) const;
  /// Of a check that never ends the first events are kept.
  static constexpr std::size_t most_events = 200;

private:
  void add(std::string who, std::string what, std::string detail) {
    if (events_.size() < most_events) events_.push_back({elapsed().count(), std::move(who), std::move(what), std::move(detail)});
  }

  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::system_clock::time_point started_by_system_clock_ =
      std::chrono::system_clock::now();  ///< the same moment by the packets' clock
  std::vector<Event> events_;
};

}  // namespace wirelab
