// The result for GitHub Actions: the log of a step with annotations, and the step's summary.
#pragma once

#include <string>

#include "report/visibility.hpp"

namespace wirelab {

/// What the log of a step gets: REPORT (the terminal's) between ::stop-commands::TOKEN and ::TOKEN::, so that nothing in it is a
/// command, and then annotations: at most nine and "and N more", as GitHub shows ten of a kind. TOKEN: not to be guessed. FOLDER:
/// where the sources lie, as a path from the root of the repository, or empty.
std::string github_log(const Shown& shown, const std::string& report, const std::string& token, const std::string& folder);

/// What is added to the file $GITHUB_STEP_SUMMARY: GitHub's Markdown, with all text made inert. TITLE: the lab's.
std::string github_summary(const Shown& shown, const std::string& title);

/// DATA of a workflow command. (https://github.com/actions/toolkit, packages/core/src/command.ts)
std::string command_data(std::string_view data);
/// VALUE of one of its properties.
std::string command_property(std::string_view value);

}  // namespace wirelab
