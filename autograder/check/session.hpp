// What a check is told from outside: what to run, and how.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "process/isolation.hpp"

namespace wirelab::check {

struct Session {
  Isolation isolation = Isolation::namespaces;
  std::filesystem::path folder;       ///< where the built programs are
  std::vector<std::string> programs;  ///< their names, as lab.toml has them; the first is the server, where there is one
  std::filesystem::path capture;      ///< the library for wire/packet_capture.hpp; empty: beside this program
  std::filesystem::path shim;         ///< the library for check/shim.hpp; empty: beside this program
  std::uint32_t seed = 1;
  double time_scale = 1;       ///< stretches every bound on time
  std::filesystem::path pcap;  ///< where each check leaves its packets, R10.SecondClientWaits.pcap; empty: nowhere
  bool second_look = false;    ///< this check has failed once: what the program calls is logged, and more is tried at the end
};

void to_json(nlohmann::json& json, const Session& session);
void from_json(const nlohmann::json& json, Session& session);

}  // namespace wirelab::check
