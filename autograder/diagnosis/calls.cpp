#include "diagnosis/calls.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace wirelab::diagnosis {

bool is_receive(const Call& call) {
  static constexpr std::array<std::string_view, 5> names{"recv", "recvfrom", "recvmsg", "read", "readv"};
  return std::ranges::find(names, call.name) != names.end();
}

bool is_send(const Call& call) {
  static constexpr std::array<std::string_view, 5> names{"send", "sendto", "sendmsg", "write", "writev"};
  return std::ranges::find(names, call.name) != names.end();
}

Calls::Calls(const std::vector<Call>& calls) {
  for (const auto& call : calls) calls_.push_back(&call);
}

Calls Calls::where(const std::function<bool(const Call&)>& holds) const {
  Calls found;
  for (const auto* call : calls_)
    if (holds(*call)) found.calls_.push_back(call);
  return found;
}

Calls Calls::named(std::initializer_list<std::string_view> names) const {
  return where([&](const Call& call) { return std::ranges::find(names, call.name) != names.end(); });
}

Calls Calls::by(int process) const {
  return where([process](const Call& call) { return call.process == process; });
}

Calls Calls::not_by(int process) const {
  return where([process](const Call& call) { return call.process != process; });
}

Calls Calls::on(int descriptor) const {
  return where([descriptor](const Call& call) { return !call.arguments.empty() && number_at(call, 0) == descriptor; });
}

Calls Calls::failed() const {
  return where([](const Call& call) { return call.result < 0; });
}

Calls Calls::failed_with(std::string_view error) const {
  return where([error](const Call& call) { return call.error == error; });
}

Calls Calls::successful() const {
  return where([](const Call& call) { return call.result >= 0; });
}

Calls Calls::after(const Call& call) const {
  Calls found;
  const auto at = std::ranges::find(calls_, &call);
  if (at != calls_.end())
    found.calls_.assign(at + 1, calls_.end());
  else  // CALL is none of these: by their places in the log
    found = where([&call](const Call& other) { return &other > &call; });
  return found;
}

Calls Calls::before(const Call& call) const {
  return where([&call](const Call& other) { return &other < &call; });
}

long number_at(const Call& call, std::size_t index) {
  long number = 0;
  if (index < call.arguments.size()) {
    const auto& text = call.arguments[index];
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return number;
}

std::string text_at(const Call& call, std::size_t index) {
  return index < call.arguments.size() ? call.arguments[index] : std::string();
}

int port_in(std::string_view address) {
  const auto colon = address.rfind(':');
  int port = -1;
  if (address.starts_with("AF_INET") && colon != std::string_view::npos)
    std::from_chars(address.data() + colon + 1, address.data() + address.size(), port);
  return port;
}

std::string host_in(std::string_view address) {
  const auto space = address.find(' ');
  const auto colon = address.rfind(':');
  if (!address.starts_with("AF_INET") || colon == std::string_view::npos || space > colon) return {};
  return std::string(address.substr(space + 1, colon - space - 1));
}

std::vector<Served> served_in(const Calls& calls) {
  std::vector<Served> served;
  for (const auto* accept : calls.named("accept").successful()) {
    Served one;
    one.process = accept->process;
    one.descriptor = static_cast<int>(accept->result);
    // Its children of this time: those forked between this accept and the next that gives the same descriptor.
    std::set<int> children;
    bool open = true;
    one.own = calls.after(*accept).where([&](const Call& call) {
      if (!open || call.process != one.process) return false;
      if (call.name == "accept" && call.result == one.descriptor) open = false;
      if (open && call.name == "fork" && call.result > 0) children.insert(static_cast<int>(call.result));
      const bool about_it = open && !call.arguments.empty() && number_at(call, 0) == one.descriptor && call.name != "kill" &&
                            call.name != "sleep" && call.name != "sigaction" && call.name != "poll" && call.name != "select" &&
                            call.name != "socket" && call.name != "waitpid";
      if (about_it && call.name == "close") {
        one.closed = call.result == 0;
        open = false;
      }
      return about_it;
    });
    one.of_children =
        calls.after(*accept).on(one.descriptor).where([&](const Call& call) { return children.contains(call.process); });
    one.shut_down = one.own.named("shutdown").any() || one.of_children.named("shutdown").any();
    const bool a_child_talks = one.of_children.receives().any() || one.of_children.sends().any();
    one.talk = a_child_talks ? one.of_children : one.own;
    one.hung_up = a_child_talks ? one.of_children.named("close").successful().any() : one.closed;
    served.push_back(std::move(one));
  }
  return served;
}

}  // namespace wirelab::diagnosis
