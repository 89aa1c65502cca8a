// Whether something is still the same: SHA-256 (FIPS 180-4) over named pieces.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "model/lab.hpp"
#include "model/places.hpp"

namespace wirelab::classroom {

class Fingerprint {
public:
  Fingerprint();
  /// No two different sequences of pieces give the same input: names and lengths go in, too.
  void add(std::string_view name, std::string_view bytes);
  /// The content of FILE, a piece by that name; one that is not there is another piece.
  void add_file(std::string_view name, const std::filesystem::path& file);
  std::string hex() const;

private:
  std::shared_ptr<void> state_;
};

/// Everything that a verdict depends on beside the submission: lab.toml, the checks program, what it loads, the texts about bugs,
/// wirelab itself.
std::string fingerprint_of_grader(const Lab& lab, const Places& places);

/// The sources that LAB asks for, as they lie in SUBMISSION; of one that has not got them, that.
std::string fingerprint_of_submission(const Lab& lab, const std::filesystem::path& submission);

}  // namespace wirelab::classroom
