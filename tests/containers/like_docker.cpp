// like_docker COMMAND...: runs a command as root of a container has it: with the fourteen capabilities and without the system calls
// that Docker's default profile keeps from it (moby, profiles/seccomp/default.json: those that need CAP_SYS_ADMIN or another
// capability that is not there). What the tests of the isolation `uid` run in.
#include <linux/capability.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace {

constexpr std::array kept{
    CAP_CHOWN,  CAP_DAC_OVERRIDE, CAP_FSETID,  CAP_FOWNER,           CAP_MKNOD,      CAP_NET_RAW, CAP_SETGID,
    CAP_SETUID, CAP_SETFCAP,      CAP_SETPCAP, CAP_NET_BIND_SERVICE, CAP_SYS_CHROOT, CAP_KILL,    CAP_AUDIT_WRITE};

constexpr std::array refused{"unshare",
                             "setns",
                             "mount",
                             "umount2",
                             "pivot_root",
                             "mount_setattr",
                             "open_tree",
                             "move_mount",
                             "fsopen",
                             "fsconfig",
                             "fsmount",
                             "fspick",
                             "bpf",
                             "perf_event_open",
                             "keyctl",
                             "add_key",
                             "request_key",
                             "userfaultfd",
                             "kexec_load",
                             "kexec_file_load",
                             "init_module",
                             "finit_module",
                             "delete_module",
                             "kcmp",
                             "pidfd_getfd",
                             "process_madvise",
                             "settimeofday",
                             "clock_settime",
                             "swapon",
                             "swapoff",
                             "open_by_handle_at",
                             "quotactl",
                             "acct",
                             "reboot",
                             "sethostname",
                             "setdomainname"};

void must(bool done, const char* what) {
  if (done) return;
  std::perror(what);
  std::exit(3);
}

void keep_few_capabilities() {
  std::array<__user_cap_data_struct, 2> data{};
  for (int capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability) {
    bool keep = false;
    for (const int one : kept) keep = keep || one == capability;
    if (!keep) must(prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0, "PR_CAPBSET_DROP");
    if (keep) data.at(static_cast<unsigned>(capability) / 32).permitted |= 1u << (capability % 32);
  }
  for (auto& half : data) half.effective = half.permitted;
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  must(syscall(SYS_capset, &header, data.data()) == 0, "capset");
}

void refuse_system_calls() {
  auto* const filter = seccomp_init(SCMP_ACT_ALLOW);
  must(filter != nullptr, "seccomp_init");
  seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0);
  seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ALLOW);  // Docker lets the calls of 32-bit programs through
  for (const char* name : refused)
    if (const int number = seccomp_syscall_resolve_name(name); number != __NR_SCMP_ERROR)
      must(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0) == 0, name);
  must(seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), seccomp_syscall_resolve_name("clone3"), 0) == 0, "clone3");
  for (const unsigned long flag :
       {CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP})
    must(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag)) == 0,
         "clone");
  must(seccomp_load(filter) == 0, "seccomp_load");
  seccomp_release(filter);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: like_docker COMMAND...\n");
    return 2;
  }
  // With CAP_SYS_ADMIN a filter can be loaded without no_new_privs, so the filter comes first.
  refuse_system_calls();
  keep_few_capabilities();
  execvp(argv[1], argv + 1);
  std::perror(argv[1]);
  return 3;
}
