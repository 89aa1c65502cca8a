#include "classroom/pattern.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <new>

#include <fmt/format.h>

#include "model/fault.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::uint32_t most_steps = 1'000'000;

pcre2_code* code_of(const std::shared_ptr<void>& held) { return static_cast<pcre2_code*>(held.get()); }

PCRE2_SPTR units_of(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

}  // namespace

Pattern::Pattern(const std::string& expression) {
  int error = 0;
  PCRE2_SIZE at = 0;
  auto* code = pcre2_compile(units_of(expression), expression.size(), PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOTALL, &error,
                             &at, nullptr);
  if (code == nullptr) {
    std::array<PCRE2_UCHAR, 256> words{};
    pcre2_get_error_message(error, words.data(), words.size());
    throw UsageError(fmt::format("the pattern '{}' is wrong at character {}: {}", expression, at + 1,
                                 reinterpret_cast<const char*>(words.data())));
  }
  code_ = std::shared_ptr<void>(code, [](void* held) { pcre2_code_free(static_cast<pcre2_code*>(held)); });
}

std::optional<std::map<std::string, std::string>> Pattern::match(std::string_view text) const {
  const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
      pcre2_match_data_create_from_pattern(code_of(code_), nullptr), pcre2_match_data_free);
  const std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context(pcre2_match_context_create(nullptr),
                                                                                          pcre2_match_context_free);
  if (!data || !context) throw std::bad_alloc();
  pcre2_set_match_limit(context.get(), most_steps);
  if (pcre2_match(code_of(code_), units_of(text), text.size(), 0, 0, data.get(), context.get()) < 0) return std::nullopt;

  std::uint32_t count = 0;
  std::uint32_t entry_size = 0;
  PCRE2_SPTR entry = nullptr;
  pcre2_pattern_info(code_of(code_), PCRE2_INFO_NAMECOUNT, &count);
  pcre2_pattern_info(code_of(code_), PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
  pcre2_pattern_info(code_of(code_), PCRE2_INFO_NAMETABLE, &entry);
  const auto* ends = pcre2_get_ovector_pointer(data.get());
  std::map<std::string, std::string> groups;
  for (std::uint32_t at = 0; at < count; ++at, entry += entry_size) {
    const auto number = static_cast<std::size_t>(entry[0] << 8 | entry[1]);  // pcre2api(3), "Information about a compiled pattern"
    const auto begin = ends[2 * number];
    const auto end = ends[2 * number + 1];
    groups[reinterpret_cast<const char*>(entry + 2)] =
        begin == PCRE2_UNSET ? std::string() : std::string(text.substr(begin, end - begin));
  }
  return groups;
}

}  // namespace wirelab::classroom
