// From evidence to the name of a bug.
#pragma once

#include "diagnosis/bugs.hpp"
#include "model/result.hpp"

namespace wirelab::diagnosis {

/// Whether a rule needs to know more about CHECK, which has failed, than a first look tells.
bool wants_second_look(const Result& all, const CheckResult& check);

/// Names the bug of each unmet requirement of ALL: where the evidence of exactly one row of the tables holds, and that of all its
/// rivals has been looked for and is absent. Where several hold it says what would tell; otherwise nothing.
void diagnose(Result& all, const Bugs& bugs);

}  // namespace wirelab::diagnosis
