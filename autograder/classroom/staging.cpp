#include "classroom/staging.hpp"

#include <fcntl.h>
#include <stdio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "process/system_call.hpp"

namespace wirelab::classroom {
namespace {

namespace fs = std::filesystem;

constexpr auto incoming = ".incoming";                                    // being put together
constexpr auto ready = ".ready";                                          // whole: being put in place
constexpr auto marker = ".new";                                           // in submissions/ that are still to be put in place
constexpr std::array published{"intake.json", "roster.csv", "run.toml"};  // run.toml last: with it, it is a run

/// Where names cannot be exchanged (some network file systems), the old ones go first; who is killed then goes on from there.
void put_in_place(const fs::path& made, const fs::path& place, const fs::path& aside) {
  if (!fs::exists(place)) {
    fs::rename(made, place);
    return;
  }
  if (renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) == 0) return;
  if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) fail_with_errno("put the submissions in their place");
  fs::rename(place, aside);
  fs::rename(made, place);
}

/// From wherever it was interrupted.
void finish_publishing(const RunFolder& run) {
  const auto from = run.path() / ready;
  if (!fs::exists(from)) return;
  if (fs::exists(from / "submissions" / marker)) put_in_place(from / "submissions", run.submissions(), from / "before");
  for (const auto* file : published)
    if (fs::exists(from / file)) fs::rename(from / file, run.path() / file);
  fs::remove(run.submissions() / marker);
  fs::remove_all(from);
}

/// Of a run that was not made to its end nobody has anything yet.
void discard_unfinished(const RunFolder& run) {
  const auto from = run.path() / ready;
  if (!fs::exists(from)) return;
  fs::remove_all(run.submissions());
  for (const auto* file : published) fs::remove(run.path() / file);
  fs::remove_all(from);
}

}  // namespace

bool lies_in(const fs::path& path, const fs::path& folder) {
  const auto inner = fs::weakly_canonical(path);
  const auto outer = fs::weakly_canonical(folder);
  return std::ranges::mismatch(outer, inner).in1 == outer.end();
}

bool is_replaced(const RunFolder& run, const fs::path& path) {
  return lies_in(path, run.submissions()) || lies_in(path, run.path() / incoming) || lies_in(path, run.path() / ready);
}

void refuse_foreign_files(const RunFolder& run) {
  if (run.exists() || !fs::exists(run.path())) return;
  if (!fs::is_directory(run.path())) throw UsageError(fmt::format("{} is no folder", run.path().string()));
  const bool begun = fs::exists(run.path() / ready);
  for (const auto& entry : fs::directory_iterator(run.path())) {
    const auto name = entry.path().filename().string();
    const bool ours = name == incoming || name == ready ||
                      (begun && (name == "submissions" || std::ranges::find(published, std::string_view(name)) != published.end()));
    if (!ours)
      throw UsageError(fmt::format("{} is no run and not empty (there is {}): name a folder that is not there yet",
                                   run.path().string(), entry.path().filename().string()));
  }
}

Staging::Staging(const RunFolder& run) : run_(run), next_(run.path() / incoming) {
  refuse_foreign_files(run_);
  if (run_.exists())
    finish_publishing(run_);
  else
    discard_unfinished(run_);
  made_run_ = fs::create_directories(run_.path());
  fs::remove_all(next_.path());
  fs::create_directories(next_.submissions());
}

Staging::~Staging() {
  std::error_code ignored;
  fs::remove_all(next_.path(), ignored);
  if (made_run_) fs::remove(run_.path(), ignored);  // only when it is empty
}

void Staging::publish() {
  if (!std::ofstream(next_.submissions() / marker)) throw GraderFault("cannot write into " + next_.submissions().string());
  fs::rename(next_.path(), run_.path() / ready);
  finish_publishing(run_);
}

}  // namespace wirelab::classroom
