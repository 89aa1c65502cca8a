#include "process/box_inside.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <limits>
#include <sstream>
#include <string>

#include "process/box_order.hpp"
#include "process/landlock.hpp"
#include "process/proc_file.hpp"
#include "process/system_call_filter.hpp"

namespace wirelab {
namespace {

// Only facts about this process and reports to the grader are left here, so there is nothing to throw to.
class Inside {
public:
  Inside(const BoxMeans& means, int report) : plan_(means.plan), means_(means), report_(report) {}

  [[noreturn]] void run() {
    must(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, "PR_SET_PDEATHSIG");
    hear_go();  // our identity is mapped now
    be_the_first_to_go();
    if (plan_.isolation == Isolation::namespaces) {
      must(setresgid(1000, 1000, 1000) == 0, "setresgid");
      must(setresuid(1000, 1000, 1000) == 0, "setresuid");
      // A change of identity takes the wish back.
      must(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, "PR_SET_PDEATHSIG");
      make_file_system();
    } else {
      must(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0, "PR_SET_CHILD_SUBREAPER");
      must(chdir(plan_.program_folder.c_str()) == 0, "chdir", "to the programs");
      if (plan_.isolation == Isolation::uid) enter_rules();
    }
    say({BoxReport::Kind::ready, 0, 0, {}});
    hear_go();  // the grader has opened what it needs of us
    must(prctl(PR_SET_DUMPABLE, 0) == 0, "PR_SET_DUMPABLE");

    close_what_is_the_graders();
    setsid();  // so that nobody below leads a session: its program may make a process group of its own, as from a shell
    if (gives_up_first()) give_up_privileges();
    const pid_t witness = plan_.with_witness ? start_witness() : 0;
    const pid_t program = start_program(witness);
    if (plan_.hold_at_exit) trace_exit_of(program);
    say({BoxReport::Kind::started, program, witness, {}});
    give_up_descriptors();
    while (true) {
      reap_all();
      start_next();
    }
  }

private:
  static long long now() {
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
  }

  void say(const BoxReport& report) const {
    if (send(report_, &report, sizeof report, MSG_NOSIGNAL) < 0) _exit(1);
  }

  void hear_go() const {
    char go = 0;
    if (recv(report_, &go, 1, 0) != 1) _exit(1);
  }

  void must(bool done, const char* step, const char* what = "") const {
    if (done) return;
    BoxReport report{BoxReport::Kind::setup_failed, 0, errno, {}};
    std::snprintf(report.step, sizeof report.step, "%s %s", step, what);
    say(report);
    _exit(1);
  }

  /// In uid. We enter the rules ourselves, so that the program and its witness are under the same ones, and can send signals to
  /// each other and to nobody else. Should the grader die, we end what is left; nobody else would.
  void enter_rules() const {
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "PR_SET_NO_NEW_PRIVS");
    must(enter_landlock(means_.file_rules), "Landlock");
    static ProgramUser user;
    user = means_.user;
    ::signal(SIGTERM, [](int) {
      if (held != 0) ptrace(PTRACE_DETACH, held, nullptr, nullptr);  // who is held just before its end cannot even be killed
      do {
        const pid_t killer = fork();
        if (killer == 0) kill_all_of(user);
        wait_for_killer(killer);
        while (waitpid(-1, nullptr, WNOHANG) > 0) {
        }
      } while (errno != ECHILD);
      _exit(1);
    });
    must(prctl(PR_SET_PDEATHSIG, SIGTERM) == 0, "PR_SET_PDEATHSIG");
  }

  /// Where the machine's memory ends, the kernel ends us and what we start before anything else (proc(5), oom_score_adj). Where it
  /// cannot be asked for this, nothing is lost but that.
  static void be_the_first_to_go() {
    const Descriptor score(open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC));
    if (score && write(score.get(), "1000", 4) != 4) return;
  }

  /// In a copy of the BoxRoot: what is this box's own.
  void make_file_system() const {
    // hidepid (proc(5)): whom the program may not trace it does not see, which is init: its command line is the grader's.
    must(mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=2") == 0, "mount /proc");
    const auto options = "mode=0755,size=" + plan_.limits.box_size + ",nr_inodes=" + plan_.limits.box_files;
    must(mount("box", "/box", "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) == 0, "mount /box");
    must(chdir("/box") == 0, "chdir", "/box");
    const int limit = open("/proc/sys/user/max_user_namespaces", O_WRONLY | O_CLOEXEC);
    must(limit >= 0 && write(limit, "0", 1) == 1, "forbid further user namespaces");
    close(limit);
  }

  /// UNDER is what the shell calls it. With less than VALUE a program, or its compiler, could fail by no fault of its own.
  void limit(__rlimit_resource resource, rlim_t value, const char* under) const {
    const rlimit both{value, value};
    must(setrlimit(resource, &both) == 0, "give a program what it may have at most: the shell allows less, see", under);
  }

  void limit_cores() const {
    // 1, not 0: where the machine hands cores to a program through a pipe (core(5)), 0 does not keep it from being started.
    rlimit cores{};
    must(getrlimit(RLIMIT_CORE, &cores) == 0, "getrlimit");
    cores.rlim_cur = cores.rlim_max = std::min<rlim_t>(1, cores.rlim_max);
    must(setrlimit(RLIMIT_CORE, &cores) == 0, "setrlimit");
  }

  void set_limits() const {
    const auto& limits = plan_.limits;
    // Without a user of its own the number would count all of the user's processes, not the program's.
    if (plan_.isolation != Isolation::bare) limit(RLIMIT_NPROC, limits.processes, "ulimit -u");
    limit(RLIMIT_NOFILE, limits.descriptors, "ulimit -n");
    limit(RLIMIT_FSIZE, limits.file_bytes, "ulimit -f");
    limit(RLIMIT_AS, limits.memory_bytes, "ulimit -v");
    limit(RLIMIT_CPU, static_cast<rlim_t>(limits.processor_time.count()), "ulimit -t");
    limit_cores();
  }

  /// In namespaces nothing of ours is needed any more, so that whatever is started has been given up beforehand, once. (Who holds
  /// a program at its end calls ptrace, which the filter denies.)
  bool gives_up_first() const { return plan_.isolation == Isolation::namespaces && !plan_.hold_at_exit; }

  void give_up_privileges() const {
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "PR_SET_NO_NEW_PRIVS");
    if (plan_.isolation == Isolation::namespaces) {
      int capability = 0;
      while (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0) ++capability;
      must(errno == EINVAL && capability > CAP_SYS_ADMIN, "PR_CAPBSET_DROP");  // EINVAL: there is no such capability any more
      __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
      const std::array<__user_cap_data_struct, 2> none{};
      must(syscall(SYS_capset, &header, none.data()) == 0, "capset");
    }
    become_user();
    must(load_system_call_filter(means_.filter), "seccomp");
  }

  /// In uid.
  void become_user() const {
    if (plan_.isolation == Isolation::uid) must(become(means_.user), "setresuid");
  }

  /// Leads a process group in which nobody else is, until the program is put into it.
  pid_t start_witness() {
    const pid_t witness = fork();
    must(witness >= 0, "fork", "the witness");
    if (witness == 0) {
      setpgid(0, 0);
      for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
      become_user();
      give_up_descriptors();
      while (true) pause();
    }
    setpgid(witness, witness);
    return witness;
  }

  pid_t start_program(const pid_t witness) const {
    // vfork(2): the program is about to be another one, so nothing of this process need be copied. Who is to be traced stops
    // before.
    // NOLINTNEXTLINE(clang-analyzer-unix.Vfork,clang-analyzer-security.insecureAPI.vfork): the child only becomes another program
    const pid_t program = plan_.hold_at_exit ? fork() : vfork();
    if (program == 0) become_program(witness);
    must(program > 0, "fork");
    return program;
  }

  [[noreturn]] void become_program(pid_t witness) const {
    must(setpgid(0, witness) == 0, "setpgid");  // 0: leads a group of its own
    must(dup2(plan_.standard_input, STDIN_FILENO) >= 0, "dup2");
    must(dup2(plan_.standard_output, STDOUT_FILENO) >= 0, "dup2");
    must(dup2(plan_.standard_error, STDERR_FILENO) >= 0, "dup2");
    must(close_range(3, std::numeric_limits<unsigned>::max(), CLOSE_RANGE_CLOEXEC) == 0, "close_range");
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    umask(022);
    set_limits();
    if (plan_.hold_at_exit) {
      must(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0, "PTRACE_TRACEME");
      raise(SIGSTOP);  // until init has said what it wants to know
    }
    if (!gives_up_first()) give_up_privileges();

    std::vector<char*> arguments;
    arguments.reserve(plan_.arguments.size() + 1);
    for (const auto& argument : plan_.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    std::vector<std::string> settings{"PATH=/usr/bin:/bin", "LC_ALL=C"};
    const bool boxed = plan_.isolation == Isolation::namespaces;
    if (!boxed) prctl(PR_SET_PDEATHSIG, SIGKILL);  // a change of identity would take it back, so it is wished for this late
    if (plan_.writes_there && !boxed) settings.push_back("TMPDIR=" + plan_.program_folder.string());
    if (boxed) settings.insert(settings.end(), {"HOME=/box", "TMPDIR=/box"});
    if (!plan_.preload.empty()) settings.push_back("LD_PRELOAD=" + (boxed ? std::string("/preload.so") : plan_.preload.string()));
    settings.insert(settings.end(), plan_.environment.begin(), plan_.environment.end());
    std::vector<char*> environment;
    environment.reserve(settings.size() + 1);
    for (auto& setting : settings) environment.push_back(setting.data());
    environment.push_back(nullptr);
    execve(plan_.executable.c_str(), arguments.data(), environment.data());
    say({BoxReport::Kind::exec_failed, 0, errno, {}});
    _exit(127);
  }

  /// Copies of the grader's own ends came with clone(2). As long as one is open, what the grader closes is not closed: the program
  /// would wait for an end of file or of a stream. So they go before it starts.
  void close_what_is_the_graders() const {
    std::array<int, 4> kept{report_, plan_.standard_input, plan_.standard_output, plan_.standard_error};
    std::ranges::sort(kept);
    unsigned from = 0;
    for (const int number : kept) {
      const auto keep = static_cast<unsigned>(number);
      if (keep > from) close_range(from, keep - 1, 0);
      from = keep + 1;
    }
    close_range(from, std::numeric_limits<unsigned>::max(), 0);
  }

  /// init keeps nothing but the socket: a copy of the program's pipes would keep them open after the program's end. The numbers
  /// below stay free for those of the next program.
  void give_up_descriptors() {
    constexpr int kept = STDERR_FILENO + 1;
    if (dup3(report_, kept, O_CLOEXEC) >= 0) report_ = kept;
    if (report_ > 0) close_range(0, static_cast<unsigned>(report_) - 1, 0);
    close_range(static_cast<unsigned>(report_) + 1, std::numeric_limits<unsigned>::max(), 0);
  }

  void trace_exit_of(pid_t program) const {
    int status = 0;
    must(waitpid(program, &status, 0) == program && WIFSTOPPED(status), "wait for the traced program");
    must(ptrace(PTRACE_SETOPTIONS, program, nullptr, PTRACE_O_TRACEEXIT) == 0, "PTRACE_O_TRACEEXIT");
    must(ptrace(PTRACE_CONT, program, nullptr, nullptr) == 0, "PTRACE_CONT");
    held = program;
  }

  /// A traced program stops for every signal, after execve and before its end (ptrace(2)).
  void go_on_from(pid_t program, int status) const {
    long signal = WSTOPSIG(status);
    if (status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXIT << 8))) {
      say({BoxReport::Kind::ending, program, 0, {}});
      hear_go();
    }
    if (signal == SIGTRAP) signal = 0;
    ptrace(PTRACE_CONT, program, nullptr, signal);
  }

  /// Until nobody is left.
  void reap_all() const {
    while (true) {
      int status = 0;
      const pid_t ended = waitpid(-1, &status, 0);
      if (ended > 0 && WIFSTOPPED(status))
        go_on_from(ended, status);
      else if (ended > 0)
        say({BoxReport::Kind::reaped, ended, status, {}, now(), nobody_is_left()});
      else if (errno == ECHILD)
        return;
    }
  }

  /// Whoever loses its parent becomes our child.
  static bool nobody_is_left() {
    siginfo_t any{};
    return waitid(P_ALL, 0, &any, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD;
  }

  /// When the grader says so.
  void start_next() {
    auto order = receive_order(report_);
    if (!order) _exit(0);  // the grader is gone
    plan_.executable = std::move(order->executable);
    plan_.arguments = std::move(order->arguments);
    plan_.environment = std::move(order->environment);
    plan_.standard_input = order->standard_input;
    plan_.standard_output = order->standard_output;
    plan_.standard_error = order->standard_error;
    say({BoxReport::Kind::started, start_program(0), 0, {}});
    give_up_descriptors();
  }

  inline static pid_t held = 0;  ///< the traced program; for a signal handler

  BoxPlan plan_;
  const BoxMeans& means_;
  int report_;
};

}  // namespace

void run_box_init(const BoxMeans& means, int report) { Inside(means, report).run(); }

bool in_first_user_namespace() {
  // There every user is himself: one line "0 0 4294967295" (user_namespaces(7)).
  std::istringstream map(read_proc_file("/proc/self/uid_map").value_or(""));
  unsigned long inside = 1;
  unsigned long outside = 1;
  unsigned long length = 0;
  map >> inside >> outside >> length;
  return inside == 0 && outside == 0 && length == 4294967295;
}

}  // namespace wirelab
