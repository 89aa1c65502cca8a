// The floor of each lab: what the exchanges of its checks cost by themselves, one after another, bare (bare.hpp). PROGRAMS is the
// folder with the built reference.
#pragma once

#include <filesystem>
#include <string>

namespace wirelab::bench {

void run_floor_of_lab01(const std::filesystem::path& programs);
void run_floor_of_lab02(const std::filesystem::path& programs);
void run_floor_of_lab03(const std::filesystem::path& programs);
void run_floor_of_lab04(const std::filesystem::path& programs);
/// Without the time-outs that the talker waits for.
void run_floor_of_lab05(const std::filesystem::path& programs);

using Floor = void (*)(const std::filesystem::path& programs);
/// nullptr: nobody has written one for this lab.
Floor floor_of(const std::string& lab);

}  // namespace wirelab::bench
