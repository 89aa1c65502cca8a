// The result as JUnit XML, for Jenkins, GitLab and the like.
#pragma once

#include <string>

#include "report/visibility.hpp"

namespace wirelab {

/// One test suite: a test case "build", and one for each requirement. Holds to Jenkins' junit-10.xsd: no attribute or element that
/// it does not know. "failure": not met; "error": the build or the grader failed; "skipped": not reached or not testable here.
std::string junit_report(const Shown& shown);

}  // namespace wirelab
