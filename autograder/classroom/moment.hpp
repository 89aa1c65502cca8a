// Points in time as platforms write them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace wirelab::classroom {

using Moment = std::chrono::sys_seconds;

/// "2026-11-20T23:59:00+01:00" and its kin (RFC 3339: a blank for the T, a fraction, Z, a blank before the offset, no colon or no
/// minutes in it). Nothing when it is none, and when it has no offset: nobody could say then which moment is meant.
std::optional<Moment> parse_moment(std::string_view text);

/// In UTC: "2026-11-20T22:59:00Z".
std::string to_string(Moment moment);

}  // namespace wirelab::classroom
