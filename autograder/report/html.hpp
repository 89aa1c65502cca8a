// The result as one page: self-contained, without scripts, for a browser, a screen reader or paper.
#pragma once

#include <set>
#include <string>

#include "model/result.hpp"

namespace wirelab {

/// A whole HTML document. TITLE: the lab's. Conversations are drawn where a requirement is not met, and of those that are SHOWN.
std::string html_report(const Result& result, const std::string& title, const std::set<std::string>& shown = {});

}  // namespace wirelab
