// The result as one object of JSON, "wirelab/result/v1".
#pragma once

#include <string>

#include "model/result.hpp"

namespace wirelab {

/// One line, valid UTF-8, ends with a newline.
std::string json_report(Result result);

}  // namespace wirelab
