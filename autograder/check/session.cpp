#include "check/session.hpp"

namespace wirelab::check {

void to_json(nlohmann::json& json, const Session& session) {
  json = {{"isolation", to_string(session.isolation)},
          {"folder", session.folder.string()},
          {"programs", session.programs},
          {"capture", session.capture.string()},
          {"shim", session.shim.string()},
          {"seed", session.seed},
          {"pcap", session.pcap.string()},
          {"time_scale", session.time_scale}};
}

void from_json(const nlohmann::json& json, Session& session) {
  session.isolation = isolation_from(json.at("isolation").get<std::string>());
  session.folder = json.at("folder").get<std::string>();
  json.at("programs").get_to(session.programs);
  session.capture = json.value("capture", "");
  session.shim = json.value("shim", "");
  json.at("seed").get_to(session.seed);
  session.pcap = json.value("pcap", std::string());
  json.at("time_scale").get_to(session.time_scale);
}

}  // namespace wirelab::check
