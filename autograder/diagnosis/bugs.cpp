#include "diagnosis/bugs.hpp"

#include "model/toml_reader.hpp"

namespace wirelab::diagnosis {
namespace {

/// A question; the concept and where to read about it; a worked analogue.
constexpr std::size_t rungs = 3;

Bug read_bug(const TomlReader& reader, const std::string& id, const toml::table& table) {
  Bug bug;
  bug.id = id;
  bug.name = reader.need<std::string>(table, "name");
  bug.what = reader.need<std::string>(table, "what");
  bug.idea = reader.need<std::string>(table, "concept");
  bug.hints = reader.strings(table, "hints");
  bug.see = reader.need<std::string>(table, "see");
  bug.look = reader.need<std::string>(table, "look");
  if (bug.hints.size() != rungs) reader.refuse(table.source(), fmt::format("{} has {} hints, not {}", id, bug.hints.size(), rungs));
  return bug;
}

}  // namespace

Bugs Bugs::read(const std::filesystem::path& file) {
  const TomlReader reader(file);
  if (!std::filesystem::exists(file))
    throw GraderFault(fmt::format("there is no {} (was wirelab moved out of its folder?)", file.string()));
  Bugs bugs;
  try {
    for (const auto& [key, node] : toml::parse_file(file.string())) {
      const std::string id(key.str());
      const auto* table = node.as_table();
      if (table == nullptr) reader.refuse(node.source(), fmt::format("'{}' is not a bug: a table is expected", id));
      bugs.bugs_.emplace(id, read_bug(reader, id, *table));
    }
  } catch (const toml::parse_error& error) {
    reader.refuse(error.source(), std::string(error.description()));
  }
  return bugs;
}

const Bug* Bugs::find(const std::string& id) const {
  const auto found = bugs_.find(id);
  return found == bugs_.end() ? nullptr : &found->second;
}

}  // namespace wirelab::diagnosis
