// Reads an archive from standard input and tells on standard output what is in it (frames.hpp). Runs in a box and trusts nothing;
// names and sizes are judged by who listens.

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <cstring>
#include <string>
#include <string_view>

#include "frames.hpp"

namespace wirelab::classroom {
namespace {

void write_all(const char* bytes, std::size_t size) {
  while (size > 0) {
    const auto count = write(STDOUT_FILENO, bytes, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) _exit(1);  // nobody listens any more
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
}

void tell(FrameKind kind, std::string_view text = {}) {
  text = text.substr(0, largest_frame);
  const auto head = make_frame_head(kind, static_cast<std::uint32_t>(text.size()));
  write_all(head.data(), head.size());
  write_all(text.data(), text.size());
}

std::string_view error_of(archive* from) {
  const char* words = archive_error_string(from);
  return words != nullptr ? words : "it cannot be read";
}

std::array<char, 65536> block;

la_ssize_t read_block(archive* from, void*, const void** buffer) {
  *buffer = block.data();
  const auto count = read(STDIN_FILENO, block.data(), block.size());
  if (count < 0) archive_set_error(from, errno, "%s", std::strerror(errno));
  return count;
}

la_int64_t seek_to(archive* from, void*, la_int64_t offset, int whence) {
  const auto at = lseek(STDIN_FILENO, offset, whence);
  if (at >= 0) return at;
  archive_set_error(from, errno, "%s", std::strerror(errno));
  return ARCHIVE_FATAL;
}

EntryType type_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr || archive_entry_hardlink_utf8(entry) != nullptr) return EntryType::hard_link;
  if (archive_entry_symlink(entry) != nullptr || archive_entry_symlink_utf8(entry) != nullptr) return EntryType::symbolic_link;
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return archive_entry_is_data_encrypted(entry) != 0 ? EntryType::encrypted : EntryType::file;
    case AE_IFDIR:
      return EntryType::folder;
    case AE_IFLNK:
      return EntryType::symbolic_link;
    case AE_IFCHR:
    case AE_IFBLK:
      return EntryType::device;
    default:
      return EntryType::pipe_or_socket;
  }
}

void tell_content(archive* from) {
  la_int64_t told = 0;
  while (true) {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int status = archive_read_data_block(from, &bytes, &size, &offset);
    if (status == ARCHIVE_EOF) return;
    if (status < ARCHIVE_OK) {
      tell(FrameKind::damaged, error_of(from));
      if (status == ARCHIVE_FATAL) return;
      archive_read_data_skip(from);
      return;
    }
    if (offset != told) {
      tell(FrameKind::damaged, "it has holes");
      archive_read_data_skip(from);
      return;
    }
    told += static_cast<la_int64_t>(size);
    for (std::string_view rest(static_cast<const char*>(bytes), size); !rest.empty();) {
      tell(FrameKind::data, rest.substr(0, largest_frame));
      rest.remove_prefix(std::min<std::size_t>(rest.size(), largest_frame));
    }
  }
}

void tell_entry(archive* from, archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  if (name == nullptr) name = archive_entry_pathname_utf8(entry);
  const auto type = type_of(entry);
  tell(FrameKind::entry, static_cast<char>(type) + std::string(name != nullptr ? name : ""));
  if (type == EntryType::file) tell_content(from);
}

int run() {
  std::setlocale(LC_ALL, "C.UTF-8");  // what names are turned into
  auto* from = archive_read_new();
  archive_read_support_filter_gzip(from);
  archive_read_support_filter_bzip2(from);
  archive_read_support_filter_xz(from);
  archive_read_support_filter_zstd(from);
  archive_read_support_format_zip(from);
  archive_read_support_format_tar(from);
  archive_read_support_format_7zip(from);
  archive_read_support_format_rar(from);
  archive_read_support_format_rar5(from);
  archive_read_set_callback_data(from, nullptr);  // without it there is nothing to read from
  archive_read_set_read_callback(from, read_block);
  archive_read_set_seek_callback(from, seek_to);
  if (archive_read_open1(from) != ARCHIVE_OK) {
    tell(FrameKind::unreadable, error_of(from));
    return 1;
  }
  while (true) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(from, &entry);
    if (status == ARCHIVE_EOF) break;
    if (status == ARCHIVE_RETRY) continue;
    if (status < ARCHIVE_WARN) {
      tell(FrameKind::unreadable, error_of(from));
      return 1;
    }
    tell_entry(from, entry);
  }
  tell(FrameKind::end);
  return 0;
}

}  // namespace
}  // namespace wirelab::classroom

int main() { return wirelab::classroom::run(); }
