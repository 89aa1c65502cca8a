#include "report/json.hpp"

namespace wirelab {

namespace {

/// The rules have seen all of what was sent and came; who reads the result needs the beginning.
constexpr std::size_t kept_bytes = 4096;

void shorten(Bytes& bytes) {
  if (bytes.value.size() > kept_bytes) bytes.value.resize(kept_bytes);
}

}  // namespace

std::string json_report(Result result) {
  for (auto& check : result.checks) {
    shorten(check.facts.wanted);
    shorten(check.facts.got);
  }
  // ASCII alone: a C1 control character, or one that turns the direction of text, is none to whom the result is shown.
  return nlohmann::json(result).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace wirelab
