// For tests: a program of unit/process/programs in a box.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "process/isolation.hpp"
#include "process/network.hpp"
#include "process/poll_step.hpp"
#include "process/program.hpp"
#include "process/settle.hpp"

namespace wirelab {

/// A network of its own for each test that has a box in it.
class Boxed : public testing::Test {
protected:
  Boxed() {
    prepare_for_boxes();
    enter_new_network();
  }

  static Launch launch_of(const std::string& name, const std::vector<std::string>& arguments = {}) {
    Launch launch;
    launch.folder = WIRELAB_TEST_PROGRAMS;
    launch.executable = name;
    launch.arguments = arguments;
    return launch;
  }

  /// Looks again and again until CONDITION holds; fails the test when it does not within ten seconds.
  template <typename Condition>
  static void eventually(Condition condition) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > give_up) FAIL() << "it did not come";
      poll_step({}, longest_poll_step);
    }
  }
};

}  // namespace wirelab
