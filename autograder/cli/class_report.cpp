// wirelab class report RUN

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "classroom/class_page.hpp"
#include "classroom/moodle_feedback.hpp"
#include "classroom/origin.hpp"
#include "classroom/overview.hpp"
#include "classroom/records.hpp"
#include "cli/audience.hpp"
#include "cli/class.hpp"
#include "model/places.hpp"
#include "report/html.hpp"
#include "report/whole_file.hpp"

namespace wirelab {
namespace {

namespace fs = std::filesystem;
using namespace classroom;

struct Arguments {
  std::string run;
  std::string stage;
};

int run(const Arguments& arguments) {
  const auto places = find_places();
  const RunFolder folder(arguments.run);
  const auto settings = folder.read_settings();
  const auto lab = load_lab(places.labs / resolve_lab_name(settings.lab, lab_names(places.labs)));
  const auto audience = readers_at(arguments.stage, lab);
  const auto upload = folder.report() / "upload";
  MoodleFeedback feedback(upload, read_roster(folder.roster()), origins_of(read_intake_notes(folder)));
  const auto students = folder.report() / "students";
  fs::remove_all(students);  // no page of somebody who is not in the roster any more
  fs::create_directories(students);
  Overview overview(lab);
  int pages = 0;
  for_each_record(folder, lab, places, [&](const Record& record) {
    overview.add(record);
    const auto& outcome = record.outcome;
    if (!outcome || !outcome->has_score()) return;  // there is nothing to tell a student yet
    const auto page = outcome->result ? html_report(seen_by(*outcome->result, audience, Counted::all), lab.title)
                                      : page_without_result(lab, outcome->why);
    write_whole_file(students / (record.student.id + ".html"), page);
    feedback.add(record.student, page);
    ++pages;
  });
  write_whole_file(folder.report() / "index.html", class_page(overview, lab, settings));
  if (const auto& changed = overview.changed(); !changed.empty())
    std::cerr << fmt::format("wirelab: changed since graded, so left out; 'wirelab class grade' grades again: {}\n",
                             fmt::join(changed, ", "));
  if (const auto& shared = feedback.shared(); !shared.empty())
    std::cerr << fmt::format("wirelab: two have this number of Moodle, so no page of theirs is made ready for upload: {}\n",
                             fmt::join(shared, ", "));
  std::cout << fmt::format("{}\n{}: {} pages\n", (folder.report() / "index.html").string(), students.string(), pages);
  if (feedback.pages() > 0)
    std::cout << fmt::format("{}: {} of them, named as Moodle takes them\n", upload.string(), feedback.pages());
  return full_marks;
}

}  // namespace

void add_class_report(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("report", "a page about the class, and one for each student");
  command->add_option("RUN", arguments->run, "the folder that 'class init' made")->required();
  command->add_option(
      "--stage", arguments->stage,
      "before_due, after_due or published: what students may see; must be given where a requirement is shown only later");
  command->callback([arguments, &chosen] { chosen = [arguments] { return run(*arguments); }; });
}

}  // namespace wirelab
