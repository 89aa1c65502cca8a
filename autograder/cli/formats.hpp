// What `wirelab grade --format` prints.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/lab.hpp"
#include "model/result.hpp"
#include "report/visibility.hpp"

namespace wirelab {

/// All words that --format takes.
std::vector<std::string> format_names();

/// Whether a machine reads this format: then a fault, or a submission that lacks a file, is a report, too.
bool is_for_a_machine(const std::string& format);

/// What a report is made from, beside the result.
struct ReportRequest {
  std::string format = "text";
  Audience audience = Audience::student;
  Counted counted = Counted::shown;
  std::set<std::string> shown;  ///< conversations that are drawn
  std::string folder;           ///< of the sources, as seen from where wirelab was started
};

/// The folder of SUBMISSION for that: relative when it lies below the current one, which grading leaves; otherwise absolute.
std::string folder_of(const std::filesystem::path& submission);

/// The report. Nothing, when the platform is to get none. For github, the summary is added to $GITHUB_STEP_SUMMARY on the way.
std::optional<std::string> make_report(const ReportRequest& request, const Lab& lab, const Result& result);

}  // namespace wirelab
