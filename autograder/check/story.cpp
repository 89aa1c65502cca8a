#include "check/story.hpp"

#include <algorithm>
#include <span>

namespace wirelab::check {
namespace {

constexpr std::size_t shown_steps = 8;

}  // namespace

void Story::tell(std::string_view actor, std::string words) { steps_.push_back({std::string(actor), std::move(words)}); }

void Story::answered(std::string_view actor) {
  const auto sent = std::find_if(steps_.rbegin(), steps_.rend(),
                                 [actor](const Step& step) { return step.actor == actor && step.words.starts_with("sent"); });
  if (sent != steps_.rend() && !sent->words.ends_with("(answered)")) sent->words += " (answered)";
}

void Story::rename(std::string_view actor, std::string_view name) {
  for (auto& step : steps_)
    if (step.actor == actor) step.actor = name;
}

std::string Story::did() const {
  const auto first = steps_.size() - std::min(shown_steps, steps_.size());
  std::string text = first > 0 ? "... " : "";
  const Step* before = nullptr;
  for (const auto& step : std::span(steps_).subspan(first)) {
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
