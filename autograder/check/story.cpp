#include "check/story.hpp"

#include <algorithm>
#include <ranges>

namespace wirelab::check {
namespace {

constexpr std::size_t shown_steps = 8;

}  // namespace

void Story::tell(std::string_view actor, std::string words) { steps_.push_back({std::string(actor), std::move(words)}); }

void Story::answered(std::string_view actor) {
  for (auto& step : std::views::reverse(steps_)) {
    if (step.actor != actor || !step.words.starts_with("sent")) continue;
    if (!step.words.ends_with("(answered)")) step.words += " (answered)";
    return;
  }
}

void Story::rename(std::string_view actor, std::string_view name) {
  for (auto& step : steps_)
    if (step.actor == actor) step.actor = name;
}

std::string Story::did() const {
  const auto first = steps_.size() - std::min(shown_steps, steps_.size());
  std::string text = first > 0 ? "... " : "";
  const Step* before = nullptr;
  for (const auto& step : steps_ | std::views::drop(first)) {
    if (before == nullptr)
      text += step.actor + " " + step.words;
    else if (before->actor == step.actor)
      text += ", " + step.words;
    else
      text += "; " + step.actor + " " + step.words;
    before = &step;
  }
  return text;
}

}  // namespace wirelab::check
