// The folder of one class and one lab. Everything that is known stands in files that can be read, edited and copied:
//
//   run.toml           the lab, the seed that all are graded with, the version that made it
//   roster.csv         the students; may be edited
//   intake.json        what was refused or looked odd on the way in
//   submissions/ID/    what was handed in
//   results/ID.json    one for each submission that was graded
//   report/            made by wirelab class report
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace wirelab::classroom {

struct RunSettings {
  std::string lab;         ///< its full name
  std::uint32_t seed = 1;  ///< the same for all
  double time_scale = 1;
  std::string wirelab;  ///< the version that made the run
};

class RunFolder {
public:
  explicit RunFolder(const std::filesystem::path& folder) : folder_(std::filesystem::absolute(folder).lexically_normal()) {
    if (!folder_.has_filename()) folder_ = folder_.parent_path();
  }

  const std::filesystem::path& path() const { return folder_; }
  std::filesystem::path settings() const { return folder_ / "run.toml"; }
  std::filesystem::path roster() const { return folder_ / "roster.csv"; }
  std::filesystem::path intake() const { return folder_ / "intake.json"; }
  std::filesystem::path submissions() const { return folder_ / "submissions"; }
  std::filesystem::path results() const { return folder_ / "results"; }
  std::filesystem::path result(const std::string& id) const { return results() / (id + ".json"); }
  std::filesystem::path report() const { return folder_ / "report"; }
  std::filesystem::path slurm() const { return folder_ / "slurm"; }

  bool exists() const { return std::filesystem::exists(settings()); }
  /// Throws UsageError when this is no run, or its run.toml is wrong; GraderFault when its other files are damaged (whole_run.hpp).
  RunSettings read_settings() const;
  void write_settings(const RunSettings& settings) const;

private:
  std::filesystem::path folder_;
};

}  // namespace wirelab::classroom
