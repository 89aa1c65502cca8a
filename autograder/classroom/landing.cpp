#include "classroom/landing.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "classroom/sources.hpp"
#include "classroom/utf8.hpp"
#include "model/text.hpp"
#include "process/system_call.hpp"
#include "report/legible.hpp"

namespace wirelab::classroom {
namespace {

constexpr std::size_t longest_in_a_line = 1000;
constexpr std::size_t longest_given = 4096;  // PATH_MAX: whose it is stands at its beginning

/// Reasons of openat(2) that lie in the name and in what is there already, not in the machine.
constexpr std::array reasons_of_the_name{EEXIST, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, EINVAL, EILSEQ};

std::string mebibytes(std::uint64_t bytes) { return fmt::format("{} MiB", bytes >> 20); }

Refusal refusal_of(std::string_view name, const std::string& why) {
  return {name.empty() ? "(a file without a name)" : name_for_a_line(name), why, std::string(name.substr(0, longest_given))};
}

}  // namespace

PlainName plain_name(std::string_view given, const NameLimits& limits) {
  if (given.empty()) return {{}, "it has no name"};
  if (given.size() > limits.whole) return {{}, "its name is too long"};
  auto name = as_utf8(given);             // nor does everybody say which code page it is
  std::ranges::replace(name, '\\', '/');  // as some packers of Windows write
  const bool drive = name.size() > 1 && name[1] == ':';
  if (name.front() == '/' || drive) return {{}, "it leads outside: an absolute path"};
  if (name.find('\0') != std::string::npos || (!limits.any_characters && !is_plain_text(name)))
    return {{}, "its name has characters that no file of a lab has"};
  std::string plain;
  int parts = 0;
  for (std::size_t from = 0; from <= name.size();) {
    const auto to = std::min(name.find('/', from), name.size());
    const auto part = std::string_view(name).substr(from, to - from);
    from = to + 1;
    if (part.empty() || part == ".") continue;
    if (part == "..") return {{}, "it leads outside: its path goes up"};
    if (part.size() > limits.part) return {{}, "its name is too long"};
    if (++parts > limits.parts) return {{}, "it lies too deep"};
    if (!plain.empty()) plain += '/';
    plain += part;
  }
  if (plain.empty()) return {{}, "it has no name"};
  return {plain, {}};
}

std::string name_for_a_line(std::string_view name) { return capped(legible_line(name), longest_in_a_line); }

Refusal more_refusals() { return {"and more", "only the first refusals are listed"}; }

bool is_litter(std::string_view name) {
  for (std::size_t from = 0; from <= name.size();) {
    const auto to = std::min(name.find('/', from), name.size());
    const auto part = name.substr(from, to - from);
    if (part == "__MACOSX" || part.starts_with("._") || part == ".DS_Store" || part == ".git" || part == "Thumbs.db") return true;
    from = to + 1;
  }
  return false;
}

Landing::Landing(const std::filesystem::path& folder, const LandingLimits& limits)
    : root_(must_open(open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC), folder.string())), limits_(limits) {}

/// Opens the folder that NAME lies in, making what is missing; LAST: the last part of NAME. No link is followed on the way.
Descriptor Landing::folder_for(std::string_view name, std::string& last) const {
  auto folder = must_open(openat(root_.get(), ".", O_PATH | O_DIRECTORY | O_CLOEXEC), "the folder of a submission");
  for (auto slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/')) {
    const std::string part(name.substr(0, slash));
    name.remove_prefix(slash + 1);
    if (mkdirat(folder.get(), part.c_str(), 0755) != 0 && errno != EEXIST) return {};
    folder = Descriptor(openat(folder.get(), part.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) return {};
  }
  last = name;
  return folder;
}

void Landing::count_entry(std::string_view name) {
  if (++all_entries_ > limits_.all_entries && !full_)
    fill(name, fmt::format("there are more than {} entries; this one and all that follow are left out",
                           with_commas(limits_.all_entries)));
}

void Landing::folder(std::string_view given) {
  if (full_ || given == "." || given == "./") return;  // the top, as tar writes it
  const auto [name, why_not] = plain_name(given, limits_.names);
  if (is_litter(name)) return;
  if (!why_not.empty()) {
    refuse(given, why_not);
  } else if (limits_.folders) {
    given_ = given;
    tally_ = &sources_;
    std::string last;
    if (++tally_->entries > limits_.entries)
      overflow(fmt::format("there are more than {} files and folders", with_commas(limits_.entries)));
    else
      folder_for(below_ + name + "/.", last);
  }
}

bool Landing::begin(std::string_view given, std::uint64_t size) {
  if (full_) return false;
  given_ = given;
  auto [name, why_not] = plain_name(given, limits_.names);
  if (is_litter(name)) return false;
  tally_ = !limits_.sources_apart || is_source_name(name) ? &sources_ : &others_;
  if (tally_->full) return false;
  if (!why_not.empty()) {
    refuse(given, why_not);
    return false;
  }
  if (size > limits_.file_bytes) {
    refuse(given, fmt::format("it is larger than {}", mebibytes(limits_.file_bytes)));
    return false;
  }
  if (++tally_->entries > limits_.entries) {
    overflow(fmt::format("there are more than {} files", with_commas(limits_.entries)));
    return false;
  }
  name.insert(0, below_);
  std::string last;
  const auto folder = folder_for(name, last);
  if (folder) file_ = Descriptor(openat(folder.get(), last.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!file_) {
    if (std::ranges::find(reasons_of_the_name, errno) == reasons_of_the_name.end())
      fail_with_errno("store the files of a submission");
    refuse(given,
           errno == EEXIST || errno == ENOTDIR || errno == EISDIR ? "there is a file of this name already" : std::strerror(errno));
    return false;
  }
  name_ = name;
  size_ = 0;
  return true;
}

void Landing::write(std::string_view bytes) {
  if (name_.empty()) {
    throw_away(bytes.size());
    return;
  }
  size_ += bytes.size();
  tally_->bytes += bytes.size();
  if (size_ > limits_.file_bytes) {
    abandon(fmt::format("it is larger than {}", mebibytes(limits_.file_bytes)));
    return;
  }
  if (tally_->bytes > limits_.total_bytes) {
    overflow(fmt::format("all together is more than {}", mebibytes(limits_.total_bytes)));
    return;
  }
  while (!bytes.empty()) {
    const auto count = must(::write(file_.get(), bytes.data(), bytes.size()), "store the files of a submission");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void Landing::end() {
  if (name_.empty()) return;
  file_.reset();
  files_.push_back(name_);
  name_.clear();
}

void Landing::abandon(const std::string& why) {
  if (name_.empty()) return;
  refuse(given_, why);
  take_away();
}

/// Bytes of what is litter or refused: they take no place, but an archive has to be read on, and that takes time.
void Landing::throw_away(std::uint64_t bytes) {
  litter_ += bytes;
  if (litter_ > limits_.litter_bytes && !full_)
    fill(given_, fmt::format("what is left out (.git and its kin, files that are too large) is more than {}; this file and all "
                             "that follow are left out",
                             mebibytes(limits_.litter_bytes)));
}

void Landing::take_away() {
  if (name_.empty()) return;
  file_.reset();
  std::string last;
  const auto folder = folder_for(name_, last);
  if (folder) unlinkat(folder.get(), last.c_str(), 0);
  name_.clear();
  tally_->bytes -= size_;
  throw_away(size_);
}

void Landing::refuse(std::string_view name, const std::string& why) {
  if (refused_.size() < limits_.refusals)
    refused_.push_back(refusal_of(name, why));
  else if (refused_.size() == limits_.refusals)
    refused_.push_back(more_refusals());
}

/// No more files of the kind that is coming.
void Landing::overflow(const std::string& why) {
  tally_->full = true;
  if (tally_ == &sources_) {
    fill(given_, why + "; this file and all that follow are left out");
    return;
  }
  refused_.push_back(refusal_of(given_, why + "; this file and all that follow are left out, but C++ sources"));
  take_away();
}

/// Listed however many refusals there are: it says why the rest is missing.
void Landing::fill(std::string_view name, const std::string& why) {
  full_ = true;
  refused_.push_back(refusal_of(name, why));
  take_away();
}

}  // namespace wirelab::classroom
