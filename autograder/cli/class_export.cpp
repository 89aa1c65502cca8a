// wirelab class export RUN

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "classroom/disguise.hpp"
#include "classroom/export_place.hpp"
#include "classroom/gradebook.hpp"
#include "classroom/jplag.hpp"
#include "classroom/listed.hpp"
#include "classroom/origin.hpp"
#include "classroom/pseudonyms.hpp"
#include "classroom/records.hpp"
#include "classroom/roster.hpp"
#include "classroom/text_file.hpp"
#include "cli/audience.hpp"
#include "cli/class.hpp"
#include "model/fault.hpp"
#include "model/places.hpp"
#include "report/legible.hpp"
#include "report/whole_file.hpp"

namespace wirelab {
namespace {

using namespace classroom;

struct Arguments {
  std::string run;
  std::string canvas;
  std::string moodle;
  std::string csv;
  std::string jplag;
  std::string anonymous;
  std::string late;
  std::string column;
  std::string feedback_column = "Feedback comments";
  std::string stage;
};

void complain(const std::string& what, const std::vector<std::string>& ids) {
  if (!ids.empty()) std::cerr << fmt::format("wirelab: {}: {}\n", what, fmt::join(ids, ", "));
}

/// With PSEUDONYMS in an order that tells nothing.
std::vector<Grade> read_grades(const RunFolder& folder, const Lab& lab, const Places& places, const Arguments& arguments,
                               Pseudonyms* pseudonyms) {
  const auto students = read_roster(folder.roster());
  std::optional<LatePolicy> policy;
  if (!arguments.late.empty()) {
    policy = read_late_policy(arguments.late);
    require_moments(students, folder.roster());
  }
  // A gradebook of Canvas gets scores, and no word of what they are made of.
  const bool with_feedback = !arguments.moodle.empty() || !arguments.csv.empty();
  const auto audience = with_feedback || !arguments.stage.empty() ? readers_at(arguments.stage, lab) : Audience::student;
  std::optional<Disguise> disguise;
  if (pseudonyms != nullptr) disguise.emplace(students, *pseudonyms);
  const auto origins = origins_of(read_intake_notes(folder));
  std::vector<Grade> grades;
  std::vector<std::string> changed;
  std::vector<std::string> without_score;
  std::vector<std::string> without_moment;
  std::vector<std::string> marked_late;
  for_each_record(folder, lab, places, [&](const Record& record) {
    const auto& id = record.student.id;
    auto grade = grade_of(record, lab.max_score(), policy, audience);
    if (const auto origin = origins.find(id); origin != origins.end()) grade.origin = origin->second;
    if (!grade.score) (record.changed ? changed : without_score).push_back(id);
    if (policy && !parse_moment(record.student.submitted_at)) (grade.origin.late ? marked_late : without_moment).push_back(id);
    if (disguise) grade = under_pseudonym(std::move(grade), record, pseudonyms->of(id), *disguise);
    grades.push_back(std::move(grade));
  });
  complain("no score yet, left as it was", without_score);
  complain("changed since graded (the submission, the lab or wirelab), so no score; 'wirelab class grade' gives a new one",
           changed);
  complain("submitted_at is not known, so not taken for late", without_moment);
  complain("submitted_at is not known, so nothing is taken off, but the platform marks them late: write it into the roster",
           marked_late);
  if (pseudonyms != nullptr) std::ranges::sort(grades, {}, [](const Grade& grade) { return grade.student.id; });
  return grades;
}

/// A text of others' within a line.
std::string shown(const std::string& text) { return fmt::format("\"{}\"", capped(legible_line(text), 60)); }

/// A worksheet that was downloaded, and what comes into its place.
struct Sheet {
  std::string file;
  Filled filled;
};

std::vector<Sheet> fill_sheets(const Arguments& arguments, const Lab& lab, const std::vector<Grade>& grades) {
  std::vector<Sheet> sheets;
  if (const auto& file = arguments.canvas; !file.empty())
    sheets.push_back({file, fill_canvas(read_text_file(file), file, grades, lab, arguments.column)});
  if (const auto& file = arguments.moodle; !file.empty())
    sheets.push_back({file, fill_moodle(read_text_file(file), file, grades, arguments.column.empty() ? "Grade" : arguments.column,
                                        arguments.feedback_column)});
  return sheets;
}

void report(const Sheet& sheet) {
  const auto& filled = sheet.filled;
  std::cout << fmt::format("{}: {} grades filled in, column {}\n", sheet.file, filled.cells, shown(filled.column));
  std::vector<std::string> grades;
  for (const auto& cell : filled.other_grades)
    grades.push_back(fmt::format("{} {} -> {}", cell.id, capped(legible_line(cell.before), 60), cell.after));
  std::vector<std::string> feedback;
  for (const auto& cell : filled.other_feedback) feedback.push_back(fmt::format("{} {}", cell.id, shown(cell.before)));
  if (!grades.empty()) std::cout << fmt::format("{} had another grade: {}\n", grades.size(), listed(grades));
  if (!feedback.empty()) std::cout << fmt::format("{} had other feedback: {}\n", feedback.size(), listed(feedback));
  if (!filled.left_over.empty()) std::cout << fmt::format("no row that can be filled for: {}\n", fmt::join(filled.left_over, ", "));
}

void require_places(const RunFolder& folder, const Arguments& arguments) {
  require_different({arguments.canvas, arguments.moodle, arguments.csv, arguments.jplag, arguments.anonymous});
  if (!arguments.csv.empty()) require_place_of_table(folder, arguments.csv);
  if (!arguments.jplag.empty()) require_new_tree(arguments.jplag);
}

/// What bears pseudonyms is of no use to anybody without the key, so that is kept first.
void keep_who_is_who(const RunFolder& folder, Pseudonyms& pseudonyms) {
  for (const auto& student : read_roster(folder.roster())) pseudonyms.of(student.id);
  pseudonyms.keep();
}

int run(const Arguments& arguments) {
  if (arguments.canvas.empty() && arguments.moodle.empty() && arguments.csv.empty() && arguments.jplag.empty())
    throw UsageError("say what to make: --canvas, --moodle, --csv or --jplag");
  if (!arguments.anonymous.empty() && (!arguments.canvas.empty() || !arguments.moodle.empty()))
    throw UsageError("a gradebook of Canvas or Moodle cannot be anonymous: --anonymous goes with --csv and --jplag");
  const auto places = find_places();
  const RunFolder folder(arguments.run);
  const auto lab = load_lab(places.labs / resolve_lab_name(folder.read_settings().lab, lab_names(places.labs)));
  require_places(folder, arguments);
  std::optional<Pseudonyms> pseudonyms;
  if (!arguments.anonymous.empty()) pseudonyms.emplace(arguments.anonymous);
  auto* const names = pseudonyms ? &*pseudonyms : nullptr;

  // Nothing is written before all that can be wrong with what was asked for is known.
  std::vector<Grade> grades;
  if (!arguments.canvas.empty() || !arguments.moodle.empty() || !arguments.csv.empty())
    grades = read_grades(folder, lab, places, arguments, names);
  const auto sheets = fill_sheets(arguments, lab, grades);
  if (pseudonyms) keep_who_is_who(folder, *pseudonyms);

  for (const auto& sheet : sheets) {
    fill_file(sheet.file, sheet.filled.text);
    report(sheet);
  }
  if (!arguments.csv.empty()) {
    write_whole_file(arguments.csv, grades_as_csv(grades));
    std::cout << fmt::format("{}: {} students\n", arguments.csv, grades.size());
  }
  if (!arguments.jplag.empty()) {
    const auto tree = write_jplag_tree(folder, lab, places.labs / lab.name, arguments.jplag, names);
    std::cout << fmt::format("{}: {} submissions; compare them with\n  {}\n", arguments.jplag, tree.submissions, tree.command);
  }
  if (pseudonyms) std::cout << fmt::format("who is who: {}; keep it apart\n", arguments.anonymous);
  return full_marks;
}

}  // namespace

void add_class_export(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("export", "fill the grades into a gradebook, or give the submissions to another tool");
  command->add_option("RUN", arguments->run, "the folder that 'class init' made")->required();
  command->add_option("--canvas", arguments->canvas, "a gradebook exported from Canvas; filled in place")->type_name("FILE");
  command->add_option("--moodle", arguments->moodle, "a grading worksheet of a Moodle assignment; filled in place")
      ->type_name("FILE");
  command->add_option("--csv", arguments->csv, "a new table of all grades; replaces only one that was made so")->type_name("FILE");
  command->add_option("--jplag", arguments->jplag, "a new folder with the sources as JPlag reads them")->type_name("FOLDER");
  command->add_option("--anonymous", arguments->anonymous, "pseudonyms instead of ids; who is who goes into this file")
      ->type_name("KEYFILE");
  command->add_option("--late", arguments->late, "what a late submission loses (docs/class.md)")->type_name("FILE");
  command->add_option("--column", arguments->column, "the title of the grade's column, where it is not found or not English");
  command->add_option("--feedback-column", arguments->feedback_column, "the title of Moodle's column for feedback");
  command->add_option(
      "--stage", arguments->stage,
      "before_due, after_due or published: what feedback may tell; must be given where a requirement is shown only later");
  command->callback([arguments, &chosen] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace wirelab
