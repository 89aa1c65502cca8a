#include "classroom/intake.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "classroom/archive.hpp"
#include "classroom/metadata.hpp"
#include "classroom/sources.hpp"
#include "classroom/utf8.hpp"
#include "model/fault.hpp"
#include "model/text.hpp"
#include "process/plain_file.hpp"
#include "process/system_call.hpp"

namespace wirelab::classroom {
namespace {

namespace fs = std::filesystem;

/// Of the download of a whole class.
constexpr LandingLimits download_limits{
    100'000,   std::uint64_t{256} << 20, std::uint64_t{8} << 30, std::uint64_t{64} << 30, std::numeric_limits<std::size_t>::max(),
    10'000'000};
constexpr auto metadata_name = "submission_metadata.yml";
constexpr auto by_folders = "folders";

/// One entry of a download, and the name that its file is to have.
struct Piece {
  fs::path path;
  std::string as;
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
  std::vector<Piece> pieces;
  std::vector<std::string> notes;
  std::string layout;
  bool late = false;
};

std::vector<fs::path> entries_of(const fs::path& folder, std::error_code& error) {
  std::vector<fs::path> entries;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (!is_litter(entry->path().filename().string())) entries.push_back(entry->path());
  std::ranges::sort(entries);
  return entries;
}

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::error_code error;
  auto entries = entries_of(folder, error);
  if (error) throw UsageError(fmt::format("cannot list {}: {}", folder.string(), error.message()));
  return entries;
}

bool is_real_folder(const fs::path& path) {
  std::error_code not_there;
  return fs::is_directory(fs::symlink_status(path, not_there));
}
bool is_real_file(const fs::path& path) {
  std::error_code not_there;
  return fs::is_regular_file(fs::symlink_status(path, not_there));
}

/// NAME of an entry as it may stand in the roster. What has come out of an archive is so already.
std::string legible_name(const std::string& name) { return is_utf8(name) ? name : as_utf8(name); }

/// Lets a file of the machine land. What is no plain file is refused, and a link is not followed.
void take_file(const fs::path& file, const std::string& as, Landing& landing) {
  const auto [source, why_not] = open_plain_file(file);
  if (!source) {
    landing.refuse(as, why_not);
    return;
  }
  if (!landing.begin(as)) return;
  std::array<char, 65536> bytes;
  while (!landing.full()) {
    const auto count = must(read(source.get(), bytes.data(), bytes.size()), file.string());
    if (count == 0) break;
    landing.write({bytes.data(), static_cast<std::size_t>(count)});
  }
  landing.end();
}

std::string words_of_other_id(const std::string& wanted, const std::string& id) {
  return fmt::format("somebody else has the id {}, too; here it is {}", wanted, id);
}

class Submission {
public:
  Submission(const fs::path& folder, Isolation isolation) : isolation_(isolation), landing_(folder, {}) {}

  /// A file, an archive or a folder with either.
  void take(const Piece& piece) {
    if (is_real_folder(piece.path))
      take_folder(piece.path, piece.as);
    else if (is_archive_name(piece.as))
      take_archive(piece);
    else
      take_file(piece.path, piece.as, landing_);
  }

  const Landing& landing() const { return landing_; }
  const std::vector<std::string>& notes() const { return notes_; }

private:
  void take_folder(const fs::path& folder, const std::string& below) {
    std::error_code error;
    const auto entries = entries_of(folder, error);
    if (error == std::errc::permission_denied || error == std::errc::no_such_file_or_directory) {
      landing_.refuse(below.empty() ? "." : below, "it cannot be listed: " + error.message());
      return;
    }
    if (error) throw GraderFault(fmt::format("cannot list {}: {}", folder.string(), error.message()));
    for (const auto& entry : entries) {
      if (landing_.full()) return;
      const auto name = entry.filename().string();
      take({entry, below.empty() ? name : fmt::format("{}/{}", below, name)});
    }
  }

  void take_archive(const Piece& piece) {
    const auto error = unpack(piece.path, isolation_, landing_);
    if (!error.empty()) notes_.push_back(fmt::format("{} cannot be unpacked: {}", quote(piece.as), error));
  }

  Isolation isolation_;
  Landing landing_;
  std::vector<std::string> notes_;
};

class Intaker {
public:
  Intaker(const Lab& lab, const fs::path& run, const fs::path& work, const IntakeOptions& options)
      : lab_(lab), run_(run), work_(work), options_(options) {}

  Intake run() {
    auto& layouts = intake_.layouts;
    for (const auto& source : options_.from) {
      source_ = fs::absolute(source).lexically_normal();
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
      add_by_folders(source);
      return by_folders;
    }
    auto folder = work_ / fmt::format("{}", ++unpacked_) / make_id(without_archive_end(name));
    fs::create_directories(folder);
    Landing landing(folder, download_limits);
    const auto failure = unpack(source, options_.isolation, landing);
    if (!failure.empty()) throw UsageError(fmt::format("{} cannot be unpacked: {}", source.string(), failure));
    if (landing.full()) throw UsageError(fmt::format("{} holds too much: unpack it, and give the folder", source.string()));
    // Many packers put all into one folder more.
    for (auto entries = entries_of(folder);
         entries.size() == 1 && is_real_folder(entries.front()) && !holds_sources(folder) && !are_named_by_layout(entries);
         entries = entries_of(folder))
      folder = entries.front();
    if (holds_sources(folder)) {  // one submission: it comes in as such archives in a folder do
      add_by_folders(source);
      return by_folders;
    }
    for (const auto& [what, why] : landing.refused()) intake_.left_aside.push_back(fmt::format("{}: {}", what, why));
    return gather_folder(folder);
  }

  bool holds_sources(const fs::path& folder) const {
    return std::ranges::all_of(lab_.programs, [&folder](const auto& program) { return is_real_file(folder / (program + ".cpp")); });
  }

  std::string gather_folder(const fs::path& folder) {
    if (holds_sources(folder)) {
      add_by_folders(folder);
      return by_folders;
    }
    const auto entries = entries_of(folder);
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

  const Layout* layout_of(const std::vector<fs::path>& entries) const {
    if (options_.layout == by_folders) return nullptr;
    if (!options_.layout.empty()) return &*std::ranges::find(options_.layouts, options_.layout, &Layout::name);
    std::vector<std::string> names;
    names.reserve(entries.size());
    for (const auto& entry : entries) names.push_back(entry.filename().string());
    return recognise(options_.layouts, names);
  }

  bool are_named_by_layout(const std::vector<fs::path>& entries) const {
    const auto* layout = layout_of(entries);
    return layout != nullptr && std::ranges::any_of(entries, [layout](const auto& entry) {
             return layout->take_apart(entry.filename().string()).has_value();
           });
  }

  void add(const Layout& layout, const fs::path& entry, const std::map<std::string, SubmissionMetadata>& metadata) {
    const auto name = entry.filename().string();
    const auto parts = layout.take_apart(name);
    if (!parts) {
      if (name != metadata_name)
        intake_.left_aside.push_back(fmt::format("{}: it is not named as {} does", quote(name), layout.name()));
      return;
    }
    auto& arrival = arrival_of(parts->id, parts->name, layout.name());
    arrival.late = arrival.late || parts->late;
    if (const auto found = metadata.find(name); found != metadata.end()) {
      arrival.submitters = found->second.submitters;
      arrival.submitted_at = found->second.created_at;
    }
    arrival.pieces.push_back({entry, is_real_folder(entry) ? "" : parts->file.empty() ? name : parts->file});
  }

  /// A folder, an archive or a source file is all that a student has handed in, and named after the student.
  void add_by_folders(const fs::path& entry) {
    const auto name = entry.filename().string();
    const bool folder = is_real_folder(entry);
    const bool archive = !folder && is_archive_name(name);
    const bool source = !folder && entry.extension() == ".cpp" && lab_.programs.size() == 1;
    if (!folder && !archive && !source) {
      intake_.left_aside.push_back(
          fmt::format("{}: neither a folder, nor an archive, nor the source of {}", quote(name), lab_.name));
      return;
    }
    const auto owner = folder ? name : archive ? without_archive_end(name) : entry.stem().string();
    arrival_of(owner, owner, by_folders).pieces.push_back({entry, folder ? "" : name});
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
    Arrival arrival{source_, raw_id, raw_name, wanted, legible_name(raw_name), {}, {}, {}, {}, layout, false};
    for (int again = 2; std::ranges::find(arrivals_, arrival.id, &Arrival::id) != arrivals_.end(); ++again)
      arrival.id = numbered_id(wanted, again);
    if (arrival.id != wanted) arrival.notes.push_back(words_of_other_id(wanted, arrival.id));
    arrivals_.push_back(std::move(arrival));
    return arrivals_.back();
  }

  void store(Arrival& arrival) {
    const auto folder = run_ / "submissions" / arrival.id;
    fs::create_directories(folder);
    Submission submission(folder, options_.isolation);
    for (const auto& piece : arrival.pieces) submission.take(piece);
    const auto found = locate_sources(lab_, submission.landing().files());
    Arrived arrived;
    arrived.notes = arrival.notes;
    arrived.notes.insert(arrived.notes.end(), submission.notes().begin(), submission.notes().end());
    arrived.notes.insert(arrived.notes.end(), found.notes.begin(), found.notes.end());
    arrived.refused = submission.landing().refused();
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
    for (const auto& [name, why] : arrived.refused) entry["refused"].push_back({{"name", name}, {"why", why}});
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
    for (const auto& [name, why] : arrived.refused) out += fmt::format("{:<{}}    refused \"{}\": {}\n", "", width, name, why);
  }
  for (const auto& entry : intake.left_aside) out += fmt::format("left aside: {}\n", entry);
  return out + fmt::format("{} submissions of {}, read as {}\n", intake.arrived.size(), lab.name, fmt::join(intake.layouts, ", "));
}

}  // namespace wirelab::classroom
