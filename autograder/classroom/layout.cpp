#include "classroom/layout.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

/// NAME_USER_ATTACHMENT_FILE, with LATE after the name, which may have underscores of its own; in an anonymous assignment
/// anon_ and five letters in place of name and user, and LATE before them; what was typed into Canvas is USER_text.html or
/// USER_link.html, without an attachment (lib/content_zipper.rb of Canvas). Who hands in a file of the same name again gets -1,
/// -2, ... before the extension. The first numbers decide: what follows is the student's own choice.
constexpr auto canvas = R"((?|(?P<name>)(?P<late>LATE_)?(?P<id>anon_[A-Za-z0-9]{5})|(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+)))"
                        R"(_(?:(?P<attachment>\d+)_|(?=(?:text|link)\.html\z)))"
                        R"((?P<file>.+?)(?:-(?P<attempt>\d+))?(?P<extension>(?:\.tar)?\.[A-Za-z0-9]+)?)";
/// "Full Name_PARTICIPANT_assignsubmission_file_", a folder, or with the name of the file after it.
/// The first number decides: what follows in a name without folders is the student's own choice.
constexpr auto moodle = R"((?P<name>.+?)_(?P<id>\d+)_assignsubmission_file_?(?P<file>.*))";
/// Beside the files of a student there may be what was typed into Moodle: it says nothing against this layout.
constexpr std::string_view moodle_text = "_assignsubmission_onlinetext_";
constexpr auto gradescope = R"(submission_(?P<id>\d+))";

/// DIGITS, so that longer is larger.
std::string_view significant(std::string_view digits) {
  const auto first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view() : digits.substr(first);
}

/// Numbers of any length, as (length, digits).
std::pair<std::size_t, std::string_view> order_of(const std::string& digits) {
  const auto number = significant(digits);
  return {number.size(), number};
}

}  // namespace

bool have_no_order(const EntryName& one, const EntryName& other) {
  return order_of(one.attachment) == order_of(other.attachment) && order_of(one.attempt) == order_of(other.attempt);
}

// The attachment comes first: Canvas counts attachments on with every file that anybody uploads, but begins attempts anew when the
// student has taken the older file away.
bool is_newer(const EntryName& one, const EntryName& other) {
  return std::pair(order_of(one.attachment), order_of(one.attempt)) >
         std::pair(order_of(other.attachment), order_of(other.attempt));
}

Layout::Layout(std::string name, const std::string& entry, bool files) : name_(std::move(name)), pattern_(entry), files_(files) {
  if (entry.find("(?P<id>") == std::string::npos && entry.find("(?<id>") == std::string::npos)
    throw UsageError(fmt::format("the pattern of layout '{}' has no group (?P<id>...)", name_));
}

std::optional<EntryName> Layout::take_apart(const std::string& entry) const {
  const auto groups = pattern_.match(entry);
  if (!groups) return std::nullopt;
  const auto group = [&groups](const char* name) {
    const auto found = groups->find(name);
    return found == groups->end() ? std::string() : found->second;
  };
  return EntryName{group("id"),         group("name"),   group("file") + group("extension"), !group("late").empty(),
                   group("attachment"), group("attempt")};
}

bool Layout::may_have(const EntryKind& entry) const { return !(files_ && entry.folder) && take_apart(entry.name).has_value(); }

std::vector<Layout> usual_layouts() { return {{"moodle", moodle}, {"gradescope", gradescope}, {"canvas", canvas, true}}; }

std::vector<Layout> read_layouts(const std::filesystem::path& file) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw UsageError(fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
  }
  std::vector<Layout> layouts;
  const auto* entries = table["layout"].as_array();
  if (entries == nullptr) throw UsageError(fmt::format("{}: there is no [[layout]]", file.string()));
  for (const auto& entry : *entries) {
    const auto* own = entry.as_table();
    const auto name = own == nullptr ? std::nullopt : (*own)["name"].value<std::string>();
    const auto pattern = own == nullptr ? std::nullopt : (*own)["entry"].value<std::string>();
    if (!name || !pattern)
      throw UsageError(fmt::format("{}:{}: a layout has a 'name' and an 'entry'", file.string(), entry.source().begin.line));
    layouts.emplace_back(*name, *pattern);
  }
  for (auto& usual : usual_layouts())
    if (std::ranges::find(layouts, usual.name(), &Layout::name) == layouts.end()) layouts.push_back(std::move(usual));
  return layouts;
}

const Layout* recognise(const std::vector<Layout>& layouts, const std::vector<EntryKind>& entries) {
  const Layout* best = nullptr;
  std::ptrdiff_t most = 0;
  for (const auto& layout : layouts) {
    const auto count = std::ranges::count_if(entries, [&layout](const auto& entry) { return layout.may_have(entry); });
    if (count > most) {
      best = &layout;
      most = count;
    }
  }
  const auto others =
      std::ranges::count_if(entries, [](const auto& entry) { return entry.name.find(moodle_text) == std::string::npos; }) - most;
  return most >= others ? best : nullptr;
}

}  // namespace wirelab::classroom
