// Regular expressions with named groups, (?P<name>...), as PCRE2 has them.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace wirelab::classroom {

class Pattern {
public:
  /// Throws UsageError with the place of the mistake.
  explicit Pattern(const std::string& expression);

  /// The named groups, when the whole of TEXT matches. A group that took no part is empty. Nothing, too, when trying takes too
  /// long.
  std::optional<std::map<std::string, std::string>> match(std::string_view text) const;

private:
  std::shared_ptr<void> code_;
};

}  // namespace wirelab::classroom
