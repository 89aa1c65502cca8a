#include "report/json.hpp"

namespace wirelab {

std::string json_report(const Result& result) {
  return nlohmann::json(result).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string ascii_json(const nlohmann::json& json) {
  return json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace wirelab
