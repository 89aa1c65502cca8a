// A class over the nodes of a cluster: a job array of Slurm, and a job that collects. The scheduler is Slurm's.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "classroom/run_folder.hpp"

namespace wirelab::classroom {

struct SlurmPlan {
  std::size_t shards = 1;
  std::string array_script;
  std::string collect_script;
};

/// For STUDENTS submissions on at most NODES nodes at a time. A shard has at least 20 submissions, so that starting it is not what
/// takes the time, and there are at most four for each node, so that a slow one delays little. PROGRAM is wirelab, on a file system
/// that all nodes see, as the run is. EXTRA: one more #SBATCH option a line ("--partition=long"). STAGE: of the report; empty: not
/// said.
SlurmPlan plan_slurm(const RunFolder& run, std::size_t students, std::size_t nodes, const std::filesystem::path& program,
                     const std::vector<std::string>& extra, const std::string& stage = {});

/// Writes both scripts into RUN/slurm and submits them, the second to begin when the first has ended, however. Gives the numbers of
/// the two jobs; what sbatch warns of goes to standard error. Throws GraderFault with what sbatch said, and what to do about a
/// first job that is in the queue all the same.
std::pair<std::string, std::string> submit(const RunFolder& run, const SlurmPlan& plan);

}  // namespace wirelab::classroom
