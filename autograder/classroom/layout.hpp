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
  std::string name;          ///< of the student
  std::string file;          ///< as it was handed in; empty: the entry is a folder of files
  bool late = false;         ///< as the platform says; it does not say when it was handed in
  std::string attachment{};  ///< the platform's number of the file, digits; a file that came later has a larger one
  std::string attempt{};     ///< the number that tells files of one name apart, digits
};

/// Whether nothing says that ONE came after OTHER, or the other way round.
bool have_no_order(const EntryName& one, const EntryName& other);
/// Whether ONE was handed in after OTHER, a file of the same name.
bool is_newer(const EntryName& one, const EntryName& other);

/// What recognise() looks at.
struct EntryKind {
  std::string name;
  bool folder = false;
};

class Layout {
public:
  /// ENTRY has a group `id` and may have `name`, `late`, `file`, `extension` (which is added to `file`), `attachment` and
  /// `attempt`. FILES: the platform gives out no folders.
  Layout(std::string name, const std::string& entry, bool files = false);

  const std::string& name() const { return name_; }
  /// Nothing when ENTRY is not named so.
  std::optional<EntryName> take_apart(const std::string& entry) const;
  /// Whether ENTRY is named so and may be of this platform.
  bool may_have(const EntryKind& entry) const;

private:
  std::string name_;
  Pattern pattern_;
  bool files_;
};

/// Canvas, Moodle and Gradescope as they are.
std::vector<Layout> usual_layouts();

/// A TOML file with [[layout]] name = "...", entry = '...': these come first, one of a usual name replaces that. Throws UsageError.
std::vector<Layout> read_layouts(const std::filesystem::path& file);

/// The layout that most of ENTRIES are named by; nullptr when that is less than half of them.
const Layout* recognise(const std::vector<Layout>& layouts, const std::vector<EntryKind>& entries);

}  // namespace wirelab::classroom
