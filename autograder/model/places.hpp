// Where wirelab's own files are: beside the running program, whether that is a build folder or an installation.
#pragma once

#include <filesystem>

namespace wirelab {

struct Places {
  std::filesystem::path labs;       ///< one folder a lab
  std::filesystem::path own;        ///< where the user's own work is, likewise
  std::filesystem::path solutions;  ///< the references; need not be there
  std::filesystem::path checks;     ///< one program a lab
  std::filesystem::path bugs;       ///< the texts about bugs
  std::filesystem::path handouts;   ///< what students read; need not be there
  std::filesystem::path starter;    ///< what `wirelab package` puts around the labs
};

/// Throws GraderFault when there are no labs to be found.
Places find_places();

/// The program with the checks of this lab: lab03-iterative-server -> CHECKS/lab03_iterative_server.
std::filesystem::path checks_program(const Places& places, const std::string& lab);

/// The library that is loaded before a program when a check asks for it; it need not be there.
std::filesystem::path find_shim();

/// The library that captures packets, loaded when somebody wants them.
std::filesystem::path find_capture();

}  // namespace wirelab
