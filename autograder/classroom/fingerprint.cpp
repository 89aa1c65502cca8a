#include "classroom/fingerprint.hpp"

#include <fcntl.h>
#include <nettle/sha2.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "process/build.hpp"
#include "process/descriptor.hpp"

namespace wirelab::classroom {
namespace {

void update(const std::shared_ptr<void>& state, std::string_view bytes) {
  sha256_update(static_cast<sha256_ctx*>(state.get()), bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

}  // namespace

Fingerprint::Fingerprint() : state_(std::make_shared<sha256_ctx>()) { sha256_init(static_cast<sha256_ctx*>(state_.get())); }

void Fingerprint::add(std::string_view name, std::string_view bytes) {
  update(state_, fmt::format("{}:{}{}:", name.size(), name, bytes.size()));
  update(state_, bytes);
}

void Fingerprint::add_file(std::string_view name, const std::filesystem::path& file) {
  const Descriptor source(open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  Fingerprint content;
  std::array<char, 65536> bytes;
  ssize_t count = -1;
  while (source && (count = read(source.get(), bytes.data(), bytes.size())) != 0) {
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    update(content.state_, {bytes.data(), static_cast<std::size_t>(count)});
  }
  add(name, count == 0 ? content.hex() : "not readable");
}

std::string Fingerprint::hex() const {
  auto copy = *static_cast<const sha256_ctx*>(state_.get());
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&copy, digest.size(), digest.data());
  std::string text;
  for (const auto byte : digest) text += fmt::format("{:02x}", byte);
  return text;
}

std::string fingerprint_of_grader(const Lab& lab, const Places& places) {
  Fingerprint print;
  print.add("wirelab", WIRELAB_VERSION);
  print.add_file("program", "/proc/self/exe");  // flags of the compiler, schedule and diagnosis are in it
  print.add("lab", lab.name);
  print.add_file("lab.toml", places.labs / lab.name / "lab.toml");
  print.add_file("checks", checks_program(places, lab.name));
  print.add_file("shim", find_shim());
  print.add_file("capture", find_capture());
  print.add_file("bugs.toml", places.bugs);
  return print.hex();
}

std::string fingerprint_of_submission(const Lab& lab, const std::filesystem::path& submission) {
  Fingerprint print;
  try {
    for (const auto& source : find_sources(lab, submission)) {
      print.add_file(source.name, source.file);
      // Messages of the compiler name the file; where it lies does not matter.
      if (!std::filesystem::is_directory(submission)) print.add("file", source.file.filename().string());
    }
  } catch (const UsageError&) {
    print.add("nothing to grade", "");
  } catch (const GraderFault&) {
    print.add("not readable", "");  // whoever grades it finds out why
  }
  return print.hex();
}

}  // namespace wirelab::classroom
