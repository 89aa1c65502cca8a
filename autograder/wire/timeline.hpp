// What happened during a check, by the grader's clock.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "model/result.hpp"

namespace wirelab {

class Timeline {
public:
  /// Something that the grader did.
  void grader(std::string what, std::string detail = {}) { add("grader", std::move(what), std::move(detail)); }
  /// Something that was seen of the program.
  void program(std::string what, std::string detail = {}) { add("program", std::move(what), std::move(detail)); }

  std::chrono::duration<double, std::milli> elapsed() const { return std::chrono::steady_clock::now() - start_; }
  const std::vector<Event>& events() const { return events_; }
  /// Of a check that never ends the first events are kept.
  static constexpr std::size_t most_events = 200;

private:
  void add(std::string who, std::string what, std::string detail) {
    if (events_.size() < most_events) events_.push_back({elapsed().count(), std::move(who), std::move(what), std::move(detail)});
  }

  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::vector<Event> events_;
};

}  // namespace wirelab
