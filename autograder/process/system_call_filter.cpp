#include "process/system_call_filter.hpp"

#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "process/descriptor.hpp"
#include "process/system_call.hpp"

namespace wirelab {
namespace {

// Memory that no limit counts, other processes' insides, keys, mounts and namespaces, and kernel parts with a long history of
// holes: no lab needs any of them.
constexpr std::array<const char*, 59> denied{"memfd_create",
                                             "memfd_secret",
                                             "shmget",
                                             "shmat",
                                             "shmctl",
                                             "shmdt",
                                             "msgget",
                                             "msgsnd",
                                             "msgrcv",
                                             "msgctl",
                                             "semget",
                                             "semop",
                                             "semtimedop",
                                             "semctl",
                                             "mq_open",
                                             "io_uring_setup",
                                             "io_uring_enter",
                                             "io_uring_register",
                                             "ptrace",
                                             "process_vm_readv",
                                             "process_vm_writev",
                                             "process_madvise",
                                             "kcmp",
                                             "keyctl",
                                             "add_key",
                                             "request_key",
                                             "bpf",
                                             "userfaultfd",
                                             "perf_event_open",
                                             "unshare",
                                             "setns",
                                             "mount",
                                             "umount2",
                                             "pivot_root",
                                             "chroot",
                                             "open_tree",
                                             "fsopen",
                                             "fsconfig",
                                             "fsmount",
                                             "fspick",
                                             "move_mount",
                                             "mount_setattr",
                                             "name_to_handle_at",
                                             "open_by_handle_at",
                                             "kexec_load",
                                             "kexec_file_load",
                                             "swapon",
                                             "swapoff",
                                             "reboot",
                                             "init_module",
                                             "finit_module",
                                             "delete_module",
                                             "acct",
                                             "quotactl",
                                             "syslog",
                                             "settimeofday",
                                             "clock_settime",
                                             "adjtimex",
                                             "clone3"};

/// ioprio_set(2); libc does not have it.
constexpr int ioprio_who_user = 3;

constexpr unsigned long namespace_flags =
    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;

struct Release {
  void operator()(void* context) const { seccomp_release(context); }
};

void must_add(int result, std::string_view name) {
  // A call that this architecture does not have cannot be made either.
  if (result < 0 && result != -EDOM && result != -EFAULT)
    throw GraderFault(fmt::format("libseccomp refuses the rule for {}: error {}", name, -result));
}

std::vector<sock_filter> compile() {
  const std::unique_ptr<void, Release> context(seccomp_init(SCMP_ACT_ALLOW));
  if (!context) throw GraderFault("libseccomp cannot make a filter");
  const auto no_such_call = SCMP_ACT_ERRNO(ENOSYS);
  must_add(seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, no_such_call), "other architectures");
  must_add(seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2), "the search tree");
  for (const char* name : denied) {
    const int number = seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR) continue;
    must_add(seccomp_rule_add(context.get(), no_such_call, number, 0), name);
  }
  // clone3 hides its flags behind a pointer, so libc is made to fall back to clone, whose flags can be read.
  for (unsigned long flag = 1; flag != 0 && flag <= namespace_flags; flag <<= 1)
    if ((namespace_flags & flag) != 0)
      must_add(seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag)),
               "clone");
  must_add(seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_GT, AF_INET6, 0)),
           "socket");
  for (const int family : {AF_AX25, AF_IPX, AF_APPLETALK, AF_NETROM, AF_BRIDGE, AF_ATMPVC, AF_X25})
    must_add(seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
                              SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(family), 0)),
             "socket");

  // Of the internet protocols TCP and UDP: others (SCTP, MPTCP, DCCP) load parts of the kernel that no lab needs.
  for (const int family : {AF_INET, AF_INET6}) {
    const auto of_family = SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(family), 0);
    must_add(seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(EPROTONOSUPPORT), SCMP_SYS(socket), 2, of_family,
                              SCMP_A2(SCMP_CMP_GT, IPPROTO_UDP, 0)),
             "socket");
    for (int protocol = 1; protocol < IPPROTO_UDP; ++protocol)
      if (protocol != IPPROTO_TCP)
        must_add(seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(EPROTONOSUPPORT), SCMP_SYS(socket), 2, of_family,
                                  SCMP_A2(SCMP_CMP_EQ, static_cast<scmp_datum_t>(protocol), 0)),
                 "socket");
  }
  // init is process 1, and of the program's user: its limits and its place among others are none of the program's business. The
  // kernel looks at the lower half of these arguments only.
  constexpr scmp_datum_t number = 0xffffffff;
  const auto must_deny = [&context](int call, const auto&... whom) {
    must_add(seccomp_rule_add(context.get(), SCMP_ACT_ERRNO(EPERM), call, sizeof...(whom), whom...), "limits of init");
  };
  for (const int call : {SCMP_SYS(prlimit64), SCMP_SYS(sched_setscheduler), SCMP_SYS(sched_setparam), SCMP_SYS(sched_setattr),
                         SCMP_SYS(sched_setaffinity)})
    must_deny(call, SCMP_A0(SCMP_CMP_MASKED_EQ, number, 1));
  for (const auto& [call, of_user] : {std::pair{SCMP_SYS(setpriority), scmp_datum_t{PRIO_USER}},
                                      std::pair{SCMP_SYS(ioprio_set), scmp_datum_t{ioprio_who_user}}}) {
    must_deny(call, SCMP_A1(SCMP_CMP_MASKED_EQ, number, 1));
    must_deny(call, SCMP_A0(SCMP_CMP_MASKED_EQ, number, of_user));  // whoever is of this user is init as well
  }

  const auto file = must_open(memfd_create("filter", MFD_CLOEXEC), "memfd_create");
  must_add(seccomp_export_bpf(context.get(), file.get()), "export");
  const auto size = must(lseek(file.get(), 0, SEEK_END), "lseek");
  std::vector<sock_filter> program(static_cast<std::size_t>(size) / sizeof(sock_filter));
  must(pread(file.get(), program.data(), static_cast<std::size_t>(size), 0), "read the filter");
  return program;
}

}  // namespace

const std::vector<sock_filter>& system_call_filter() {
  static const auto filter = compile();
  return filter;
}

bool load_system_call_filter(const std::vector<sock_filter>& filter) {
  auto copy = filter;
  sock_fprog program{static_cast<unsigned short>(copy.size()), copy.data()};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace wirelab
