// What the grader did, in words: `client 1 sent "abc" (answered), then FIN; client 2 connected`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wirelab::check {

class Story {
public:
  /// ACTOR ("client 1", "your server") did or underwent what WORDS say.
  void tell(std::string_view actor, std::string words);
  /// The last thing that ACTOR sent was answered as it should be.
  void answered(std::string_view actor);
  /// From now on ACTOR is called NAME, in what was told too.
  void rename(std::string_view actor, std::string_view name);
  /// The end of the story: the last few things done, in their order.
  std::string did() const;

private:
  struct Step {
    std::string actor;
    std::string words;
  };
  std::vector<Step> steps_;
};

}  // namespace wirelab::check
