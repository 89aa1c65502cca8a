// Whether a program that runs all the time comes forward.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace wirelab::check {

/// The processor time that a program has used since it last got anywhere, as seen in one wait.
class BusyLoop {
public:
  using Seconds = std::chrono::duration<double>;

  /// Something has come of it.
  void moved() { began_ = false; }

  /// USED: processor time so far. Whether MOST of it has gone by and nothing came of it: nothing moved, and in the second half what
  /// there is TO_READ has not become less. (Who reads slowly is slow, and no busy loop.)
  bool in_vain(Seconds used, Seconds most, const std::function<std::int64_t()>& to_read) {
    if (!began_) {
      began_ = true;
      half_gone_ = false;
      since_ = used;
    } else if (!half_gone_ && used - since_ >= most / 2) {
      half_gone_ = true;
      since_ = used - most / 2;
      to_read_then_ = to_read();
    } else if (half_gone_ && used - since_ >= most) {
      if (to_read() >= to_read_then_) return true;
      half_gone_ = false;
      since_ = used;
    }
    return false;
  }

private:
  bool began_ = false;
  bool half_gone_ = false;
  Seconds since_{0};
  std::int64_t to_read_then_ = 0;
};

}  // namespace wirelab::check
