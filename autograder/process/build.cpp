#include "process/build.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/fault.hpp"
#include "model/text.hpp"
#include "process/poll_step.hpp"
#include "process/program.hpp"

namespace wirelab {
namespace {

constexpr off_t largest_source = 1 << 20;
constexpr std::size_t shown_diagnostics = 48 << 10;
constexpr auto compiler = "/usr/bin/g++";

/// The flags of the handouts, so that a student sees at home what is seen here; and a bound on the number of messages.
const std::vector<std::string> flags{"-std=c++17", "-O1", "-g", "-Wall", "-Wextra", "-pthread", "-fmax-errors=20"};

/// The content of FILE: no link is followed in its last step, nothing but a plain file is read.
std::string read_source(const std::filesystem::path& file) {
  const Descriptor source(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  if (!source || fstat(source.get(), &status) != 0)
    throw UsageError(fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)));
  if (!S_ISREG(status.st_mode)) throw UsageError(fmt::format("{} is not a plain file", file.string()));
  if (status.st_size > largest_source)
    throw UsageError(fmt::format("{} is larger than {} bytes", file.string(), with_commas(largest_source)));
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  const auto count = must(pread(source.get(), text.data(), text.size(), 0), file.string());
  text.resize(static_cast<std::size_t>(count));
  return text;
}

void write_all(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  const auto file = must_open(open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode), path.string());
  while (!bytes.empty()) {
    const auto count = must(write(file.get(), bytes.data(), bytes.size()), path.string());
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  must(fchmod(file.get(), mode), path.string());
}

/// What the compiler left in its box, as bytes. It must be a plain file.
std::string take_product(const Descriptor& folder, const std::string& name) {
  const auto file =
      must_open(openat(folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), "the built program");
  struct stat status {};
  must(fstat(file.get(), &status), "the built program");
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto count =
        must(pread(file.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(done)), "the built program");
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

/// Waits for the compiler's end. Its processor time is limited, so it does end; the bound on the clock is for a machine
/// that gives it none.
int wait_for_end(Program& program) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(120);
  std::vector<pollfd> watched;
  while (true) {
    program.pump();
    if (program.wait_status()) return *program.wait_status();
    if (std::chrono::steady_clock::now() > give_up)
      throw GraderFault("the compiler did not end within two minutes (is the machine overloaded?)");
    watched.clear();
    program.watch(watched);
    poll_step(watched, longest_poll_step);
  }
}

struct Compilation {
  bool ok = false;
  std::string diagnostics;
};

Compilation compile(const Source& source, Isolation isolation, const std::filesystem::path& destination) {
  const auto sources = destination / ("source-" + source.program);
  std::filesystem::create_directory(sources);
  std::filesystem::permissions(sources, std::filesystem::perms::owner_all | std::filesystem::perms::group_exec |
                                            std::filesystem::perms::group_read | std::filesystem::perms::others_exec |
                                            std::filesystem::perms::others_read);
  const auto name = source.program + ".cpp";
  write_all(sources / name, read_source(source.file), 0644);

  const bool boxed = isolation == Isolation::namespaces;
  const auto product = (boxed ? std::filesystem::path("/box") : sources) / source.program;
  Launch launch;
  launch.isolation = isolation;
  launch.folder = sources;
  launch.executable = compiler;
  launch.arguments = flags;
  // Messages name the file as the student does.
  const auto inside = (boxed ? "/program/" : sources.string() + "/");
  launch.arguments.push_back(fmt::format("-ffile-prefix-map={}=", inside));
  launch.arguments.insert(launch.arguments.end(), {"-o", product.string(), inside + name});
  launch.limits.memory_bytes = rlim_t{2} << 30;
  launch.limits.file_bytes = 64 << 20;
  launch.limits.descriptors = 256;
  launch.limits.box_size = "256m";
  launch.no_network = true;
  Program program(launch);
  const int status = wait_for_end(program);
  if (program.exec_error())
    throw GraderFault(fmt::format("cannot run {}: {} (apt-get install g++)", compiler, std::strerror(*program.exec_error())));

  Compilation result;
  auto words = program.standard_error().head().substr(0, shown_diagnostics);
  for (auto at = words.find(inside); at != std::string::npos; at = words.find(inside, at)) words.erase(at, inside.size());
  result.diagnostics = printable(words);
  if (program.standard_error().total() > words.size() && !program.standard_error().complete())
    result.diagnostics += "... (the rest is left out)\n";
  result.ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  if (!result.ok && result.diagnostics.empty())
    result.diagnostics = fmt::format("{}: the compiler ended with {}\n", name, describe_wait_status(status));
  if (result.ok) {
    const auto bytes = boxed ? take_product(program.box().writable_folder(), source.program)
                             : take_product(must_open(open(sources.c_str(), O_PATH | O_CLOEXEC), sources.string()), source.program);
    write_all(programs_folder(destination) / source.program, bytes, 0755);
  }
  return result;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  const char* base = std::getenv("TMPDIR");
  std::string pattern = fmt::format("{}/wirelab-XXXXXX", base != nullptr && *base != '\0' ? base : "/tmp");
  if (mkdtemp(pattern.data()) == nullptr) fail_with_errno(fmt::format("make a folder {}", pattern));
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<Source> find_sources(const Lab& lab, const std::filesystem::path& submission) {
  namespace fs = std::filesystem;
  std::error_code error;
  const auto status = fs::status(submission, error);
  if (!fs::exists(status)) throw UsageError(fmt::format("there is no {}", submission.string()));
  if (fs::is_regular_file(status)) {
    if (lab.programs.size() != 1)
      throw UsageError(fmt::format("{} has {} programs ({}): name the folder that holds them", lab.name, lab.programs.size(),
                                   fmt::join(lab.programs, ", ")));
    return {{lab.programs.front(), submission}};
  }
  if (!fs::is_directory(status)) throw UsageError(fmt::format("{} is neither a folder nor a source file", submission.string()));
  std::vector<Source> sources;
  for (const auto& program : lab.programs) {
    const auto file = submission / (program + ".cpp");
    if (!fs::exists(file, error)) throw UsageError(fmt::format("there is no {}.cpp in {}", program, submission.string()));
    sources.push_back({program, file});
  }
  return sources;
}

Build build_programs(const std::vector<Source>& sources, Isolation isolation, const std::filesystem::path& destination) {
  const auto programs = programs_folder(destination);
  std::filesystem::create_directory(programs);
  std::filesystem::permissions(programs, std::filesystem::perms(0755));
  Build build;
  build.ok = true;
  for (const auto& source : sources) {
    const auto compilation = compile(source, isolation, destination);
    if (!build.command.empty()) build.command += " && ";
    build.command += fmt::format("g++ {} -o {} {}.cpp", fmt::join(flags, " "), source.program, source.program);
    build.diagnostics += compilation.diagnostics;
    build.ok = build.ok && compilation.ok;
  }
  return build;
}

}  // namespace wirelab
