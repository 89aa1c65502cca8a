// How platforms name what they give out: one regular expression a layout, which an instructor can replace.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "classroom/pattern.hpp"

namespace wirelab::classroom {

/// The name of one entry of a download, taken apart.
struct EntryName {
  std::string id;
  std::string name;   ///< of the student
  std::string file;   ///< as it was handed in; empty: the entry is a folder of files
  bool late = false;  ///< as the platform says; it does not say when it was handed in
};

class Layout {
public:
  /// ENTRY has a group `id` and may have `name`, `late`, `file` and `extension` (which is added to `file`).
  Layout(std::string name, const std::string& entry);

  const std::string& name() const { return name_; }
  /// Nothing when ENTRY is not named so.
  std::optional<EntryName> take_apart(const std::string& entry) const;

private:
  std::string name_;
  Pattern pattern_;
};

/// Canvas, Moodle and Gradescope as they are.
std::vector<Layout> usual_layouts();

/// A TOML file with [[layout]] name = "...", entry = '...': these come first, one of a usual name replaces that. Throws UsageError.
std::vector<Layout> read_layouts(const std::filesystem::path& file);

/// The layout that most of ENTRIES are named by; nullptr when that is less than half of them.
const Layout* recognise(const std::vector<Layout>& layouts, const std::vector<std::string>& entries);

}  // namespace wirelab::classroom
