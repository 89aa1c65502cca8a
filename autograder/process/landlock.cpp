#include "process/landlock.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

#include "process/system_call.hpp"

namespace wirelab {
namespace {

/// struct landlock_ruleset_attr as of version 6; the headers of Debian 12 end with version 2.
struct Rules {
  std::uint64_t files = 0;
  std::uint64_t ports = 0;
  std::uint64_t scopes = 0;
};
constexpr std::uint64_t scope_abstract_unix_socket = 1;
constexpr std::uint64_t scope_signal = 2;

constexpr std::uint64_t read_rights = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
/// All of version 1 but the making of devices; renaming between folders (2) and cutting off (3) are newer.
constexpr std::uint64_t write_rights = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                       LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                                       LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM;
constexpr std::uint64_t device_rights = LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK;
constexpr std::uint64_t truncate_right = 1 << 14;

/// What a rule may allow for something that is no folder.
constexpr std::uint64_t rights_of_a_file =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | truncate_right;

void allow(const Descriptor& rules, const std::string& path, std::uint64_t rights) {
  const Descriptor file(open(path.c_str(), O_PATH | O_CLOEXEC));
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) return;
  landlock_path_beneath_attr rule{};
  rule.allowed_access = S_ISDIR(status.st_mode) ? rights : rights & rights_of_a_file;
  rule.parent_fd = file.get();
  must(static_cast<int>(syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0)),
       "Landlock rule " + path);
}

}  // namespace

int landlock_version() {
  const auto version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : static_cast<int>(version);
}

Descriptor make_landlock_rules(const ReachableFiles& files) {
  const int version = landlock_version();
  if (version == 0) return {};
  const std::uint64_t newer = version >= 3 ? truncate_right : 0;
  Rules all;
  all.files = read_rights | write_rights | device_rights | newer;
  if (version >= 6) all.scopes = scope_abstract_unix_socket | scope_signal;
  const auto size = version >= 6 ? sizeof all : sizeof all.files;
  auto rules = must_open(static_cast<int>(syscall(SYS_landlock_create_ruleset, &all, size, 0)), "Landlock");
  for (const auto& path : files.readable) allow(rules, path, read_rights);
  for (const auto& path : files.writable) allow(rules, path, read_rights | write_rights | newer);
  return rules;
}

bool enter_landlock(const Descriptor& rules) { return !rules || syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0; }

}  // namespace wirelab
