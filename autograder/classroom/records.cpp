#include "classroom/records.hpp"

namespace wirelab::classroom {

void for_each_record(const RunFolder& run, const std::function<void(const Record&)>& look) {
  for (const auto& student : read_roster(run.roster())) look({student, read_outcome(run.result(student.id))});
}

}  // namespace wirelab::classroom
