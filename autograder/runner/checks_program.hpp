// The running checks program of a lab, as the runner talks to it (the other side is check/serve.hpp).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "process/descriptor.hpp"

namespace wirelab {

class ChecksProgram {
public:
  /// Starts PROGRAM with these settings and waits until it says which checks it has. Throws GraderFault.
  ChecksProgram(const std::filesystem::path& program, const nlohmann::json& session);
  ChecksProgram(const ChecksProgram&) = delete;
  ChecksProgram& operator=(const ChecksProgram&) = delete;
  ~ChecksProgram();

  /// "R01.ListensOnEveryAddress", ... in the order of the file.
  const std::vector<std::string>& checks() const { return checks_; }
  /// Asks for one check; several may run at once. A second look takes longer and sees more.
  void ask(const std::string& check, bool second_look = false);
  /// The next answer, waiting for it. No value: the program has died.
  std::optional<nlohmann::json> answer();

private:
  void tell(const nlohmann::json& request);
  std::optional<nlohmann::json> next_line();

  Descriptor socket_;
  pid_t process_ = 0;
  std::string received_;
  std::vector<std::string> checks_;
};

}  // namespace wirelab
