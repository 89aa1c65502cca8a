#include "classroom/moment.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "classroom/pattern.hpp"

namespace wirelab::classroom {

std::optional<Moment> parse_moment(std::string_view text) {
  static const Pattern pattern(
      R"(\s*(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T ](?P<hour>\d\d):(?P<minute>\d\d)(:(?P<second>\d\d)([.,]\d+)?)?)"
      R"(\s*(?P<offset>Z|UTC|(?P<sign>[+-])(?P<hours>\d\d)(:?(?P<minutes>\d\d))?)\s*)");
  const auto groups = pattern.match(text);
  if (!groups) return std::nullopt;
  const auto number = [&groups](const char* name) { return std::atoi(groups->at(name).c_str()); };
  const std::chrono::year_month_day date{std::chrono::year{number("year")},
                                         std::chrono::month{static_cast<unsigned>(number("month"))},
                                         std::chrono::day{static_cast<unsigned>(number("day"))}};
  if (!date.ok() || number("hour") > 23 || number("minute") > 59 || number("second") > 60 || number("hours") > 23 ||
      number("minutes") > 59)
    return std::nullopt;
  const auto local = std::chrono::sys_days{date} + std::chrono::hours{number("hour")} + std::chrono::minutes{number("minute")} +
                     std::chrono::seconds{number("second")};
  const auto offset = std::chrono::hours{number("hours")} + std::chrono::minutes{number("minutes")};
  return groups->at("sign") == "-" ? local + offset : local - offset;
}

std::string to_string(Moment moment) {
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{moment - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace wirelab::classroom
