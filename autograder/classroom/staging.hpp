// The next state of a run, put together beside it and then put in its place: whole or not at all, however we end.
#pragma once

#include <filesystem>

#include "classroom/run_folder.hpp"

namespace wirelab::classroom {

class Staging {
public:
  /// An empty folder in RUN, which is made where it is not there. What one that was killed had begun to put in place is finished
  /// first; of a run that it was making, it is taken away. Throws UsageError when RUN is no run and holds files of somebody else.
  explicit Staging(const RunFolder& run);
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  /// Takes away what has not been published.
  ~Staging();

  /// Laid out as a run is: submissions/, intake.json, roster.csv and run.toml go here.
  const RunFolder& next() const { return next_; }
  /// Puts them in place of those of the run. Nobody meets it without submissions (where the file system can exchange names).
  void publish();

private:
  const RunFolder run_;
  const RunFolder next_;
  bool made_run_ = false;
};

/// Throws UsageError when RUN is no run and holds files of somebody else.
void refuse_foreign_files(const RunFolder& run);

/// Whether PATH lies in what `class init` replaces in RUN.
bool is_replaced(const RunFolder& run, const std::filesystem::path& path);

/// Whether PATH is FOLDER or lies in it, links followed as far as they lead.
bool lies_in(const std::filesystem::path& path, const std::filesystem::path& folder);

}  // namespace wirelab::classroom
