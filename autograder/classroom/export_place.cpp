#include "classroom/export_place.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "classroom/gradebook.hpp"
#include "classroom/text_file.hpp"
#include "model/fault.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {
namespace {

namespace fs = std::filesystem;

/// Without links, as far as it is there.
fs::path resolved(const fs::path& file) {
  std::error_code error;  // of /dev/stdout, where that is a pipe
  const auto found = fs::weakly_canonical(fs::absolute(file), error);
  return (error ? fs::absolute(file) : found).lexically_normal();
}

bool is_of_the_run(const RunFolder& run, const fs::path& file) {
  constexpr std::array<std::string_view, 7> own{"run.toml", "roster.csv", "intake.json", "submissions",
                                                "results",  "report",     "slurm"};
  const auto below = resolved(file).lexically_relative(resolved(run.path()));
  if (below.empty()) return false;
  const auto first = below.begin()->string();
  if (first == "..") return false;
  // Also what a lock is made of, and what lies there hidden while something newer is taken in.
  return std::ranges::find(own, first) != own.end() || first.starts_with("lock") || first.starts_with(".");
}

}  // namespace

void require_place_of_table(const RunFolder& run, const fs::path& file) {
  if (is_of_the_run(run, file))
    throw UsageError(fmt::format("{} belongs to the run: name another file for the table", file.string()));
  if (fs::is_directory(file)) throw UsageError(fmt::format("{} is a folder: name a file for the table", file.string()));
  // What a shell has made of /dev/stdout is the shell's affair.
  if (!fs::is_regular_file(file) || resolved(fs::absolute(file).parent_path()) == "/dev") return;
  const auto text = read_text_file(file);
  if (!text.empty() && !is_own_table(text))
    throw UsageError(fmt::format("{} is there already and is no table that an export has made: name another file, or move it away",
                                 file.string()));
}

void require_different(const std::vector<std::string>& files) {
  std::set<fs::path> seen;
  for (const auto& file : files)
    if (!file.empty() && !seen.insert(resolved(file)).second)
      throw UsageError(fmt::format("{} is named twice: each result needs a place of its own", file));
}

void fill_file(const fs::path& file, const std::string& text) {
  const bool leads_to_a_file = fs::is_symlink(file) && fs::is_regular_file(file);
  write_whole_file(leads_to_a_file ? fs::canonical(file) : file, text);
}

}  // namespace wirelab::classroom
