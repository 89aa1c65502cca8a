// Who is in a class and where the submissions are: roster.csv, made by intake, edited by the instructor.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace wirelab::classroom {

struct Student {
  std::string id;            ///< unique; also the name of files: see is_id
  std::string name;          ///< as the platform writes it; may be empty
  std::string email;         ///< may be empty
  std::string submitted_at;  ///< ISO 8601 with an offset; empty: not known
  std::string path;          ///< of the submission, a folder or a source file, below the run's folder; empty: nothing was handed in
};

/// Letters, digits and . _ @ + - of ASCII, at most 64, beginning with a letter or a digit: safe as a file name and in a
/// spreadsheet.
bool is_id(std::string_view text);
/// An id made of TEXT, and of nothing else: every other character becomes a hyphen. Where that loses letters (of other alphabets,
/// or what is too long), six digits of a hash tell it from the like. Never empty.
std::string make_id(std::string_view text);

/// ID-NUMBER, no longer than an id may be.
std::string numbered_id(std::string_view id, int number);

/// Throws UsageError with file and line for a table that is no roster: a column is missing, an id is none or stands there twice, a
/// path leads out of the run's folder.
std::vector<Student> read_roster(const std::filesystem::path& file);
void write_roster(const std::filesystem::path& file, const std::vector<Student>& students);
/// The text of the roster in FILE with STUDENTS in it: the cells of theirs that differ are set, who is new comes last, and
/// everything else, further columns too, stays as it is.
std::string updated_roster(const std::filesystem::path& file, const std::vector<Student>& students);

}  // namespace wirelab::classroom
