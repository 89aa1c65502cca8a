#include "confusion.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "paragraph.hpp"

namespace wirelab::corpus {
namespace {

/// Off the diagonal, and so that the eye finds it.
std::string_view mark(Naming naming, bool of_several) {
  switch (naming) {
    case Naming::of_its_class:
      return of_several ? " (some of these)" : " (its class)";
    case Naming::missing:
      return " <- MISSING";
    case Naming::wrong:
      return " <- WRONG";
    case Naming::exact:
    case Naming::rightly_silent:
      break;
  }
  return "";
}

/// With a comma behind each but the last.
void add(std::vector<std::string>& words, const std::string& word) {
  if (!words.empty()) words.back() += ",";
  words.push_back(word);
}

}  // namespace

Told told_of(const Result& result) {
  Told told;
  for (const auto& check : result.checks)
    if (check.diagnosis) told.insert(check.diagnosis->id);
  return told;
}

Naming judge(const Submission& submission, const Told& told) {
  const bool allowed = std::ranges::all_of(told, [&](const std::string& id) { return submission.names.contains(id); });
  if (!allowed) return Naming::wrong;
  if (told.empty()) return submission.names.empty() ? Naming::rightly_silent : Naming::missing;
  const bool exact = submission.bug.empty() ? told == submission.names : told == Told{submission.bug};
  return exact ? Naming::exact : Naming::of_its_class;
}

Confusion::What Confusion::what_is(const Submission& submission) {
  if (submission.bug.starts_with('X')) return {Kind::without_a_name, "none (X)"};
  if (!submission.bug.empty()) return {Kind::bug, submission.bug};
  if (submission.name == "skeleton") return {Kind::skeleton, "none (skeleton)"};
  if (submission.names.empty()) return {Kind::correct, "none (correct)"};
  const auto name = submission.name.substr(submission.name.find('/') + 1);
  return {Kind::several, fmt::format("{} ({})", name.substr(0, name.find('-')), fmt::join(submission.names, " "))};
}

void Confusion::count(const Submission& submission, const Told& told) {
  auto& row = rows_[what_is(submission)];
  row.programs.insert(submission.name);
  auto& cell = row.cells[told];
  cell.naming = judge(submission, told);
  ++cell.count;
}

std::size_t Confusion::total(Naming naming) const {
  std::size_t total = 0;
  for (const auto& [what, row] : rows_)
    for (const auto& [told, cell] : row.cells) total += cell.naming == naming ? cell.count : 0;
  return total;
}

std::size_t Confusion::programs_without_a_name() const {
  const auto row = std::ranges::find(rows_, Kind::without_a_name, [](const auto& entry) { return entry.first.kind; });
  return row == rows_.end() ? 0 : row->second.programs.size();
}

bool Confusion::Row::all_exact() const {
  return std::ranges::all_of(cells, [](const auto& cell) { return cell.second.naming == Naming::exact; });
}

std::string Confusion::paragraph_of_exact() const {
  std::vector<std::string> words;
  for (const auto& [what, row] : rows_)
    if (what.kind == Kind::bug && row.all_exact()) add(words, fmt::format("{} x{}", what.label, row.cells.begin()->second.count));
  return words.empty() ? "" : paragraph(fmt::format("  exactly its id ({}): ", words.size()), words);
}

std::string Confusion::rows_of(std::string_view title, const std::set<Kind>& kinds) const {
  std::string text;
  for (const auto& [what, row] : rows_) {
    if (!kinds.contains(what.kind) || (what.kind == Kind::bug && row.all_exact())) continue;
    std::vector<std::string> words;
    for (const auto& [told, cell] : row.cells)
      add(words, fmt::format("{} x{}{}", told.empty() ? "nothing" : fmt::format("{}", fmt::join(told, "+")), cell.count,
                             mark(cell.naming, what.kind == Kind::several)));
    const auto programs = row.programs.size() > 1 ? fmt::format(", {} programs", row.programs.size()) : "";
    text += paragraph(fmt::format("    {}{}: ", what.label, programs), words);
  }
  return text.empty() ? "" : fmt::format("  {}\n{}", title, text);
}

std::string Confusion::text(const std::vector<BugClass>& classes) const {
  auto text = paragraph_of_exact() + rows_of("anything else:", {Kind::bug}) +
              rows_of("several bugs at once, of which no other may be told:", {Kind::several}) +
              rows_of("nothing may be told:", {Kind::without_a_name, Kind::skeleton, Kind::correct});
  for (const auto& one : classes)
    text += paragraph(fmt::format("  {} {}: ", fmt::join(one.bugs, ", "), one.unnamed ? "get no name" : "cannot be told apart"),
                      words_of(one.why));
  return text;
}

}  // namespace wirelab::corpus
