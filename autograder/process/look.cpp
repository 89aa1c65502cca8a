#include "process/look.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "process/proc_file.hpp"

namespace wirelab {
namespace {

/// Field NUMBER of proc(5) stat, counted as there; FROM_STATE begins with field 3, the first one behind the name.
std::string_view stat_field(std::string_view from_state, int number) {
  for (int at = 3; at < number; ++at) from_state.remove_prefix(std::min(from_state.find(' '), from_state.size() - 1) + 1);
  return from_state.substr(0, from_state.find(' '));
}

/// Fills TASK from its three files. False: it is gone.
bool read_task(const Descriptor& proc, Task& task) {
  const auto base = fmt::format("{}/task/{}/", task.process.number, task.id.number);
  const auto stat = read_proc_file(proc, base + "stat");
  if (!stat) return false;
  const auto name_end = stat->rfind(')');
  if (name_end == std::string::npos || name_end + 2 >= stat->size()) return false;
  task.state = (*stat)[name_end + 2];
  std::from_chars(stat->data() + std::min(name_end + 4, stat->size()), stat->data() + stat->size(), task.parent.number);
  if (task.zombie()) return true;
  if (task.state == 'X') return false;
  const auto resident = stat_field(std::string_view(*stat).substr(name_end + 2), 24);
  std::from_chars(resident.data(), resident.data() + resident.size(), task.resident_pages);

  const auto schedstat = read_proc_file(proc, base + "schedstat");
  const auto call = read_proc_file(proc, base + "syscall");
  if (!schedstat || !call) return false;
  task.call = parse_system_call(*call);
  // nanoseconds on the processor, nanoseconds waiting for one, times put on one
  const char* const end = schedstat->data() + schedstat->size();
  long long on_processor = 0;
  long long waiting = 0;
  auto parsed = std::from_chars(schedstat->data(), end, on_processor);
  if (parsed.ptr != end) parsed = std::from_chars(parsed.ptr + 1, end, waiting);
  if (parsed.ptr != end) std::from_chars(parsed.ptr + 1, end, task.run_count);
  task.processor_time = std::chrono::nanoseconds(on_processor);
  task.waiting_time = std::chrono::nanoseconds(waiting);
  return true;
}

/// A process that has ended and whose parent is init is as good as gone: init collects it at once, and reports it.
void drop_collected_by(Pid init, Look& look) {
  std::set<Pid> alive;
  for (const auto& task : look.tasks)
    if (!task.zombie()) alive.insert(task.process);
  const auto dropped = std::erase_if(
      look.tasks, [&](const Task& task) { return task.zombie() && task.parent == init && !alive.contains(task.process); });
  if (dropped > 0) look.vanished = true;
}

void call_if(const std::function<void()>& hook) {
  if (hook) hook();
}

}  // namespace

std::chrono::nanoseconds Look::processor_time() const {
  std::chrono::nanoseconds sum{0};
  for (const auto& task : tasks) sum += task.processor_time;
  return sum;
}

std::chrono::nanoseconds Look::waiting_time() const {
  std::chrono::nanoseconds sum{0};
  for (const auto& task : tasks) sum += task.waiting_time;
  return sum;
}

std::uint64_t Look::resident_bytes() const {
  std::uint64_t pages = 0;
  for (const auto& task : tasks)
    if (task.id == task.process) pages += task.resident_pages;
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

bool Look::wants_to_run() const {
  return std::ranges::any_of(tasks,
                             [](const Task& task) { return task.state == 'R' || (task.state == 'D' && !task.waits_for_vfork()); });
}

Look look_at(const ProcessView& view, const LookHooks& hooks) {
  std::vector<Task> listed;
  for (const Pid process : view.processes()) {
    const auto folder = fmt::format("{}/task", process.number);
    for (const Pid id : numbered_entries(view.proc(), folder.c_str())) {
      Task task;
      task.process = process;
      task.id = id;
      listed.push_back(task);
    }
  }
  call_if(hooks.after_listing);
  Look look;
  const ReadingAs user(view.user());
  for (auto& task : listed) {
    call_if(hooks.before_each);
    if (read_task(view.proc(), task))
      look.tasks.push_back(task);
    else
      look.vanished = true;
  }
  drop_collected_by(view.guardian(), look);
  return look;
}

}  // namespace wirelab
