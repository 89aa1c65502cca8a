#include "classroom/records.hpp"

#include "classroom/fingerprint.hpp"

namespace wirelab::classroom {

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

std::string fingerprint_of_work(const RunFolder& run, const Lab& lab, const Student& student) {
  return student.path.empty() ? std::string() : fingerprint_of_submission(lab, run.path() / student.path);
}

}  // namespace wirelab::classroom
