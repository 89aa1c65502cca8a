// Who reads what `wirelab class` gives back.
#pragma once

#include <string>

#include "model/lab.hpp"
#include "report/visibility.hpp"

namespace wirelab {

/// Whether LAB has requirements that students are shown at a later stage, so that it matters which one it is.
bool shows_more_later(const Lab& lab);

/// The students at STAGE (classroom/stage.hpp). Empty, none was given: a guess could tell too much, so it may only be left out
/// where all stages show the same. Throws UsageError.
Audience readers_at(const std::string& stage, const Lab& lab);

}  // namespace wirelab
