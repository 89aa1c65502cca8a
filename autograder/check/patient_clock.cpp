#include "check/patient_clock.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "process/proc_file.hpp"

namespace wirelab::check {
namespace {

constexpr std::chrono::milliseconds longest_turn{30};

}  // namespace

PatientClock::Seconds PatientClock::tick(Seconds asked) {
  const auto now = std::chrono::steady_clock::now();
  const Seconds passed = now - last_tick_;
  const auto turn = std::min<Seconds>(passed, asked + longest_turn);
  last_tick_ = now;
  since_start_ += turn;
  since_move_ += turn;
  if (passed == turn) return Seconds(0);
  const auto waited = own_wait_for_a_processor();
  const auto waited_before = std::exchange(waited_, waited);
  return std::max(Seconds(0), passed - turn - Seconds(waited - waited_before));
}

std::chrono::nanoseconds PatientClock::own_wait_for_a_processor() {
  const auto schedstat = read_proc_file("/proc/self/schedstat").value_or("");
  const auto second = schedstat.find(' ') + 1;
  long long waiting = 0;
  std::from_chars(schedstat.data() + second, schedstat.data() + schedstat.size(), waiting);
  return std::chrono::nanoseconds(waiting);
}

}  // namespace wirelab::check
