// Where files of strangers land: a folder that nothing gets out of, with bounds on how much comes in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "process/descriptor.hpp"

namespace wirelab::classroom {

/// How a file may be called.
struct NameLimits {
  std::size_t part = 200;  ///< bytes; NAME_MAX is 255, and reports are called after it
  std::size_t whole = 1000;
  int parts = 16;
  bool any_characters = false;  ///< those, too, that no file of a lab has
};

struct LandingLimits {
  std::size_t entries = 2000;  ///< files
  std::uint64_t file_bytes = std::uint64_t{16} << 20;
  std::uint64_t total_bytes = std::uint64_t{64} << 20;
  std::uint64_t litter_bytes = std::uint64_t{1} << 30;  ///< that are read only to be thrown away
  std::size_t refusals = 20;                            ///< that are listed
  std::size_t all_entries = 100'000;                    ///< folders, links and litter, too: each takes time
  bool sources_apart = true;  ///< sources are counted apart, so that what a build leaves behind takes no place of theirs
  bool folders = false;       ///< folders land, too, not only what is in them
  NameLimits names{};
};

/// What did not come in, and why, both as they may be printed.
struct Refusal {
  std::string name;
  std::string why;
  std::string given{};  ///< its name as it came, never to be printed
  bool operator==(const Refusal&) const = default;
};

/// Stands for those that are not listed any more.
Refusal more_refusals();

/// NAME as a path below a folder, its parts separated by slashes ("a\\b" and "./a//b" become "a/b"); or why it is none: it leads
/// outside, it is absolute, too long or too deep, or it has characters that no file of a lab has. Letters of an unknown code page
/// become %81 and the like (utf8.hpp).
struct PlainName {
  std::string name;
  std::string why_not;
};
PlainName plain_name(std::string_view name, const NameLimits& limits = {});

/// A name of a stranger as it may stand in a line: letters as they are, what could change how the line looks as \xHH, the end of a
/// very long one left out.
std::string name_for_a_line(std::string_view name);

/// What the tools of others leave everywhere and nobody misses: __MACOSX, ._*, .DS_Store, .git.
bool is_litter(std::string_view plain_name);

class Landing {
public:
  /// FOLDER is there and belongs to us alone.
  Landing(const std::filesystem::path& folder, const LandingLimits& limits);

  /// What comes from now on lies in FOLDER, a plain name, too.
  void go_below(const std::string& folder) { below_ = folder.empty() ? "" : folder + '/'; }
  /// An entry of any kind called NAME comes now, beside begin() for a file.
  void count_entry(std::string_view name);
  /// A folder called NAME comes now. It is refused where a file of that name would be.
  void folder(std::string_view name);
  /// A file called NAME comes now; false when it is refused, or is litter, which does not count. SIZE, where it is known: what is
  /// too large is refused unread. Throws GraderFault when the machine cannot store it.
  bool begin(std::string_view name, std::uint64_t size = 0);
  /// More of it. Beyond the bounds it is refused, and what has come of it is taken away.
  void write(std::string_view bytes);
  /// It was whole.
  void end();
  /// It was not: what has come of it is taken away.
  void abandon(const std::string& why);
  void refuse(std::string_view name, const std::string& why);
  /// The bounds on the whole are reached: nothing more comes in. (Where sources are counted apart, those of the others may be
  /// reached long before: then they are left out.)
  bool full() const { return full_; }

  /// Names below the folder, in the order of their arrival.
  const std::vector<std::string>& files() const { return files_; }
  const std::vector<Refusal>& refused() const { return refused_; }

private:
  /// What counts together.
  struct Tally {
    std::size_t entries = 0;
    std::uint64_t bytes = 0;
    bool full = false;
  };

  void overflow(const std::string& why);
  void fill(std::string_view name, const std::string& why);
  void throw_away(std::uint64_t bytes);
  void take_away();
  Descriptor folder_for(std::string_view name, std::string& last) const;

  Descriptor root_;
  LandingLimits limits_;
  std::string below_;
  Tally sources_;
  Tally others_;
  Tally* tally_ = &sources_;  ///< that of the file that is coming
  std::size_t all_entries_ = 0;
  std::uint64_t litter_ = 0;
  bool full_ = false;
  std::string given_;  ///< the name of what is coming, as it came
  std::string name_;   ///< of the file that is coming; empty: none is, or it is refused or litter
  Descriptor file_;
  std::uint64_t size_ = 0;
  std::vector<std::string> files_;
  std::vector<Refusal> refused_;
};

}  // namespace wirelab::classroom
