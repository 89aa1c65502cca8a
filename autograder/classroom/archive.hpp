// Archives, unpacked in a box: the program that reads them (unpack/) can harm nobody but itself, writes no file, and only tells
// what it has found. What comes of that is decided by a Landing.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "classroom/landing.hpp"
#include "process/isolation.hpp"

namespace wirelab::classroom {

/// By its name: .zip, .tar, .tar.gz, .tgz, ...
bool is_archive_name(std::string_view name);
/// NAME without such an end.
std::string without_archive_end(std::string_view name);

/// Before the first archive, in a process with one thread: builds the root of all its boxes once. Throws GraderFault.
void prepare_to_unpack(Isolation isolation);

/// Lets the files of ARCHIVE land. Gives why it could not be read to its end, empty when it could; what had come until then stays.
/// Throws GraderFault when the machine fails.
std::string unpack(const std::filesystem::path& archive, Isolation isolation, Landing& landing);

}  // namespace wirelab::classroom
