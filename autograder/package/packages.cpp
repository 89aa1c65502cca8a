#include "package/packages.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <random>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "model/fault.hpp"
#include "model/text.hpp"
#include "package/student_lab.hpp"
#include "package/template.hpp"
#include "report/autolab.hpp"
#include "report/markup.hpp"
#include "report/whole_file.hpp"

namespace wirelab::package {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> sources_of(const Lab& lab) {
  std::vector<std::string> sources;
  for (const auto& program : lab.programs) sources.push_back(program + ".cpp");
  return sources;
}

/// As words of a command.
std::string shell_words(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const auto& word : words) quoted.push_back(shell_word(word));
  return fmt::format("{}", fmt::join(quoted, " "));
}

/// A line "builds FLAGS" for each way in which LAB is built; the usual flags are the same for all labs (process/build.cpp).
std::string builds_of(const Lab& lab) {
  std::string lines = "builds -std=c++17 -pthread";
  for (const auto& build : lab.second_builds) lines += "\nbuilds -std=c++17 -pthread " + shell_words(build.flags);
  return lines;
}

/// Version 4 of RFC 9562.
std::string uuid() {
  std::random_device random;
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:08x}{:04x}", random(), random() & 0xffff, random() & 0xfff,
                     (random() & 0x3fff) | 0x8000, random(), random() & 0xffff);
}

/// Runs a program in FOLDER and waits for it. Gives its exit status, -1 when it was killed. Throws GraderFault when there is none.
int exit_status_in(const fs::path& folder, std::vector<std::string> arguments) {
  std::vector<char*> words;
  for (auto& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t process = 0;
  const int error = posix_spawnp(&process, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT) throw GraderFault(fmt::format("there is no {}; apt-get install {}", arguments[0], arguments[0]));
  if (error != 0) throw GraderFault(fmt::format("cannot start {}: {}", arguments[0], std::strerror(error)));
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// The same; throws GraderFault("tar FAILED") when it did not succeed.
void run_in(const fs::path& folder, const std::vector<std::string>& arguments,
            std::string_view failed = "could not write the archive") {
  if (exit_status_in(folder, arguments) != 0) throw GraderFault(fmt::format("{} {}", arguments[0], failed));
}

/// The command that puts what is in FOLDER into FILE. By name: Autolab does not look at an entry that begins with a dot.
std::vector<std::string> tar_words(const fs::path& folder, const fs::path& file) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::ranges::sort(names);
  std::vector<std::string> words{"tar", "-cf", file.string(), "--owner=0", "--group=0", "--sort=name", "--"};
  words.insert(words.end(), names.begin(), names.end());
  return words;
}

/// Of this repository, or of one that it lies in.
bool is_in_git(fs::path folder) {
  for (folder = fs::absolute(folder); folder != folder.root_path(); folder = folder.parent_path())
    if (fs::exists(folder / ".git")) return true;
  return false;
}

/// People work in labs/. A skeleton that is not the one of the repository may be somebody's solution.
void refuse_own_work(const fs::path& labs) {
  constexpr int there_is_a_difference = 1;  // git-diff(1), --quiet
  const auto tree = labs.parent_path();
  if (!is_in_git(tree)) return;
  const int status = exit_status_in(tree, {"git", "diff", "--quiet", "HEAD", "--", "labs/*.cpp"});
  if (status == there_is_a_difference)
    throw UsageError(
        fmt::format("skeletons in {} are not as in git, and would be handed out; commit them or put them elsewhere (git "
                    "diff --stat HEAD labs; git stash)",
                    labs.string()));
  if (status != 0)
    throw GraderFault(
        fmt::format("git cannot say whether the skeletons in {} are those of the repository; try 'git diff HEAD -- labs' "
                    "there",
                    labs.string()));
}

}  // namespace

void make_starter(const Places& places, const std::vector<std::string>& names, const fs::path& deb, const fs::path& scratch,
                  const fs::path& destination) {
  refuse_own_work(places.labs);
  for (const auto& name : names) check_student_lab(places.labs, places.handouts, name);
  if (!deb.empty()) {
    check_grader(deb);
    run_in(scratch, {"dpkg-deb", "-x", fs::absolute(deb).string(), "."}, fmt::format("could not unpack {}", deb.string()));
    check_student_grader(places.labs, deb, scratch);
  }
  std::string table;
  for (const auto& name : names) {
    const auto lab = load_lab(places.labs / name);
    table += fmt::format("- [{0}](handouts/{0}.md): {1} (`labs/{0}/`)\n", name, lab.title);
  }
  make_empty_folder(destination);
  copy_template(places.starter / "starter", destination,
                {{"LABS", table}, {"LAB_LIST", fmt::format("{}", fmt::join(names, ", "))}});
  for (const auto& name : names) copy_student_lab(places.labs, places.handouts, name, destination);
  if (!deb.empty()) copy_grader(deb, destination / "grader" / deb.filename());
}

void make_gradescope(const Places& places, const Lab& lab, const fs::path& deb, const fs::path& destination) {
  check_grader(deb);
  make_empty_folder(destination);
  copy_template(places.starter / "gradescope", destination,
                {{"LAB", lab.name}, {"SOURCES", shell_words(sources_of(lab))}, {"BUILDS", builds_of(lab)}});
  copy_grader(deb, destination / "wirelab.deb");
}

void make_autolab(const Places& places, const Lab& lab, const fs::path& deb, const fs::path& destination) {
  check_grader(deb);
  make_empty_folder(destination);
  const auto name = autolab_problem(lab.name);
  const auto folder = destination / name;
  const auto sources = sources_of(lab);
  const bool single = sources.size() == 1;
  const auto handin = single ? sources.front() : std::string("handin.tar");
  // Of an archive only the files that the lab knows are taken, in whatever folder they lie there.
  const auto take =
      single ? fmt::format("cp -P {} submission/", handin)
             : fmt::format("tar -xf {} -C submission --no-same-owner --no-anchored --transform='flags=r;s,.*/,,' {} || true",
                           handin, fmt::join(sources, " "));
  copy_template(places.starter / "autolab", folder,
                {{"LAB", lab.name},
                 {"SHORT", name},
                 {"TITLE", nlohmann::json(lab.title).dump()},
                 {"HANDIN", handin},
                 {"TAKE", take},
                 {"POINTS", std::to_string(lab.max_score())}});
  fs::rename(folder / "assessment.yml", folder / (name + ".yml"));
  copy_grader(deb, folder / "wirelab.deb");
  run_in(folder, {"tar", "-cf", "autograde.tar", "--owner=0", "--group=0", "wirelab.deb"});
  fs::remove(folder / "wirelab.deb");
  fs::create_directory(folder / "handin");
}

void make_prairielearn(const Places& places, const Lab& lab, const fs::path& deb, const std::string& image,
                       const fs::path& destination) {
  check_grader(deb);
  make_empty_folder(destination);
  const auto from = places.starter / "prairielearn";
  copy_template(from / "image", destination / "image", {});
  copy_grader(deb, destination / "image" / "wirelab.deb");
  copy_template(from / "serverFilesCourse", destination / "serverFilesCourse", {});
  copy_template(from / "question", destination / "questions" / lab.name,
                {{"UUID", uuid()},
                 {"LAB", lab.name},
                 {"TITLE", nlohmann::json(lab.title).dump()},
                 {"TITLE_HTML", markup_text(lab.title)},
                 {"FILES", fmt::format("{}", fmt::join(sources_of(lab), ", "))},
                 {"IMAGE", image}});
}

void archive(const fs::path& folder, const fs::path& archive) {
  const auto file = fs::absolute(archive);
  if (fs::exists(file)) throw UsageError(fmt::format("{} is there already", archive.string()));
  if (archive.extension() == ".zip")
    run_in(folder, {"zip", "-q", "-r", "-X", file.string(), "."});
  else
    run_in(folder, tar_words(folder, file));
}

}  // namespace wirelab::package
