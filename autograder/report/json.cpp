#include "report/json.hpp"

namespace wirelab {

std::string json_report(const Result& result) {
  // ASCII alone: a C1 control character, or one that turns the direction of text, is none to whom the result is shown.
  return nlohmann::json(result).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace wirelab
