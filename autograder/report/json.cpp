#include "report/json.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "model/text.hpp"

namespace wirelab {
namespace {

constexpr std::size_t most_bytes = 200;
constexpr std::size_t most_elements = 60;

bool plain(const std::string& text) {
  return text.size() <= most_bytes && std::ranges::all_of(text, [](char letter) { return letter >= 0x20 && letter <= 0x7e; });
}

/// The facts of a failure hold whatever the program wrote, byte by byte: that is for the rules. In a report they are as legible and
/// as short as all the rest of it.
void make_legible(nlohmann::json& facts) {
  if (facts.is_string()) {
    if (plain(facts.get_ref<const std::string&>())) return;
    const auto bytes = facts.get<Bytes>().value;
    facts = bytes.size() <= most_bytes
                ? escape(bytes)
                : fmt::format("{}... ({} bytes)", escape(bytes.substr(0, most_bytes)), with_commas(bytes.size()));
    return;
  }
  if (facts.is_array() && facts.size() > most_elements)
    facts.erase(facts.begin() + static_cast<std::ptrdiff_t>(most_elements), facts.end());
  for (auto& inner : facts)
    if (inner.is_structured() || inner.is_string()) make_legible(inner);
}

}  // namespace

std::string json_report(const Result& result) {
  auto json = nlohmann::json(result);
  for (auto& check : json["checks"])
    if (check.contains("facts")) make_legible(check["facts"]);
  return ascii_json(json);
}

// ASCII alone: a C1 control character, or one that turns the direction of text, is none to whom the result is shown.
// Nor is it a command to a CI: two # beside each other can only stand in a string, where the second may as well be written by
// number.
std::string ascii_json(const nlohmann::json& json) {
  auto text = json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  for (auto at = text.find("##"); at != std::string::npos; at = text.find("##", at)) text.replace(at, 2, "#\\u0023");
  return text + "\n";
}

}  // namespace wirelab
