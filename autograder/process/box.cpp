#include "process/box.hpp"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "process/box_inside.hpp"
#include "process/box_order.hpp"
#include "process/box_root.hpp"
#include "process/landlock.hpp"
#include "process/poll_step.hpp"
#include "process/process_view.hpp"
#include "process/system_call.hpp"
#include "process/system_call_filter.hpp"

namespace wirelab {
namespace {

constexpr unsigned long box_namespaces = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS;

/// The user outside that user 1000 of the box is. For root a high number that nobody has, another for each grader process, so
/// that nothing on the machine belongs to it; for an ordinary user, who is root of a namespace of her own by now, herself.
long outside_user() { return in_first_user_namespace() ? long{first_high_user} + getpid() : 0; }

void write_file(const std::string& path, const std::string& text) {
  const auto file = must_open(open(path.c_str(), O_WRONLY | O_CLOEXEC), path);
  must(write(file.get(), text.data(), text.size()), path);
}

/// user_namespaces(7): user and group 1000 inside.
void map_identity(pid_t init, long user) {
  const auto line = fmt::format("1000 {} 1", user);
  write_file(fmt::format("/proc/{}/uid_map", init), line);
  write_file(fmt::format("/proc/{}/gid_map", init), line);
}

/// A program may open its standard streams once more, by name (/dev/stdout): the pipes behind them have to be its own (proc(5)).
void give_pipes(const BoxPlan& plan, uid_t user, gid_t group) {
  for (const int stream : {plan.standard_input, plan.standard_output, plan.standard_error}) {
    struct stat status {};
    if (fstat(stream, &status) != 0 || !S_ISFIFO(status.st_mode)) continue;
    must(fchown(stream, user, group), "give a pipe to the program");
  }
}

/// In namespaces.
void give_pipes_to_outside_user(const BoxPlan& plan) {
  const long user = outside_user();
  if (user != 0) give_pipes(plan, static_cast<uid_t>(user), static_cast<gid_t>(user));
}

/// What a program in `uid` can reach.
ReachableFiles reachable_files(const BoxPlan& plan) {
  ReachableFiles files{{"/usr", "/bin", "/sbin", "/lib", "/lib64", "/lib32", "/etc/protocols", "/etc/services"},
                       {"/dev/null", "/dev/zero", "/dev/urandom"}};
  (plan.writes_there ? files.writable : files.readable).push_back(plan.program_folder);
  return files;
}

/// LIBRARY lies where the program's user may not come; a copy in its folder can be read.
std::filesystem::path copy_for_program(const std::filesystem::path& library, const std::filesystem::path& folder) {
  auto copy = folder / library.filename();
  if (std::filesystem::exists(copy)) return copy;
  // Checks run side by side: each makes its own, and the last name stays.
  const auto own = folder / fmt::format("{}.{}", library.filename().string(), getpid());
  std::filesystem::copy_file(library, own, std::filesystem::copy_options::overwrite_existing);
  std::filesystem::permissions(own, std::filesystem::perms(0644));
  std::filesystem::rename(own, copy);
  return copy;
}

}  // namespace

Box::Box(const BoxPlan& given) : plan_(given), isolation_(given.isolation) {
  auto plan = given;
  Descriptor rules;
  if (isolation_ == Isolation::uid) {
    auto held = unused_user(plan.program_folder);
    user_ = held.program;
    user_holder_ = std::move(held.holder);
    rules = make_landlock_rules(reachable_files(plan));
    if (!plan.preload.empty()) plan.preload = copy_for_program(plan.preload, plan.program_folder);
  }
  if (isolation_ == Isolation::uid) give_pipes(plan, user_.user, user_.group);
  if (isolation_ == Isolation::namespaces) give_pipes_to_outside_user(plan);
  const auto& filter = system_call_filter();
  int ends[2];
  must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), "socketpair for the box");
  reports_ = Descriptor(ends[0]);
  Descriptor inside(ends[1]);

  const bool boxed = isolation_ == Isolation::namespaces;
  unsigned long flags = boxed ? box_namespaces : 0;
  if (boxed && plan.no_network) flags |= CLONE_NEWNET;
  std::optional<BoxRoot> root;
  std::optional<InMountNamespace> inside_root;
  if (boxed) {
    root.emplace(plan.program_folder, plan.preload);
    inside_root.emplace(root->mount_namespace());
  }
  int handle = -1;
  const auto child = syscall(SYS_clone, flags | CLONE_PIDFD | SIGCHLD, nullptr, &handle, nullptr, nullptr);
  if (child < 0) fail_with_errno("clone the box");
  if (child == 0) {
    // Should the grader die before init has wished to die with it, init must see the end of this stream: no copy may be open.
    reports_.reset();
    run_box_init({plan, filter, user_, rules}, inside.get());
  }
  inside_root.reset();
  init_ = Pid{static_cast<pid_t>(child)};
  init_handle_ = Descriptor(handle);
  inside.reset();
  try {
    if (isolation_ == Isolation::namespaces) map_identity(init_.number, outside_user());
    wait_until_started();
  } catch (...) {
    destroy();
    throw;
  }
}

void Box::wait_until_started() {
  const char go = 1;
  must(send(reports_.get(), &go, 1, MSG_NOSIGNAL), "let the box begin");
  must_report(BoxReport::Kind::ready);
  // init is still open to be looked into here; it closes itself off before it starts the program.
  const auto root = isolation_ == Isolation::namespaces ? fmt::format("/proc/{}/root", init_.number) : std::string();
  proc_ = must_open(open((root + "/proc").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC), "open the /proc of the box");
  if (isolation_ == Isolation::namespaces) {
    writable_folder_ = must_open(open((root + "/box").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC), "open the folder of the box");
    must(fstat(writable_folder_.get(), &folder_at_first_), "look at the folder of the box");
  }
  must(send(reports_.get(), &go, 1, MSG_NOSIGNAL), "let the box start the program");
  note_started();
}

void Box::note_started() {
  const auto started = must_report(BoxReport::Kind::started);
  program_ = Pid{started.pid};
  witness_ = Pid{started.value};
}

bool Box::is_as_new() const {
  if (!nobody_is_left_) return false;
  struct stat folder {};
  must(fstat(writable_folder_.get(), &folder), "look at the folder of the box");
  // Whoever makes or removes something in it, or gives it another mode, changes the time of its status; within one tick of the
  // clock not even that, but what is there counts in its size then (tmpfs).
  const auto is_same = [](const timespec& one, const timespec& other) {
    return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
  };
  return is_same(folder.st_ctim, folder_at_first_.st_ctim) && folder.st_size == folder_at_first_.st_size &&
         folder.st_mode == folder_at_first_.st_mode;
}

bool Box::fits(const BoxPlan& plan) const {
  const auto special = [](const BoxPlan& one) {
    return one.isolation != Isolation::namespaces || one.hold_at_exit || one.with_witness;
  };
  return !special(plan_) && !special(plan) && plan.program_folder == plan_.program_folder && plan.preload == plan_.preload &&
         plan.limits == plan_.limits && plan.no_network == plan_.no_network;
}

bool Box::start_another(const BoxPlan& plan) {
  if (!fits(plan) || !is_as_new()) return false;
  give_pipes_to_outside_user(plan);
  if (!send_order(reports_, {plan.executable, plan.arguments, plan.environment, plan.standard_input, plan.standard_output,
                             plan.standard_error}))
    return false;
  nobody_is_left_ = false;
  note_started();
  return true;
}

BoxReport Box::must_report(BoxReport::Kind kind) {
  pollfd watched{reports_.get(), POLLIN, 0};
  wait_for_event({&watched, 1});
  const auto report = receive_report();
  if (!report) throw GraderFault("the box ended before it started the program (is the machine out of memory?)");
  if (report->kind == BoxReport::Kind::setup_failed)
    throw GraderFault(fmt::format("cannot build the box: {}: {}", report->step, std::strerror(report->value)));
  if (report->kind == BoxReport::Kind::exec_failed) {
    early_report_ = report;  // it has not become the program, and init goes on only afterwards (vfork)
    return must_report(kind);
  }
  if (report->kind != kind) throw GraderFault("the box reports out of turn");
  return *report;
}

std::optional<BoxReport> Box::next_report() {
  if (early_report_) return std::exchange(early_report_, std::nullopt);
  return receive_report();
}

std::optional<BoxReport> Box::receive_report() {
  BoxReport report;
  const auto size = recv(reports_.get(), &report, sizeof report, MSG_DONTWAIT);
  if (size != static_cast<ssize_t>(sizeof report)) return std::nullopt;
  nobody_is_left_ = report.kind == BoxReport::Kind::reaped && report.nobody_is_left;
  return report;
}

void Box::release() {
  const char go = 1;
  must(send(reports_.get(), &go, 1, MSG_NOSIGNAL), "let the program end");
}

Descriptor Box::proc() const { return must_open(fcntl(proc_.get(), F_DUPFD_CLOEXEC, 3), "copy the /proc of the box"); }

void Box::signal(Pid process, int signal) const {
  const auto name = std::to_string(process.number);
  // A descriptor of /proc/PID stands for the process, and works across pid namespaces (pidfd_send_signal(2)).
  const Descriptor folder(openat(proc_.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return;
  if (syscall(SYS_pidfd_send_signal, folder.get(), signal, nullptr, 0) != 0 && errno != ESRCH)
    fail_with_errno(fmt::format("send signal {}", signal));
}

void Box::destroy() {
  if (!init_handle_) return;
  if (isolation_ != Isolation::namespaces && proc_) end_descendants();
  syscall(SYS_pidfd_send_signal, init_handle_.get(), SIGKILL, nullptr, 0);
  while (waitpid(init_.number, nullptr, 0) < 0 && errno == EINTR) {
  }
  init_handle_.reset();
}

/// Without a pid namespace nothing ends the descendants but we.
void Box::end_descendants() {
  // Who is held just before its end cannot even be killed.
  const char go = 1;
  if (plan_.hold_at_exit) send(reports_.get(), &go, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
  // They are init's, so none gets away from the list.
  const auto view = ProcessView::of_descendants(proc(), init_);
  for (auto left = view.processes(); !left.empty(); left = view.processes()) {
    if (isolation_ == Isolation::uid)
      kill_at_once();
    else
      for (const Pid process : left) signal(process, SIGKILL);
    while (receive_report()) {  // init collects them, and must not have to wait for us to listen
    }
    poll_step({}, longest_poll_step);
  }
}

/// Who forks faster than a list is read is not faster than this.
void Box::kill_at_once() const {
  const pid_t killer = must(fork(), "fork");
  if (killer == 0) kill_all_of(user_);
  wait_for_killer(killer);
}

}  // namespace wirelab
