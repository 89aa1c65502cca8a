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

struct LandingLimits {
  std::size_t entries = 2000;  ///< files
  std::uint64_t file_bytes = std::uint64_t{16} << 20;
  std::uint64_t total_bytes = std::uint64_t{64} << 20;
  std::uint64_t litter_bytes = std::uint64_t{1} << 30;  ///< that are read only to be thrown away
  std::size_t refusals = 20;                            ///< that are listed
  std::size_t all_entries = 100'000;                    ///< folders, links and litter, too: each takes time
};

/// What did not come in, and why, both as they may be printed.
struct Refusal {
  std::string name;
  std::string why;
  bool operator==(const Refusal&) const = default;
};

/// NAME as a path below a folder, its parts separated by slashes ("a\\b" and "./a//b" become "a/b"); or why it is none: it leads
/// outside, it is absolute, too long or too deep, or it has characters that no file of a lab has. Letters of an unknown code page
/// become %81 and the like (utf8.hpp).
struct PlainName {
  std::string name;
  std::string why_not;
};
PlainName plain_name(std::string_view name);

/// What the tools of others leave everywhere and nobody misses: __MACOSX, ._*, .DS_Store, .git.
bool is_litter(std::string_view plain_name);

class Landing {
public:
  /// FOLDER is there and belongs to us alone.
  Landing(const std::filesystem::path& folder, const LandingLimits& limits);

  /// An entry of any kind comes now, beside begin() for a file.
  void count_entry();
  /// A file called NAME comes now; false when it is refused, or is litter, which does not count. Throws GraderFault when the
  /// machine cannot store it.
  bool begin(std::string_view name);
  /// More of it. Beyond the bounds it is refused, and what has come of it is taken away.
  void write(std::string_view bytes);
  /// It was whole.
  void end();
  /// It was not: what has come of it is taken away.
  void abandon(const std::string& why);
  void refuse(std::string_view name, const std::string& why);
  /// The bounds on the whole are reached: nothing more comes in.
  bool full() const { return full_; }

  /// Names below the folder, in the order of their arrival.
  const std::vector<std::string>& files() const { return files_; }
  const std::vector<Refusal>& refused() const { return refused_; }

private:
  void fill(std::string_view name, const std::string& why);
  void take_away();
  Descriptor folder_for(std::string_view name, std::string& last) const;

  Descriptor root_;
  LandingLimits limits_;
  std::size_t entries_ = 0;
  std::size_t all_entries_ = 0;
  std::uint64_t total_ = 0;
  std::uint64_t litter_ = 0;
  bool full_ = false;
  bool litter_comes_ = false;
  std::string name_;  ///< of the file that is coming; empty: none is
  Descriptor file_;
  std::uint64_t size_ = 0;
  std::vector<std::string> files_;
  std::vector<Refusal> refused_;
};

}  // namespace wirelab::classroom
