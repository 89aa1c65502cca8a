// The conversation of a check as a ladder diagram (a sequence diagram of two: student's program | wire | grader).
#pragma once

#include <string>
#include <vector>

#include "model/result.hpp"

namespace wirelab {

/// What one event is in the diagram.
struct Rung {
  enum class Kind { to_program, to_grader, astray, at_program, at_grader };  ///< astray: sent by the program, to nobody here
  Kind kind = Kind::at_grader;
  std::string segment;  ///< on the wire: "SYN", "FIN", "RST", or empty where bytes are what counts
  std::string call;     ///< of the grader, or what happened to the program
  std::string who;      ///< at the grader's end, "client 2"
  std::string bytes;    ///< quoted
  double t_ms = 0;
};

/// The rungs of these events, in their order.
std::vector<Rung> rungs_of(const std::vector<Event>& events);

/// TEXT, or its beginning and "..." when it has more than MOST characters.
std::string shortened(const std::string& text, std::size_t most);

/// Of a long conversation the first rungs and the last ones are shown: so many first, so many not at all.
struct LeftOut {
  std::size_t shown_first = 0;
  std::size_t left_out = 0;
};
LeftOut left_out_of(std::size_t rungs);

/// An SVG element for use inside HTML, coloured by the classes that html.cpp styles. At most MOST_RUNGS events are drawn. Where the
/// check failed, a line ends it, with the calls that the program was blocked in then.
std::string ladder_diagram(const std::vector<Event>& events, bool failed, const std::vector<std::string>& calls = {});

constexpr std::size_t most_rungs = 40;

}  // namespace wirelab
