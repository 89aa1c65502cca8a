#include "floors.hpp"

#include <map>

namespace wirelab::bench {

Floor floor_of(const std::string& lab) {
  static const std::map<std::string, Floor> floors{{"lab01-addresses", run_floor_of_lab01},
                                                   {"lab02-tcp-client", run_floor_of_lab02},
                                                   {"lab03-iterative-server", run_floor_of_lab03},
                                                   {"lab04-forking-server", run_floor_of_lab04},
                                                   {"lab05-udp", run_floor_of_lab05}};
  const auto found = floors.find(lab);
  return found == floors.end() ? nullptr : found->second;
}

}  // namespace wirelab::bench
