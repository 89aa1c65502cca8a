// The result as one object of JSON, "wirelab/result/v1".
#pragma once

#include <string>

#include "model/result.hpp"

namespace wirelab {

/// One line, valid UTF-8, ends with a newline.
std::string json_report(const Result& result);

/// JSON of another kind likewise: one line of ASCII that ends with a newline.
std::string ascii_json(const nlohmann::json& json);

}  // namespace wirelab
