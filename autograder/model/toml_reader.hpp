// Reading our TOML files: lab.toml, bugs.toml.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "model/fault.hpp"

namespace wirelab {

/// A TOML file that is being read: every complaint names the file and the line.
class TomlReader {
public:
  explicit TomlReader(const std::filesystem::path& file) : file_(file) {}

  [[noreturn]] void refuse(const toml::source_region& where, const std::string& complaint) const {
    throw GraderFault(fmt::format("{}:{}: {}", file_.string(), where.begin.line, complaint));
  }

  template <typename Value>
  Value need(const toml::table& table, std::string_view key) const {
    const auto* node = table.get(key);
    if (node == nullptr) refuse(table.source(), fmt::format("'{}' is missing", key));
    const auto value = node->value_exact<Value>();
    if (!value) refuse(node->source(), fmt::format("'{}' is not of the right type", key));
    return *value;
  }

  std::vector<std::string> strings(const toml::table& table, std::string_view key) const {
    std::vector<std::string> values;
    const auto* node = table.get(key);
    if (node == nullptr) return values;
    const auto* array = node->as_array();
    if (array == nullptr) refuse(node->source(), fmt::format("'{}' is not a list", key));
    for (const auto& element : *array) {
      const auto value = element.value_exact<std::string>();
      if (!value) refuse(element.source(), fmt::format("'{}' has an entry that is not a string", key));
      values.push_back(*value);
    }
    return values;
  }

private:
  std::filesystem::path file_;
};

}  // namespace wirelab
