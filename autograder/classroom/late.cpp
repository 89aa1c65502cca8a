#include "classroom/late.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "classroom/listed.hpp"
#include "model/fault.hpp"
#include "model/text.hpp"

namespace wirelab::classroom {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const toml::source_region& where, const std::string& complaint) {
  throw UsageError(fmt::format("{}:{}: {}", file.string(), where.begin.line, complaint));
}

double number(const std::filesystem::path& file, const toml::table& table, std::string_view key, double otherwise, double most) {
  const auto* node = table.get(key);
  if (node == nullptr) return otherwise;
  const auto value = node->value<double>();
  if (!value || !(*value >= 0) || *value > most)
    refuse(file, node->source(), fmt::format("'{}' is a number from 0 to {:g}", key, most));
  return *value;
}

Moment moment_from(const toml::date_time& given) {
  const std::chrono::year_month_day date{std::chrono::year{given.date.year}, std::chrono::month{given.date.month},
                                         std::chrono::day{given.date.day}};
  return std::chrono::sys_days{date} + std::chrono::hours{given.time.hour} + std::chrono::minutes{given.time.minute} +
         std::chrono::seconds{given.time.second} - std::chrono::minutes{given.offset->minutes};
}

}  // namespace

LatePolicy read_late_policy(const std::filesystem::path& file) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw UsageError(fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
  }
  for (const auto& [key, node] : table) {
    constexpr std::array<std::string_view, 4> known{"due", "grace_minutes", "per_day", "cap"};
    if (std::ranges::find(known, key.str()) == known.end())
      refuse(file, node.source(), fmt::format("there is no '{}': due, grace_minutes, per_day and cap", key.str()));
  }
  const auto* due = table.get_as<toml::date_time>("due");
  if (due == nullptr || !(*due)->offset)
    refuse(file, table.source(), "'due' is a date and time with an offset: due = 2026-11-20T23:59:00+01:00");
  constexpr double most_minutes = 366 * 24 * 60;
  return {moment_from(**due), std::chrono::minutes{static_cast<long>(number(file, table, "grace_minutes", 0, most_minutes))},
          number(file, table, "per_day", 0, 100), number(file, table, "cap", 100, 100)};
}

void require_moments(const std::vector<Student>& students, const std::filesystem::path& roster) {
  std::vector<std::string> wrong;
  for (const auto& student : students) {
    const auto& text = student.submitted_at;
    if (text.find_first_not_of(" \t") != std::string::npos && !parse_moment(text))
      wrong.push_back(fmt::format("{} ({})", student.id, quote(text)));
  }
  if (!wrong.empty())
    throw UsageError(
        fmt::format("{}: submitted_at cannot be understood for {}; write date, time and offset, as 2026-11-20T23:59:00+01:00, or "
                    "leave it empty",
                    roster.string(), listed(wrong)));
}

double percent_lost(const LatePolicy& policy, Moment submitted) {
  if (submitted <= policy.due + policy.grace) return 0;
  const auto days = std::chrono::ceil<std::chrono::days>(submitted - policy.due).count();
  return std::min(policy.cap, policy.per_day * static_cast<double>(days));
}

double score_after(const LatePolicy& policy, double score, double maximum, std::optional<Moment> submitted) {
  if (!submitted) return score;
  return std::max(0.0, score - maximum * percent_lost(policy, *submitted) / 100);
}

}  // namespace wirelab::classroom
