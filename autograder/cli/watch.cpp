// wirelab watch LAB [PATH]

#include <signal.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/memory.hpp"
#include "diagnosis/bugs.hpp"
#include "model/fault.hpp"
#include "model/lab.hpp"
#include "model/places.hpp"
#include "model/text.hpp"
#include "process/descriptor.hpp"
#include "process/poll_step.hpp"
#include "process/system_call.hpp"
#include "report/terminal.hpp"
#include "report/visibility.hpp"
#include "runner/grade.hpp"

namespace wirelab {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string lab;
  std::string path;
  double time_scale = 1;
  bool allow_bare = false;
};

volatile sig_atomic_t asked_to_end = 0;

/// While it lives, Ctrl-C and SIGTERM are remembered: what grading has made is to be taken away first. Otherwise they end us at
/// once.
class EndLater {
public:
  EndLater() {
    struct sigaction remember {};
    remember.sa_handler = [](int signal) { asked_to_end = signal; };
    remember.sa_flags = SA_RESTART;
    for (std::size_t index = 0; index < signals.size(); ++index) sigaction(signals[index], &remember, &before_[index]);
  }
  EndLater(const EndLater&) = delete;
  EndLater& operator=(const EndLater&) = delete;
  ~EndLater() {
    for (std::size_t index = 0; index < signals.size(); ++index) sigaction(signals[index], &before_[index], nullptr);
  }

private:
  static constexpr std::array signals{SIGINT, SIGTERM};
  std::array<struct sigaction, 2> before_{};
};

void end_if_asked_to() {
  if (asked_to_end != 0) raise(asked_to_end);
}

/// Tells when anything in FOLDER has been written, or has come or gone by rename (inotify(7)).
class FolderWatch {
public:
  explicit FolderWatch(const fs::path& folder) : folder_(folder), events_(must(inotify_init1(IN_CLOEXEC), "inotify_init1")) {
    constexpr std::uint32_t wanted =
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
    must(inotify_add_watch(events_.get(), folder.c_str(), wanted), fmt::format("watch {}", folder.string()));
  }

  /// Waits for an event, however long, and then for an end of them: a burst is one change. Throws UsageError when the folder is
  /// gone.
  void wait() {
    take();
    pollfd watched{events_.get(), POLLIN, 0};
    while (poll_step_beside_a_timer({&watched, 1}, quiet)) take();
  }

private:
  static constexpr std::chrono::milliseconds quiet{50};  ///< an editor that saves two files, or a file in several steps, is faster

  void take() {
    alignas(inotify_event) std::array<char, 65536> buffer;
    const auto count = must(read(events_.get(), buffer.data(), buffer.size()), "read events of inotify");
    for (std::ptrdiff_t at = 0; at < count;) {
      inotify_event event;
      std::memcpy(&event, buffer.data() + at, sizeof event);
      if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) != 0)
        throw UsageError(fmt::format("{} is gone: there is nothing left to watch", folder_.string()));
      at += static_cast<std::ptrdiff_t>(sizeof event + event.len);
    }
  }

  fs::path folder_;
  Descriptor events_;
};

/// Where the sources are, whether they are there at the moment or not.
struct Watched {
  fs::path folder;
  std::vector<fs::path> files;
};

Watched watched_of(const Lab& lab, const fs::path& submission) {
  if (!fs::is_directory(submission)) return {submission.parent_path(), {submission}};
  Watched watched{submission, {}};
  for (const auto& program : lab.programs) watched.files.push_back(submission / (program + ".cpp"));
  return watched;
}

/// What the sources hold. An editor writes more files than these, and some write these without changing them.
std::vector<std::string> contents_of(const Watched& watched) {
  std::vector<std::string> contents;
  for (const auto& file : watched.files) {
    std::error_code error;
    const bool plain = fs::symlink_status(file, error).type() == fs::file_type::regular;
    std::ifstream stream;
    if (plain) stream.open(file, std::ios::binary);
    contents.push_back(stream.is_open() ? "+" + std::string(std::istreambuf_iterator<char>(stream), {}) : "-");
  }
  return contents;
}

class Watching {
public:
  explicit Watching(const Arguments& arguments)
      : places_(find_places()), lab_(load_lab(places_.labs / resolve_lab_name(arguments.lab, lab_names(places_.labs)))) {
    submission_ = fs::absolute(arguments.path.empty() ? places_.own / lab_.name : fs::path(arguments.path));
    if (!fs::exists(submission_)) throw UsageError(fmt::format("there is no {}", submission_.string()));
    options_.bugs = std::make_shared<const diagnosis::Bugs>(diagnosis::Bugs::read(places_.bugs));
    options_.time_scale = arguments.time_scale;
    options_.submission = arguments.path;
    if (arguments.time_scale != 1) options_.replay_arguments += fmt::format(" --time-scale {:g}", arguments.time_scale);
    if (arguments.allow_bare) options_.replay_arguments += " --allow-bare";
    options_.isolation = choose_isolation({Isolation::namespaces, arguments.allow_bare});
    if (options_.isolation == Isolation::namespaces) prepare_for_boxes();
  }

  [[noreturn]] void run() {
    const auto watched = watched_of(lab_, submission_);
    FolderWatch folder(watched.folder);
    std::optional<std::vector<std::string>> graded;
    while (true) {
      const auto contents = contents_of(watched);
      if (!graded || *graded != contents) {
        graded = contents;
        report();
      }
      folder.wait();
    }
  }

private:
  void report() {
    std::cout << fmt::format("{:%H:%M:%S}  #{}  {}", fmt::localtime(std::time(nullptr)), ++number_, lab_.name) << std::endl;
    std::cout << grade_once() << "waiting for the next change; Ctrl-C ends this\n\n" << std::flush;
    if (!std::cout) throw GraderFault("cannot write the report to standard output");
  }

  std::string grade_once() {
    std::string words;
    {
      const EndLater later;
      try {
        options_.seed = std::random_device{}() % 1'000'000;
        const auto result = grade(lab_, checks_program(places_, lab_.name), submission_, options_);
        if (asked_to_end == 0) words = told(result);
      } catch (const UsageError& error) {
        words = fmt::format("{}\n", printable(error.what()));  // gone for the moment, or not a plain file: it may come back
      } catch (const GraderFault&) {
        if (asked_to_end == 0) throw;
      }
    }
    end_if_asked_to();
    return words;
  }

  std::string told(const Result& all) {
    Result result = seen_by(all, Audience::student);
    if (result.status == Status::graded) {
      Memory memory(lab_.name);
      result.met_before = memory.met_of(submission_);
      memory.keep(submission_, result, true);
    }
    auto words = terminal_short_report(result, before_, style_);
    before_ = std::move(result);
    return words;
  }

  Places places_;
  Lab lab_;
  fs::path submission_;
  GradeOptions options_;
  TerminalStyle style_ = TerminalStyle::of_standard_output();
  std::optional<Result> before_;
  int number_ = 0;
};

}  // namespace

void add_watch(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("watch", "grade again whenever the source has changed, until Ctrl-C");
  command->add_option("LAB", arguments->lab, "the lab: 3, lab03 or its full name")->required();
  command->add_option("PATH", arguments->path, "a source file or a folder; default: your own folder under labs/");
  command->add_option("--time-scale", arguments->time_scale, "stretch every bound on time, for slow machines")
      ->check(CLI::Range(0.1, 100.0));
  command->add_flag("--allow-bare", arguments->allow_bare, "grade without isolation where there is none; for practice only");
  command->callback([arguments, &chosen] { chosen = [arguments]() -> int { Watching(*arguments).run(); }; });
}

}  // namespace wirelab
