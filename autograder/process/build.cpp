#include "process/build.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <list>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/fault.hpp"
#include "model/text.hpp"
#include "process/look.hpp"
#include "process/plain_file.hpp"
#include "process/poll_step.hpp"
#include "process/program.hpp"
#include "process/ticker.hpp"

namespace wirelab {
namespace {

constexpr off_t largest_source = 1 << 20;
constexpr std::size_t shown_diagnostics = 48 << 10;
constexpr auto compiler = "/usr/bin/g++";

/// The flags of the handouts, so that a student sees at home what is seen here; and a bound on the number of messages.
const std::vector<std::string> flags{"-std=c++17", "-O1", "-g", "-Wall", "-Wextra", "-pthread", "-fmax-errors=20"};
/// Nobody looks into the program with a debugger here. It is the same without what is noted for one, which takes an eighth of the
/// time of all (gcc(1), -fcompare-debug: the code must not differ).
constexpr auto without_notes_for_a_debugger = "-g0";

/// As std::filesystem::status, which follows links.
std::filesystem::file_status status_of(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (error && !is_about_the_file(error.value())) throw GraderFault(fmt::format("{}: {}", path.string(), error.message()));
  return status;
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

constexpr std::chrono::minutes longest_without_processor{2};

/// One run of the compiler, in its box.
class Compilation {
public:
  /// Starts it.
  Compilation(const Source& source, Isolation isolation, const std::filesystem::path& destination);

  Program& program() { return program_; }
  /// Looks at its threads, once a second at most.
  void look();
  /// When it was last seen to have got a processor since the look before; at first, when it was started.
  std::chrono::steady_clock::time_point ran_at() const { return ran_at_; }
  /// As of the last look. Nothing comes to a compiler from outside: it has neither input nor a network. When all its threads sleep,
  /// and none has run for a second, it waits for itself (a source can include the pipe of its own messages), and for ever.
  bool waits_for_itself() const { return waits_for_itself_; }
  /// Ends one that does; the build has failed.
  void give_up();
  /// Once it has ended: adds what it said to BUILD, and puts the program into its place.
  void finish(Build& build);

private:
  std::string diagnostics() const;

  Source source_;
  bool boxed_;
  std::filesystem::path destination_;
  std::filesystem::path folder_;  ///< where the source is copied to
  std::string inside_;            ///< the same, as the compiler sees it
  Program program_;
  std::optional<Look> last_look_;
  std::chrono::steady_clock::time_point looked_at_;
  std::chrono::steady_clock::time_point ran_at_ = std::chrono::steady_clock::now();
  bool waits_for_itself_ = false;
  bool given_up_ = false;
};

/// The source under the name that the lab gives it, in a folder of its own, which becomes /program of the box.
std::filesystem::path copy_source(const Source& source, Isolation isolation, const std::filesystem::path& destination) {
  auto folder = destination / ("source-" + source.program);
  std::filesystem::create_directory(folder);
  std::filesystem::permissions(folder, std::filesystem::perms(0755));
  write_all(folder / source.name, read_source(source.file), 0644);
  if (isolation == Isolation::uid) open_to_programs(folder, true);
  return folder;
}

Launch launch_of(const Source& source, Isolation isolation, const std::filesystem::path& folder, const std::string& inside) {
  Launch launch;
  launch.isolation = isolation;
  launch.folder = folder;
  launch.executable = compiler;
  launch.arguments = flags;
  launch.arguments.push_back(without_notes_for_a_debugger);
  launch.arguments.insert(launch.arguments.end(), source.flags.begin(), source.flags.end());
  const auto product = (isolation == Isolation::namespaces ? std::filesystem::path("/box") : folder) / source.program;
  // Messages name the file as the student does.
  launch.arguments.push_back(fmt::format("-ffile-prefix-map={}=", inside));
  launch.arguments.insert(launch.arguments.end(), {"-o", product.string(), inside + source.name});
  launch.limits.memory_bytes = rlim_t{2} << 30;
  launch.limits.file_bytes = 64 << 20;
  launch.limits.descriptors = 256;
  launch.limits.box_size = "256m";
  launch.no_network = true;
  launch.writes_there = true;
  return launch;
}

Compilation::Compilation(const Source& source, Isolation isolation, const std::filesystem::path& destination)
    : source_(source),
      boxed_(isolation == Isolation::namespaces),
      destination_(destination),
      folder_(copy_source(source, isolation, destination)),
      inside_(boxed_ ? "/program/" : folder_.string() + "/"),
      program_(launch_of(source, isolation, folder_, inside_)) {}

void Compilation::look() {
  const auto now = std::chrono::steady_clock::now();
  constexpr std::chrono::seconds between_looks{1};
  if (last_look_ && now - looked_at_ < between_looks) return;
  const auto look = look_at(program_.view());
  const bool all_asleep = !look.vanished && !look.tasks.empty() &&
                          std::ranges::all_of(look.tasks, [](const Task& task) { return task.state == 'S' && task.call; });
  waits_for_itself_ = all_asleep && last_look_ &&
                      std::ranges::equal(look.tasks, last_look_->tasks,
                                         [](const Task& one, const Task& other) { return one.unmoved_since(other); });
  // (It falls when one of the compiler's processes has ended.)
  if (!last_look_ || look.processor_time() != last_look_->processor_time()) ran_at_ = now;
  last_look_ = look;
  looked_at_ = now;
}

void Compilation::give_up() {
  given_up_ = true;
  program_.destroy();
}

std::string Compilation::diagnostics() const {
  const auto& output = program_.standard_error();
  auto words = output.head().substr(0, shown_diagnostics);
  const bool whole = output.total() == words.size();
  for (auto at = words.find(inside_); at != std::string::npos; at = words.find(inside_, at)) words.erase(at, inside_.size());
  return printable(words) + (whole ? "" : "... (the rest is left out)\n");
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

void Compilation::finish(Build& build) {
  if (program_.exec_error())
    throw GraderFault(fmt::format("cannot run {}: {} (apt-get install g++)", compiler, std::strerror(*program_.exec_error())));
  const int status = *program_.wait_status();
  const bool ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  const bool only_the_second_failed = !ok && source_.second_build && build.ok;
  // The driver says so before any source is read.
  if (only_the_second_failed && diagnostics().starts_with("g++: error: unrecognized command-line option"))
    throw GraderFault(fmt::format("g++ of this machine does not know {}, which {} needs; install a newer one (lab 01: g++ 12): {}",
                                  fmt::join(source_.flags, " "), source_.program, first_line(diagnostics())));
  if (!ok) build.ok = false;
  if (!source_.second_build) {
    if (!build.command.empty()) build.command += " && ";
    build.command += fmt::format("g++ {} -o {} {}", fmt::join(flags, " "), source_.program, source_.name);
    build.diagnostics += diagnostics();
  }
  if (given_up_) build.diagnostics += fmt::format("{}: the compiler waits for input that never comes\n", source_.name);
  if (only_the_second_failed || (!ok && build.diagnostics.empty()))
    build.diagnostics +=
        fmt::format("{}: the compiler ended with {}\n", source_.name, describe_wait_status(status)) + diagnostics();
  if (!ok) return;
  const auto bytes = boxed_ ? take_product(program_.box().writable_folder(), source_.program)
                            : take_product(must_open(open(folder_.c_str(), O_PATH | O_CLOEXEC), folder_.string()), source_.program);
  write_all(programs_folder(destination_) / source_.program, bytes, 0755);
}

/// Waits until all have ended. Their processor time is limited, so they do end, however many others are graded beside them; the
/// bound on the clock is for a machine that gives them none.
void wait_for_end(std::list<Compilation>& compilations) {
  const Ticker ticker(std::chrono::milliseconds(500));
  std::vector<pollfd> watched;
  while (true) {
    watched.clear();
    for (auto& compilation : compilations) {
      auto& program = compilation.program();
      program.pump();
      if (!program.wait_status()) compilation.look();
      if (!program.wait_status() && compilation.waits_for_itself()) compilation.give_up();
      if (program.wait_status()) continue;
      if (std::chrono::steady_clock::now() - compilation.ran_at() > longest_without_processor)
        throw GraderFault("the compiler got no processor for two minutes (is the machine overloaded?)");
      program.watch(watched);
    }
    if (watched.empty()) return;
    watched.push_back({ticker.descriptor().get(), POLLIN, 0});
    wait_for_event(watched);
    ticker.ticked();
  }
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

std::string read_source(const std::filesystem::path& file) {
  const auto [source, why_not] = open_plain_file(file);
  if (!source) throw SubmissionError(fmt::format("cannot read {}: {}", file.string(), why_not));
  struct stat status {};
  must(fstat(source.get(), &status), file.string());
  if (status.st_size > largest_source)
    throw SubmissionError(fmt::format("{} is larger than {} bytes", file.string(), with_commas(largest_source)));
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  const auto count = must(pread(source.get(), text.data(), text.size(), 0), file.string());
  text.resize(static_cast<std::size_t>(count));
  return text;
}

namespace {

std::vector<Source> with_second_builds(const Lab& lab, std::vector<Source> sources) {
  const auto firsts = sources;
  for (const auto& build : lab.second_builds)
    for (const auto& first : firsts)
      if (first.program == build.of) sources.push_back({build.name, first.name, first.file, build.flags, true});
  return sources;
}

}  // namespace

std::vector<Source> find_sources(const Lab& lab, const std::filesystem::path& given) {
  namespace fs = std::filesystem;
  const auto submission = fs::absolute(given);  // to start a box is to leave the folder that a relative path begins in
  const auto status = status_of(submission);
  if (!fs::exists(status)) throw SubmissionError(fmt::format("there is no {}", submission.string()));
  if (fs::is_regular_file(status)) {
    if (lab.programs.size() != 1)
      throw SubmissionError(fmt::format("{} has {} programs ({}): name the folder that holds them", lab.name, lab.programs.size(),
                                        fmt::join(lab.programs, ", ")));
    return with_second_builds(lab, {{lab.programs.front(), lab.programs.front() + ".cpp", submission, {}, false}});
  }
  if (!fs::is_directory(status))
    throw SubmissionError(fmt::format("{} is neither a folder nor a source file", submission.string()));
  std::vector<Source> sources;
  for (const auto& program : lab.programs) {
    const auto file = submission / (program + ".cpp");
    if (!fs::exists(status_of(file))) throw SubmissionError(fmt::format("there is no {}.cpp in {}", program, submission.string()));
    sources.push_back({program, program + ".cpp", file, {}, false});
  }
  return with_second_builds(lab, std::move(sources));
}

Build build_programs(const std::vector<Source>& sources, Isolation isolation, const std::filesystem::path& destination) {
  const auto programs = programs_folder(destination);
  std::filesystem::create_directory(programs);
  std::filesystem::permissions(programs, std::filesystem::perms(0755));
  if (isolation == Isolation::uid) {
    for (const auto& folder : {destination, programs}) open_to_programs(folder, false);
    must_be_in_reach_of_programs(destination);
  }
  Build build;
  build.ok = true;
  std::list<Compilation> compilations;
  for (const auto& source : sources) compilations.emplace_back(source, isolation, destination);
  wait_for_end(compilations);
  for (auto& compilation : compilations) compilation.finish(build);
  return build;
}

}  // namespace wirelab
