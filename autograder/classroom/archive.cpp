#include "classroom/archive.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fmt/format.h>

#include "classroom/unpack/frames.hpp"
#include "model/fault.hpp"
#include "model/places.hpp"
#include "model/text.hpp"
#include "process/box.hpp"
#include "process/box_root.hpp"
#include "process/build.hpp"
#include "process/plain_file.hpp"
#include "process/program_user.hpp"
#include "process/system_call.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::array<std::string_view, 13> archive_ends{".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tgz", ".tbz2", ".txz",
                                                        ".zip",    ".tar",     ".7z",     ".rar",     ".tbz", ".tzst"};
constexpr std::size_t most_words = 200;

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  for (auto& character : small)
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  return small;
}

std::size_t end_of_name(std::string_view name) {
  const auto small = in_small_letters(name);
  for (const auto end : archive_ends)
    if (small.size() > end.size() && small.ends_with(end)) return end.size();
  return 0;
}

std::filesystem::path unpacker() { return find_shim().parent_path() / "unpack"; }

/// What the boxed program says, frame by frame.
class Frames {
public:
  explicit Frames(Descriptor pipe) : pipe_(std::move(pipe)) {}

  struct Frame {
    FrameKind kind;
    std::string text;
  };
  /// Nothing: it has ended, or talks nonsense.
  std::optional<Frame> next() {
    std::array<char, frame_head> head{};
    if (!fill(head.data(), head.size())) return std::nullopt;
    const auto [kind, size] = read_frame_head(head);
    if (size > largest_frame) return std::nullopt;
    std::string text(size, '\0');
    if (!fill(text.data(), text.size())) return std::nullopt;
    return Frame{kind, std::move(text)};
  }

private:
  bool fill(char* into, std::size_t size) {
    while (size > 0) {
      const auto count = read(pipe_.get(), into, size);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      into += count;
      size -= static_cast<std::size_t>(count);
    }
    return true;
  }

  Descriptor pipe_;
};

std::string_view words_of(EntryType type) {
  switch (type) {
    case EntryType::symbolic_link:
      return "it is a symbolic link";
    case EntryType::hard_link:
      return "it is a hard link";
    case EntryType::device:
      return "it is a device";
    case EntryType::pipe_or_socket:
      return "it is a pipe or a socket";
    case EntryType::encrypted:
      return "it is encrypted";
    case EntryType::file:
    case EntryType::folder:
      break;
  }
  return "it is of an unknown kind";
}

void begin_entry(const std::string& text, Landing& landing) {
  if (text.empty()) return;
  const auto type = static_cast<EntryType>(text.front());
  const auto name = std::string_view(text).substr(1);
  landing.count_entry(name);
  if (landing.full()) return;
  if (type == EntryType::folder) {
    landing.folder(name);
  } else if (type == EntryType::file) {
    landing.begin(name);
  } else if (!is_litter(name)) {
    landing.refuse(name, std::string(words_of(type)));
  }
}

/// A copy of the program that unpacks, where a program of another user may come: the grader may be at home in /root.
class CopyForOthers {
public:
  CopyForOthers() {
    std::filesystem::copy_file(unpacker(), program());
    std::filesystem::permissions(program(), std::filesystem::perms(0755));
    open_to_programs(folder_.path(), false);
    must_be_in_reach_of_programs(folder_.path());
  }
  std::filesystem::path program() const { return folder_.path() / unpacker().filename(); }

private:
  TemporaryFolder folder_;
};

BoxPlan plan_for(Isolation isolation, const std::filesystem::path& program, const Descriptor& archive, const Descriptor& pipe,
                 const Descriptor& nowhere) {
  BoxPlan plan;
  plan.isolation = isolation;
  plan.program_folder = program.parent_path();
  plan.executable = isolation == Isolation::namespaces ? "/program/unpack" : program.string();
  plan.arguments = {"unpack"};
  plan.limits.processor_time = std::chrono::seconds(60);
  plan.limits.file_bytes = 0;
  plan.no_network = true;
  plan.standard_input = archive.get();
  plan.standard_output = pipe.get();
  plan.standard_error = nowhere.get();
  return plan;
}

}  // namespace

bool is_archive_name(std::string_view name) { return end_of_name(name) > 0; }

std::string without_archive_end(std::string_view name) { return std::string(name.substr(0, name.size() - end_of_name(name))); }

void prepare_to_unpack(Isolation isolation) {
  if (access(unpacker().c_str(), X_OK) != 0)
    throw GraderFault(fmt::format("there is no program that unpacks ({}); build or install wirelab again", unpacker().string()));
  if (isolation == Isolation::namespaces) prepare_box_root(unpacker().parent_path());
}

std::string unpack(const std::filesystem::path& archive, Isolation isolation, Landing& landing) {
  const auto [source, why_not] = open_plain_file(archive);
  if (!source) return why_not;
  auto pipe = make_pipe();
  const auto nowhere = must_open(open("/dev/null", O_WRONLY | O_CLOEXEC), "/dev/null");
  std::optional<CopyForOthers> copy;
  if (isolation == Isolation::uid) copy.emplace();
  Box box(plan_for(isolation, copy ? copy->program() : unpacker(), source, pipe.write_end, nowhere));
  pipe.write_end.reset();
  Frames frames(std::move(pipe.read_end));
  while (!landing.full()) {
    const auto frame = frames.next();
    if (!frame) {
      if (const auto report = box.next_report(); report && report->kind == BoxReport::Kind::exec_failed)
        throw GraderFault(fmt::format("the program that unpacks ({}) cannot be started: {}; build or install wirelab again",
                                      unpacker().string(), std::strerror(report->value)));
      landing.abandon("it came only in part");
      return "reading it took too much time or memory, or made the reader fail";
    }
    switch (frame->kind) {
      case FrameKind::entry:
        landing.end();
        begin_entry(frame->text, landing);
        break;
      case FrameKind::data:
        landing.write(frame->text);
        break;
      case FrameKind::damaged:
        landing.abandon("it is damaged: " + printable(frame->text.substr(0, most_words)));
        break;
      case FrameKind::unreadable:
        landing.abandon("it came only in part");
        return printable(frame->text.substr(0, most_words));
      case FrameKind::end:
        landing.end();
        return {};
    }
  }
  return {};
}

}  // namespace wirelab::classroom
