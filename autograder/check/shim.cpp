#include "check/shim.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "check/judge.hpp"
#include "model/fault.hpp"
#include "model/places.hpp"

namespace wirelab::check {
namespace {

/// The runner knows where it is; a program that is started by hand looks beside itself.
std::filesystem::path shim_library() {
  const auto& told = current_session().shim;
  return told.empty() ? find_shim() : told;
}

}  // namespace

Shim with_short_sends(std::size_t bytes) { return {fmt::format("short_sends={}", bytes)}; }

Shim with_short_receives(std::size_t bytes) { return {fmt::format("short_receives={}", bytes)}; }

Shim with_interrupts() { return {"interrupts=1"}; }

Shim with_fork_failing_after(std::size_t count) { return {fmt::format("forks={}", count)}; }

Shim operator+(const Shim& one, const Shim& other) {
  return {one.settings + (one.settings.empty() || other.settings.empty() ? "" : ",") + other.settings};
}

void log_calls(Launch& launch) {
  if (launch.isolation != Isolation::namespaces) return;
  launch.preload = shim_library();
  if (!std::filesystem::exists(launch.preload)) throw GraderFault("there is no " + launch.preload.string());
  constexpr std::string_view name = "WIRELAB_SHIM=";
  const auto settings = std::ranges::find_if(launch.environment, [](const std::string& entry) { return entry.starts_with(name); });
  if (settings == launch.environment.end())
    launch.environment.push_back("WIRELAB_SHIM=log=1");
  else
    *settings += ",log=1";
  launch.environment.emplace_back("WIRELAB_CALLS=/box/calls");
}

StartOptions with_shim(const Shim& shim, StartOptions options) {
  if (shim.settings.empty()) return options;
  options.preload = shim_library();
  if (!std::filesystem::exists(options.preload)) throw GraderFault("there is no " + options.preload.string());
  options.environment.push_back("WIRELAB_SHIM=" + shim.settings);
  return options;
}

}  // namespace wirelab::check
