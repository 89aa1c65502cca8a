#include "classroom/run_folder.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <limits>

#include "classroom/whole_run.hpp"
#include "model/fault.hpp"
#include "report/whole_file.hpp"

namespace wirelab::classroom {

RunSettings RunFolder::read_settings() const {
  const auto file = settings();
  if (!exists()) throw UsageError(fmt::format("{} is no run: make one with 'wirelab class init'", folder_.string()));
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw UsageError(fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
  }
  const auto lab = table["lab"].value<std::string>();
  const auto seed = table["seed"].value<std::int64_t>();
  const bool has_scale = !table.contains("time_scale") || table["time_scale"].is_number();
  const auto time_scale = table["time_scale"].value_or(1.0);
  if (!has_scale || !lab || !seed || *seed < 0 || *seed > std::numeric_limits<std::uint32_t>::max() ||
      !(time_scale >= 0.1 && time_scale <= 100))
    throw UsageError(
        fmt::format("{}: 'lab' is a name, 'seed' a number below 2^32, 'time_scale' one from 0.1 to 100", file.string()));
  must_be_whole(*this);
  return {*lab, static_cast<std::uint32_t>(*seed), time_scale, table["wirelab"].value_or(std::string())};
}

void RunFolder::write_settings(const RunSettings& given) const {
  write_whole_file(settings(), fmt::format("# Of this class: every submission is graded with this seed.\nlab = \"{}\"\nseed = {}\n"
                                           "time_scale = {:.3f}\nwirelab = \"{}\"\n",
                                           given.lab, given.seed, given.time_scale, given.wirelab));
}

}  // namespace wirelab::classroom
