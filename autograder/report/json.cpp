#include "report/json.hpp"

namespace wirelab {

std::string json_report(const Result& result) {
  return nlohmann::json(result).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace wirelab
