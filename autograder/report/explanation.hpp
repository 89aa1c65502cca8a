// What is said about one requirement, in plain lines, for every format that takes only text.
#pragma once

#include <string>
#include <vector>

#include "model/result.hpp"

namespace wirelab {

/// "did: ...", "expected: ...", "saw: ...", "evidence: ...", what the bug is: one line each. Every line begins with a word of ours,
/// holds no control character, and is of bounded length. Empty for a requirement that is met.
std::vector<std::string> explanation_lines(const CheckResult& check);

/// The same as one text; no newline at its end.
std::string explanation(const CheckResult& check);

/// One line that says why the requirement is not met.
std::string reason(const CheckResult& check);

/// "R08: the client's end of stream is answered by FIN", on one line.
std::string name_of(const CheckResult& check);

/// The compiler's words, legible, of bounded length.
std::string build_words(const Build& build);
/// The first error among them, or their first line; on one line.
std::string build_reason(const Build& build);

/// Why there is no score, when the grader failed; on one line.
std::string fault_reason(const Result& result);

}  // namespace wirelab
