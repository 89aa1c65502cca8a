// Which column of a gradebook is that of a lab. A wrong guess would cost the grades of another assignment.
#pragma once

#include <cstddef>
#include <string>

#include "classroom/csv.hpp"
#include "model/lab.hpp"

namespace wirelab::classroom {

/// The column of TABLE, from FIRST on, whose title is WANTED, with or without a number in parentheses behind it; where WANTED is
/// empty the one whose title holds LAB's number and no word but those of LAB's name and title. Throws UsageError that names ORIGIN
/// and the titles there are when there is no such column, more than one, or one that may be something else of the same lab.
std::size_t assignment_column(const CsvTable& table, const std::string& origin, std::size_t first, const Lab& lab,
                              const std::string& wanted);

}  // namespace wirelab::classroom
