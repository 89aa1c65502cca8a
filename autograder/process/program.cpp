#include "process/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "model/fault.hpp"
#include "process/own_number.hpp"
#include "process/poll_step.hpp"
#include "process/proc_file.hpp"
#include "process/program_user.hpp"

namespace wirelab {
namespace {

constexpr std::size_t kept_head = 256 << 10;
constexpr std::size_t kept_tail = 8 << 10;

/// Reads PIPE until it has nothing more.
void drain(Descriptor& pipe, Output& output) {
  // Not for ever: whoever writes faster than we read is read on at the next turn.
  constexpr int most_reads = 64;
  std::array<char, 16384> buffer;
  for (int turn = 0; pipe && turn < most_reads; ++turn) {
    const auto count = read(pipe.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    if (count == 0)
      pipe.reset();
    else
      output.append({buffer.data(), static_cast<std::size_t>(count)});
  }
}

Pipe input_for(const Launch& launch) {
  if (launch.with_input) return make_pipe();
  return {must_open(open("/dev/null", O_RDONLY | O_CLOEXEC), "/dev/null"), {}};
}

BoxPlan plan_for(const Launch& launch, const Pipe& input, const Pipe& output, const Pipe& error) {
  BoxPlan plan;
  plan.isolation = launch.isolation;
  plan.program_folder = launch.folder;
  const std::filesystem::path executable(launch.executable);
  const auto folder = launch.isolation == Isolation::namespaces ? std::filesystem::path("/program") : launch.folder;
  plan.executable = executable.is_absolute() ? executable : folder / executable;
  plan.arguments = {executable.filename().string()};
  plan.arguments.insert(plan.arguments.end(), launch.arguments.begin(), launch.arguments.end());
  plan.limits = launch.limits;
  plan.no_network = launch.no_network;
  plan.writes_there = launch.writes_there;
  plan.hold_at_exit = launch.hold_at_exit;
  plan.with_witness = launch.with_witness;
  plan.environment = launch.environment;
  plan.preload = launch.preload;
  plan.standard_input = input.read_end.get();
  plan.standard_output = output.write_end.get();
  plan.standard_error = error.write_end.get();
  return plan;
}

ProcessView view_of(const Box& box) {
  auto view = box.isolation() == Isolation::namespaces ? ProcessView::of_namespace(box.proc(), box.guardian())
                                                       : ProcessView::of_descendants(box.proc(), box.guardian(), box.user());
  view.leave_out(box.witness());
  return view;
}

}  // namespace

void Output::append(std::string_view bytes) {
  total_ += bytes.size();
  head_.append(bytes.substr(0, kept_head - std::min(kept_head, head_.size())));
  tail_.append(bytes);
  if (tail_.size() > kept_tail) tail_.erase(0, tail_.size() - kept_tail);
}

std::string Output::tail(std::size_t bytes) const { return tail_.size() <= bytes ? tail_ : tail_.substr(tail_.size() - bytes); }

Program::Program(const Launch& launch) : Program(launch, input_for(launch), make_pipe(), make_pipe(), nullptr) {}

Program::Program(const Launch& launch, Program& previous)
    : Program(launch, input_for(launch), make_pipe(), make_pipe(), &previous) {}

Program::Program(const Launch& launch, Pipe input, Pipe output, Pipe error, Program* previous)
    : name_(std::filesystem::path(launch.executable).filename()),
      input_pipe_(std::move(input.write_end)),
      output_pipe_(std::move(output.read_end)),
      error_pipe_(std::move(error.read_end)),
      box_(box_for(plan_for(launch, input, output, error), previous)),
      first_process_(box_->program()),
      view_(view_of(*box_)) {
  if (input_pipe_) make_nonblocking(input_pipe_);
  make_nonblocking(output_pipe_);
  make_nonblocking(error_pipe_);
}

Box Program::box_for(const BoxPlan& plan, Program* previous) {
  if (previous != nullptr)
    if (auto box = previous->leave_box_to(plan)) return std::move(*box);
  return Box(plan);
}

std::optional<Box> Program::leave_box_to(const BoxPlan& plan) {
  if (!box_) return std::nullopt;
  pump();
  if (!wait_status_ || output_pipe_ || error_pipe_ || !box_->start_another(plan)) return std::nullopt;
  note_over();
  return std::exchange(box_, std::nullopt);
}

void Program::note_exec_error(int error) {
  // Of the machine, not of the file.
  if (error == EAGAIN || error == ENOMEM || error == ENFILE || error == EIO)
    throw GraderFault(fmt::format("cannot start {}: {}", name_, std::strerror(error)));
  exec_error_ = error;
}

bool Program::pump() {
  bool moved = pump_input();
  while (const auto report = box_ ? box_->next_report() : std::nullopt) {
    moved = true;
    if (report->kind == BoxReport::Kind::ending) held_at_exit_ = true;
    if (report->kind == BoxReport::Kind::exec_failed) note_exec_error(report->value);
    if (report->kind != BoxReport::Kind::reaped) continue;
    if (Pid{report->pid} == first_process_) {
      wait_status_ = report->value;
      ended_at_ = std::chrono::nanoseconds(report->at);
    }
    if (Pid{report->pid} == box_->witness()) witness_ended_ = true;
  }
  // After the reports: whoever knows that the program has ended knows all that it wrote.
  drain(output_pipe_, output_);
  drain(error_pipe_, error_);
  return moved;
}

void Program::watch(std::vector<pollfd>& watched) const {
  for (const auto* descriptor : {&output_pipe_, &error_pipe_})
    if (*descriptor) watched.push_back({descriptor->get(), POLLIN, 0});
  if (box_) watched.push_back({box_->reports().get(), POLLIN, 0});
  if (input_pipe_ && !typed_.empty()) watched.push_back({input_pipe_.get(), POLLOUT, 0});
}

bool Program::witness_lives() {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (true) {
    pump();
    if (witness_ended_) return false;
    const ReadingAs user(view_.user());
    const auto status = read_proc_file(view_.proc(), fmt::format("{}/status", box_->witness().number));
    const auto says = [&status](const char* words) { return status && status->find(words) != std::string::npos; };
    const bool pending = !says("\nSigPnd:\t0000000000000000\n") || !says("\nShdPnd:\t0000000000000000\n");
    if (pending || says("\nState:\tZ") || says("\nState:\tX")) return false;
    if (!says("\nState:\tR") && !says("\nState:\tD")) return true;  // it has arrived where it sleeps
    if (std::chrono::steady_clock::now() > give_up) throw GraderFault("the machine gave a process of the box no processor");
    poll_step({}, longest_poll_step);
  }
}

bool Program::pump_input() {
  bool moved = false;
  while (input_pipe_ && !typed_.empty()) {
    const auto count = write(input_pipe_.get(), typed_.data(), typed_.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) break;
    moved = true;
    if (count < 0) {  // EPIPE: nobody reads it any more
      typed_.clear();
      input_pipe_.reset();
      break;
    }
    typed_.erase(0, static_cast<std::size_t>(count));
  }
  if (input_ends_ && typed_.empty() && input_pipe_) {
    input_pipe_.reset();
    moved = true;
  }
  return moved;
}

void Program::type(std::string_view bytes) {
  typed_.append(bytes);
  pump_input();
}

void Program::end_input() {
  input_ends_ = true;
  pump_input();
}

void Program::limit_processes(rlim_t most) const {
  const rlimit limit{most, Limits{}.processes};
  for (const Pid process : view_.processes()) {
    const Pid own = own_number_of(view_, process);
    const ActingAs user(view_.user());
    if (own != Pid{} && prlimit(own.number, RLIMIT_NPROC, &limit, nullptr) != 0 && errno != ESRCH)
      fail_with_errno("limit the number of processes");
  }
}

void Program::signal_all(int signal) const {
  for (const Pid process : view_.processes()) this->signal(process, signal);
}

void Program::destroy() {
  pump();
  if (box_) box_->destroy();
  if (!wait_status_) wait_status_ = SIGKILL;  // as wait(2) would have it
}

std::string describe_wait_status(int status) {
  if (WIFEXITED(status)) return fmt::format("exit status {}", WEXITSTATUS(status));
  const int number = WTERMSIG(status);
  const char* name = sigabbrev_np(number);
  return name == nullptr ? fmt::format("signal {}", number) : fmt::format("SIG{} (signal {})", name, number);
}

}  // namespace wirelab
