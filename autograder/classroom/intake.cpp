#include "classroom/intake.hpp"

#include <algorithm>
#include <climits>
#include <limits>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "classroom/archive.hpp"
#include "classroom/entry.hpp"
#include "classroom/metadata.hpp"
#include "classroom/submission.hpp"
#include "classroom/utf8.hpp"
#include "model/fault.hpp"
#include "model/text.hpp"

namespace wirelab::classroom {
namespace {

namespace fs = std::filesystem;

/// Of the download of a whole class.
constexpr LandingLimits download_limits{100'000,
                                        std::uint64_t{256} << 20,
                                        std::uint64_t{8} << 30,
                                        std::uint64_t{64} << 30,
                                        std::numeric_limits<std::size_t>::max(),
                                        10'000'000,
                                        false,
                                        true,
                                        {NAME_MAX, 16'384, 18, true}};  // what is wrong with a name is told to its owner
constexpr auto metadata_name = "submission_metadata.yml";
constexpr auto by_folders = "folders";

/// Entries of a download that were one file, handed in again and again.
struct Attempts {
  Piece newest;
  EntryName called;
  int count = 1;
};

/// What belongs to one submission. Whose it is: the source, and what is called id and name there.
struct Arrival {
  fs::path source;
  std::string raw_id;
  std::string raw_name;
  std::string id;
  std::string name;
  std::vector<Submitter> submitters;  ///< Gradescope's
  std::string submitted_at;
  std::vector<Attempts> files;
  std::vector<std::string> notes;
  std::string layout;
  bool late = false;
  std::vector<Refusal> refused{};  ///< in the download
};

/// NAME of an entry as it may stand in the roster. What has come out of an archive is so already.
std::string legible_name(const std::string& name) { return is_utf8(name) ? name : as_utf8(name); }

std::string words_of_other_id(const std::string& wanted, const std::string& id) {
  return fmt::format("somebody else has the id {}, too; here it is {}", wanted, id);
}

std::string in_quotes(const std::string& name) { return fmt::format("\"{}\"", name_for_a_line(name)); }

class Intaker {
public:
  Intaker(const Lab& lab, const fs::path& run, const fs::path& work, const IntakeOptions& options)
      : lab_(lab), run_(run), work_(work), options_(options) {}

  Intake run() {
    auto& layouts = intake_.layouts;
    for (const auto& source : options_.from) {
      source_ = fs::absolute(source).lexically_normal();
      if (!source_.has_filename()) source_ = source_.parent_path();  // alice/
      const auto before = arrivals_.size();
      const auto layout = gather(source_);
      if (arrivals_.size() == before && (is_archive_name(source_.filename().string()) || fs::is_directory(source_)))
        throw UsageError(
            fmt::format("there is no submission in {}: it should hold a folder, an archive or a file a student", source_.string()));
      if (std::ranges::find(layouts, layout) == layouts.end()) layouts.push_back(layout);
    }
    for (auto& arrival : arrivals_) store(arrival);
    return std::move(intake_);
  }

private:
  /// Finds out which submissions lie in SOURCE. Gives the layout.
  std::string gather(const fs::path& source) {
    std::error_code error;
    if (!fs::exists(source, error)) throw UsageError(fmt::format("there is no {}", source.string()));
    if (fs::is_directory(source)) return gather_folder(source);
    const auto name = source.filename().string();
    if (!is_archive_name(name)) {
      if (!fs::is_regular_file(source)) throw UsageError(fmt::format("{} is neither a folder nor an archive", source.string()));
      add_by_folders({name, source, false});
      return by_folders;
    }
    auto folder = work_ / fmt::format("{}", ++unpacked_) / make_id(without_archive_end(name));
    fs::create_directories(folder);
    Landing landing(folder, download_limits);
    const auto failure = unpack(source, options_.isolation, landing);
    if (!failure.empty()) throw UsageError(fmt::format("{} cannot be unpacked: {}", source.string(), failure));
    if (landing.full()) throw UsageError(fmt::format("{} holds too much: unpack it, and give the folder", source.string()));
    auto refused = landing.refused();
    std::string below;  // many packers put all into one folder more
    auto entries = entries_of(folder);
    for (; entries.size() == 1 && entries.front().folder && !holds_sources(folder) && !are_named_by_layout(entries);
         entries = entries_of(folder)) {
      folder = entries.front().path;
      below += entries.front().name + "/";
    }
    if (holds_sources(folder)) {  // one submission: it comes in as such archives in a folder do
      add_by_folders({name, source, false});
      return by_folders;
    }
    for (const auto& nobodys : share_out(refused, below, entries)) leave_aside(nobodys.given, nobodys.why);
    return gather_entries(folder, entries);
  }

  void leave_aside(const std::string& name, const std::string& why) {
    intake_.left_aside.push_back(fmt::format("{}: {}", in_quotes(name), why));
  }

  bool holds_sources(const fs::path& folder) const {
    return std::ranges::all_of(lab_.programs, [&folder](const auto& program) { return is_real_file(folder / (program + ".cpp")); });
  }

  std::string gather_folder(const fs::path& folder) {
    if (!holds_sources(folder)) return gather_entries(folder, entries_of(folder));
    add_by_folders({folder.filename().string(), folder, true});
    return by_folders;
  }

  std::string gather_entries(const fs::path& folder, const std::vector<Entry>& entries) {
    const auto* layout = layout_of(entries);
    if (layout == nullptr) {
      for (const auto& entry : entries) add_by_folders(entry);
      return by_folders;
    }
    std::map<std::string, SubmissionMetadata> metadata;
    if (is_real_file(folder / metadata_name)) metadata = read_metadata(folder / metadata_name);
    for (const auto& entry : entries) add(*layout, entry, metadata);
    return layout->name();
  }

  const Layout* layout_of(const std::vector<Entry>& entries) const {
    if (options_.layout == by_folders) return nullptr;
    if (!options_.layout.empty()) return &*std::ranges::find(options_.layouts, options_.layout, &Layout::name);
    std::vector<EntryKind> kinds;
    kinds.reserve(entries.size());
    for (const auto& entry : entries) kinds.push_back({entry.name, entry.folder});
    return recognise(options_.layouts, kinds);
  }

  bool are_named_by_layout(const std::vector<Entry>& entries) const {
    const auto* layout = layout_of(entries);
    return layout != nullptr &&
           std::ranges::any_of(entries, [layout](const auto& entry) { return layout->take_apart(entry.name).has_value(); });
  }

  void add(const Layout& layout, const Entry& entry, const std::map<std::string, SubmissionMetadata>& metadata) {
    const auto parts = layout.take_apart(entry.name);
    if (!parts) {
      if (entry.name != metadata_name) leave_aside(entry.name, fmt::format("it is not named as {} does", layout.name()));
      for (const auto& refusal : entry.refused) leave_aside(refusal.given, refusal.why);
      return;
    }
    auto& arrival = arrival_of(parts->id, parts->name, layout.name());
    arrival.late = arrival.late || parts->late;
    if (const auto found = metadata.find(entry.name); found != metadata.end()) {
      arrival.submitters = found->second.submitters;
      arrival.submitted_at = found->second.created_at;
    }
    add_piece(arrival, entry, entry.folder ? "" : parts->file.empty() ? entry.name : parts->file, *parts);
  }

  static void add_piece(Arrival& arrival, const Entry& entry, const std::string& as, const EntryName& called) {
    arrival.refused.insert(arrival.refused.end(), entry.refused.begin(), entry.refused.end());
    if (entry.path.empty()) return;
    const auto same = std::ranges::find_if(arrival.files, [&](const Attempts& other) {
      return !as.empty() && other.newest.as == as && !have_no_order(other.called, called);
    });
    if (same == arrival.files.end()) {
      arrival.files.push_back({{entry.path, as}, called});
      return;
    }
    ++same->count;
    if (!is_newer(called, same->called)) return;
    same->newest.path = entry.path;
    same->called = called;
  }

  /// A folder, an archive or a source file is all that a student has handed in, and named after the student.
  void add_by_folders(const Entry& entry) {
    const bool archive = !entry.folder && is_archive_name(entry.name);
    const bool source = !entry.folder && entry.name.ends_with(".cpp") && entry.name.size() > 4 && lab_.programs.size() == 1;
    if (!entry.folder && !archive && !source) {
      if (entry.path.empty())
        for (const auto& refusal : entry.refused) leave_aside(entry.name, refusal.why);
      else
        leave_aside(entry.name, fmt::format("neither a folder, nor an archive, nor the source of {}", lab_.name));
      return;
    }
    const auto owner = entry.folder ? entry.name
                       : archive    ? without_archive_end(entry.name)
                                    : entry.name.substr(0, entry.name.size() - 4);
    add_piece(arrival_of(owner, owner, by_folders), entry, entry.folder ? "" : entry.name, {});
  }

  /// Of whom this source calls so. Nobody can tell whether those of two sources are one person, and which of them counts.
  Arrival& arrival_of(const std::string& raw_id, const std::string& raw_name, const std::string& layout) {
    for (auto& arrival : arrivals_) {
      if (arrival.raw_id != raw_id || arrival.raw_name != raw_name) continue;
      if (arrival.source == source_) return arrival;
      throw UsageError(
          fmt::format("{} stands in {} and in {}: if that is one person, take in the older first and the newer with "
                      "--update; if not, rename one",
                      quote(raw_name.empty() ? raw_id : raw_name), arrival.source.string(), source_.string()));
    }
    const auto wanted = make_id(legible_name(raw_id));
    Arrival arrival{source_, raw_id, raw_name, wanted, legible_name(raw_name), {}, {}, {}, {}, layout};
    for (int again = 2; std::ranges::find(arrivals_, arrival.id, &Arrival::id) != arrivals_.end(); ++again)
      arrival.id = numbered_id(wanted, again);
    if (arrival.id != wanted) arrival.notes.push_back(words_of_other_id(wanted, arrival.id));
    arrivals_.push_back(std::move(arrival));
    return arrivals_.back();
  }

  void store(Arrival& arrival) {
    const auto folder = run_ / "submissions" / arrival.id;
    fs::create_directories(folder);
    std::vector<Piece> pieces;
    for (const auto& file : arrival.files) {
      pieces.push_back(file.newest);
      if (file.count > 1)
        arrival.notes.push_back(fmt::format("{}: {} attempts; the newest is taken", in_quotes(file.newest.as), file.count));
    }
    const auto taken = take_submission(lab_, pieces, folder, options_.isolation);
    const auto& found = taken.sources;
    Arrived arrived;
    arrived.notes = arrival.notes;
    arrived.notes.insert(arrived.notes.end(), taken.notes.begin(), taken.notes.end());
    arrived.notes.insert(arrived.notes.end(), found.notes.begin(), found.notes.end());
    arrived.refused = arrival.refused;
    arrived.refused.insert(arrived.refused.end(), taken.refused.begin(), taken.refused.end());
    const auto path = "submissions/" + arrival.id + (found.path.empty() ? "" : "/" + found.path);
    const auto id = unique_id(arrival.id);
    if (arrival.submitters.empty() && id != arrival.id) arrived.notes.push_back(words_of_other_id(arrival.id, id));
    arrived.student = {id, arrival.name, {}, arrival.submitted_at, path};
    arrived.origin.layout = arrival.layout;
    arrived.origin.late = arrival.late;
    if (arrival.late) arrived.notes.push_back(arrival.layout == "canvas" ? "Canvas marks this late" : "its name marks this late");
    arrived.has_own_id = arrival.layout != by_folders;
    if (has_numbers(arrival.layout)) arrived.origin.number = arrival.raw_id;
    if (arrival.submitters.empty()) {
      intake_.arrived.push_back(std::move(arrived));
      return;
    }
    for (const auto& submitter : arrival.submitters) {  // each of a group gets the grade
      auto own = arrived;
      const auto& told = submitter.sid.empty() ? submitter.email : submitter.sid;
      const auto wanted = told.empty() ? arrival.id : make_id(told);  // each submission has another number
      own.student.id = unique_id(wanted);
      own.student.name = submitter.name;
      own.student.email = submitter.email;
      if (!told.empty()) own.origin.number.clear();  // it is the submission's
      own.has_own_id = !submitter.sid.empty();
      if (own.student.id != wanted) own.notes.push_back(words_of_other_id(wanted, own.student.id));
      intake_.arrived.push_back(std::move(own));
    }
  }

  std::string unique_id(const std::string& wanted) const {
    auto id = wanted;
    const auto is_there = [&id](const Arrived& other) { return other.student.id == id; };
    for (int again = 2; std::ranges::any_of(intake_.arrived, is_there); ++again) id = numbered_id(wanted, again);
    return id;
  }

  const Lab& lab_;
  fs::path run_;
  fs::path work_;
  const IntakeOptions& options_;
  fs::path source_;  ///< the one that is being looked at
  int unpacked_ = 0;
  std::vector<Arrival> arrivals_;
  Intake intake_;
};

}  // namespace

Intake take_in(const Lab& lab, const fs::path& run, const fs::path& work, const IntakeOptions& options) {
  const bool known = options.layout.empty() || options.layout == by_folders ||
                     std::ranges::find(options.layouts, options.layout, &Layout::name) != options.layouts.end();
  if (!known) throw UsageError(fmt::format("there is no layout '{}'", options.layout));
  prepare_to_unpack(options.isolation);
  auto intake = Intaker(lab, run, work, options).run();
  if (intake.arrived.empty()) throw UsageError("there is no submission in what was given");
  return intake;
}

nlohmann::json notes_of(const Intake& intake) {
  nlohmann::json students = nlohmann::json::object();
  nlohmann::json came = nlohmann::json::object();
  for (const auto& arrived : intake.arrived) {
    came[arrived.student.id] = {{"name", arrived.student.name},
                                {"path", arrived.student.path},
                                {"layout", arrived.origin.layout},
                                {"number", arrived.origin.number},
                                {"late", arrived.origin.late}};
    if (arrived.notes.empty() && arrived.refused.empty()) continue;
    auto& entry = students[arrived.student.id];
    entry["notes"] = arrived.notes;
    entry["refused"] = nlohmann::json::array();
    for (const auto& refusal : arrived.refused) entry["refused"].push_back({{"name", refusal.name}, {"why", refusal.why}});
  }
  return {{"layout", fmt::format("{}", fmt::join(intake.layouts, ", "))},
          {"students", std::move(students)},
          {"came", std::move(came)},
          {"left_aside", intake.left_aside}};
}

std::string intake_table(const Lab& lab, const Intake& intake) {
  std::size_t width = 2;
  for (const auto& arrived : intake.arrived) width = std::max(width, arrived.student.id.size());
  std::string out = fmt::format("{:<{}}  where\n", "id", width);
  for (const auto& arrived : intake.arrived) {
    out += fmt::format("{:<{}}  {}\n", arrived.student.id, width, escape(arrived.student.path));
    for (const auto& note : arrived.notes) out += fmt::format("{:<{}}    {}\n", "", width, note);
    for (const auto& refusal : arrived.refused)
      out += fmt::format("{:<{}}    refused \"{}\": {}\n", "", width, refusal.name, refusal.why);
  }
  for (const auto& entry : intake.left_aside) out += fmt::format("left aside: {}\n", entry);
  return out + fmt::format("{} submissions of {}, read as {}\n", intake.arrived.size(), lab.name, fmt::join(intake.layouts, ", "));
}

}  // namespace wirelab::classroom
