#include "classroom/records.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>

#include "classroom/fingerprint.hpp"
#include "model/text.hpp"

namespace wirelab::classroom {
namespace {

/// The errno with which PATH cannot be read; 0: it can.
int why_not_readable(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return error ? error.value() : ENOENT;
  return access(path.c_str(), std::filesystem::is_directory(status) ? R_OK | X_OK : R_OK) == 0 ? 0 : errno;
}

}  // namespace

void for_each_record(const RunFolder& run, const std::function<void(const Record&)>& look) {
  for (const auto& student : read_roster(run.roster())) look({student, read_outcome(run.result(student.id))});
}

void for_each_record(const RunFolder& run, const Lab& lab, const Places& places, const std::function<void(const Record&)>& look) {
  const auto grader = fingerprint_of_grader(lab, places);
  for_each_record(run, [&](const Record& graded) {
    const auto& outcome = graded.outcome;
    const bool holds = !outcome || !outcome->has_score() ||
                       (outcome->grader == grader && outcome->submission == fingerprint_of_work(run, lab, graded.student));
    look(holds ? graded : Record{graded.student, std::nullopt, true});
  });
}

std::string why_out_of_reach(const RunFolder& run, const Lab& lab, const Student& student) {
  if (student.path.empty()) return {};
  const auto path = run.path() / student.path;
  const int error = why_not_readable(path);
  if (error == ENOENT || error == ENOTDIR)
    return fmt::format("the roster leads to {}, which is not there: put it back, or mend 'path' in roster.csv",
                       escape(student.path));
  const auto not_readable = [](const std::filesystem::path& what, int because) {
    return fmt::format("{} cannot be read ({}): mend its rights, or 'path' in roster.csv", escape(what.string()),
                       std::strerror(because));
  };
  if (error != 0) return not_readable(student.path, error);
  if (!std::filesystem::is_directory(path)) return {};
  // The copies that intake made are readable: what is not any more was not handed in so.
  for (const auto& program : lab.programs) {
    const auto source = path / (program + ".cpp");
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(source, ignored))) continue;
    const int because = why_not_readable(source);
    if (because != 0) return not_readable(std::filesystem::path(student.path) / source.filename(), because);
  }
  return {};
}

std::string fingerprint_of_work(const RunFolder& run, const Lab& lab, const Student& student) {
  if (student.path.empty()) return {};
  if (!why_out_of_reach(run, lab, student).empty()) {
    Fingerprint print;
    print.add("out of reach", student.path);
    return print.hex();
  }
  return fingerprint_of_submission(lab, run.path() / student.path);
}

}  // namespace wirelab::classroom
