// A result beside what it must be.
#pragma once

#include <string>
#include <vector>

#include "manifest.hpp"
#include "model/lab.hpp"
#include "model/result.hpp"

namespace wirelab::corpus {

/// What is wrong with RESULT, a line (or several, indented) each: its verdicts, the requirements of LAB that it has none on, and
/// what the diagnosis called the program.
std::vector<std::string> differences(const Lab& lab, const Submission& submission, const Result& result);

}  // namespace wirelab::corpus
