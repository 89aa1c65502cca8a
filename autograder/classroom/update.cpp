#include "classroom/update.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "classroom/fingerprint.hpp"
#include "classroom/origin.hpp"
#include "model/fault.hpp"
#include "model/text.hpp"

namespace wirelab::classroom {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// "submissions/1001" of "submissions/1001/lab/ucserver.cpp".
fs::path submission_of(const std::string& path) {
  const fs::path whole(path);
  fs::path first;
  int parts = 0;
  for (const auto& part : whole)
    if (parts++ < 2) first /= part;
  return first;
}

class Updater {
public:
  Updater(const Lab& lab, const RunFolder& run, const RunFolder& next, Intake& intake)
      : lab_(lab), run_(run), next_(next), intake_(intake), before_(read_roster(run.roster())), notes_(read_intake_notes(run)) {}

  Update update() {
    keep_ids();
    refuse_mixing();
    bring_along();
    for (const auto& arrived : intake_.arrived) update_.students.push_back(merged(arrived.student));
    merge_notes();
    return std::move(update_);
  }

private:
  const Student* before(const std::string& id) const {
    const auto found = std::ranges::find(before_, id, &Student::id);
    return found == before_.end() ? nullptr : &*found;
  }

  /// KEY of how student ID came the last time; empty: not known.
  std::string came(const std::string& id, const char* key) const {
    const auto all = notes_.find("came");
    if (all == notes_.end() || !all->is_object() || !all->contains(id) || !(*all)[id].is_object()) return {};
    const auto value = (*all)[id].find(key);
    return value != (*all)[id].end() && value->is_string() ? value->get<std::string>() : std::string();
  }

  /// Ids that are made of what can be another the next time stay what they were.
  void keep_ids() {
    for (auto& arrived : intake_.arrived) {
      if (arrived.has_own_id || before(arrived.student.id) != nullptr) continue;
      const auto* old = by_email(arrived.student.email);
      if (old == nullptr) old = by_folder(arrived);
      if (old != nullptr &&
          std::ranges::none_of(intake_.arrived, [old](const Arrived& other) { return other.student.id == old->id; }))
        arrived.student.id = old->id;
    }
  }

  /// The one row of which the same folder came the last time.
  const Student* by_folder(const Arrived& arrived) const {
    if (arrived.origin.layout != "folders") return nullptr;
    const Student* found = nullptr;
    for (const auto& [id, origin] : origins_of(notes_)) {
      if (origin.layout != arrived.origin.layout || came(id, "name") != arrived.student.name) continue;
      const auto* old = before(id);
      if (found != nullptr && old != nullptr) return nullptr;
      if (old != nullptr) found = old;
    }
    return found;
  }

  /// The one row with EMAIL; nullptr when there is none, or more.
  const Student* by_email(const std::string& email) const {
    if (email.empty() || std::ranges::count(before_, email, &Student::email) != 1) return nullptr;
    return &*std::ranges::find(before_, email, &Student::email);
  }

  void refuse_mixing() const {
    std::set<std::string> ids;
    std::set<fs::path> folders;
    for (const auto& arrived : intake_.arrived) {
      const auto& student = arrived.student;
      ids.insert(student.id);
      folders.insert(submission_of(student.path));
      const auto* old = before(student.id);
      if (old == nullptr || student.name.empty() || (!student.email.empty() && student.email == old->email)) continue;
      const auto name = came(student.id, "name");
      const bool known = !old->name.empty() || !name.empty();
      if (known && student.name != old->name && student.name != name)
        throw UsageError(
            fmt::format("{} is {} in {}, and what came is of {}: if that is one person, write the second name there; "
                        "if not, make a run of its own of it",
                        student.id, quote(old->name), run_.roster().string(), quote(student.name)));
    }
    for (const auto& old : before_)
      if (!ids.contains(old.id) && folders.contains(submission_of(old.path)))
        throw UsageError(
            fmt::format("the submission of {} lies in {}, where one of somebody else has come: move it, and correct its "
                        "path in {}",
                        old.id, quote(submission_of(old.path).string()), run_.roster().string()));
  }

  void bring_along() const {
    if (!fs::is_directory(run_.submissions())) return;
    for (const auto& entry : fs::directory_iterator(run_.submissions())) {
      const auto to = next_.submissions() / entry.path().filename();
      if (!fs::exists(to)) fs::copy(entry.path(), to, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    }
  }

  /// Where PATH of the roster will be read from.
  fs::path in_next(const std::string& path) const {
    return submission_of(path).parent_path() == "submissions" ? next_.path() / path : run_.path() / path;
  }

  /// What the instructor has added to the roster stays; of when it was handed in, only while it is the same work.
  Student merged(Student student) {
    const auto* old = before(student.id);
    if (old == nullptr) return student;
    if (!old->name.empty()) student.name = old->name;
    if (!old->email.empty()) student.email = old->email;
    const auto as_it_came = came(student.id, "path");
    const bool edited = !old->path.empty() && !as_it_came.empty() && old->path != as_it_came;
    if (edited && fs::exists(in_next(old->path))) {
      note(student.id,
           fmt::format("its path stays {}, as in the roster; what came lies in {}", quote(old->path), quote(student.path)));
      student.path = old->path;
    } else if (edited) {
      note(student.id,
           fmt::format("its path in the roster, {}, is not in what came; taken is {}", quote(old->path), quote(student.path)));
    }
    if (old->submitted_at.empty()) return student;
    const bool same = old->path.empty() || fingerprint_of_submission(lab_, run_.path() / old->path) ==
                                               fingerprint_of_submission(lab_, in_next(student.path));
    if (same)
      student.submitted_at = old->submitted_at;
    else if (student.submitted_at.empty())
      note(student.id, fmt::format("this is other work than that of {}: write into the roster when it was handed in",
                                   quote(old->submitted_at)));
    return student;
  }

  void note(const std::string& id, const std::string& what) { update_.lines.push_back(id + ": " + what); }

  void merge_notes() {
    auto anew = notes_of(intake_);
    auto& notes = update_.notes = notes_;
    for (const auto* key : {"students", "came"})
      if (!notes[key].is_object()) notes[key] = json::object();
    for (const auto& arrived : intake_.arrived) notes["students"].erase(arrived.student.id);
    notes["students"].update(anew["students"]);
    notes["came"].update(anew["came"]);
    auto layouts = notes.contains("layout") && notes["layout"].is_string() ? notes["layout"].get<std::string>() : std::string();
    for (const auto& layout : intake_.layouts)
      if (layouts.find(layout) == std::string::npos) layouts += (layouts.empty() ? "" : ", ") + layout;
    notes["layout"] = layouts;
    if (!notes["left_aside"].is_array()) notes["left_aside"] = json::array();
    for (auto& entry : anew["left_aside"])
      if (std::ranges::find(notes["left_aside"], entry) == notes["left_aside"].end()) notes["left_aside"].push_back(entry);
  }

  const Lab& lab_;
  const RunFolder& run_;
  const RunFolder& next_;
  Intake& intake_;
  std::vector<Student> before_;
  json notes_;
  Update update_;
};

}  // namespace

Update update_run(const Lab& lab, const RunFolder& run, const RunFolder& next, Intake& intake) {
  return Updater(lab, run, next, intake).update();
}

}  // namespace wirelab::classroom
