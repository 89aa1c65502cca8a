// Other names for students, which only who has the key can take back.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace wirelab::classroom {

class Pseudonyms {
public:
  /// With the secret in KEY_FILE; a new one where there is no such file yet. Throws UsageError when the file is none of ours.
  explicit Pseudonyms(const std::filesystem::path& key_file);

  /// "s" and 12 hexadecimal digits of HMAC-SHA-256 (RFC 2104): the same for the same id and secret, in every run.
  std::string of(const std::string& id);
  /// Writes the secret and who is who. A new file only its owner can read.
  void keep() const;

private:
  std::filesystem::path file_;
  std::string secret_;
  std::map<std::string, std::string> students_;  ///< pseudonym to id
};

}  // namespace wirelab::classroom
