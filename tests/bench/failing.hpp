// The buggy programs of lab 03 that are graded in the measurements: as different failures as there are. None of them spins or
// sleeps; such a program takes the time that it takes to see that.
#pragma once

#include <array>

namespace wirelab::bench {

struct Failing {
  const char* name;  ///< below tests/submissions/lab03-iterative-server/buggy
  bool hangs;        ///< the grader waits for something that does not come, in a program that lives
};

inline constexpr std::array failing_programs{
    Failing{"V14a-never-closes-connection", true},
    Failing{"V16-accept-in-message-loop", true},
    Failing{"V20a-reads-until-end-of-stream", true},
    Failing{"V20b-waits-for-a-full-buffer", true},
    Failing{"V21-two-streams-without-fflush", true},
    Failing{"V26-ready-line-not-flushed", true},
    Failing{"X03-waits-for-a-newline", true},
    Failing{"G04a-ignores-sigterm", true},
    Failing{"V01-no-htons", false},
    Failing{"V05-no-listen", false},
    Failing{"V08-no-reuseaddr", false},
    Failing{"V18-reset-is-fatal", false},
    Failing{"V22a-strlen-of-the-data", false},
    Failing{"V31a-one-recv-per-client", false},
    Failing{"V32a-closes-when-the-client-has-ended", false},
};

/// These do spin, and what they call is told to the second look: the most that the grader has to keep.
inline constexpr std::array spinning_programs{"V13a-closes-listener-flood", "V17a-recv-zero-read-loop"};

}  // namespace wirelab::bench
