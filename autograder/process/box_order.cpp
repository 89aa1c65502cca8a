#include "process/box_order.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>

#include "process/system_call.hpp"

namespace wirelab {
namespace {

/// Of its words; what a check tells a program is far shorter.
constexpr std::size_t longest_order = 16 << 10;

using Streams = std::array<int, 3>;

/// The executable, the number of arguments, these, and the environment; a zero byte, which none of them can hold, ends each.
std::string words_of(const BoxOrder& order) {
  std::string words;
  const auto add = [&words](std::string_view word) { words.append(word).push_back('\0'); };
  add(order.executable);
  add(std::to_string(order.arguments.size()));
  for (const auto& argument : order.arguments) add(argument);
  for (const auto& setting : order.environment) add(setting);
  return words;
}

BoxOrder order_in(std::string_view words) {
  std::vector<std::string> all;
  while (!words.empty()) {
    const auto end = std::min(words.find('\0'), words.size() - 1);
    all.emplace_back(words.substr(0, end));
    words.remove_prefix(end + 1);
  }
  BoxOrder order;
  if (all.size() < 2) return order;
  order.executable = std::move(all[0]);
  std::size_t arguments = 0;
  std::from_chars(all[1].data(), all[1].data() + all[1].size(), arguments);
  const auto first = all.begin() + 2;
  const auto last = first + static_cast<std::ptrdiff_t>(std::min(arguments, all.size() - 2));
  order.arguments.assign(first, last);
  order.environment.assign(last, all.end());
  return order;
}

/// A message of one part, with room for three descriptors.
struct Message {
  Message(void* bytes, std::size_t size) : part{bytes, size} {
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
  }
  iovec part;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(Streams))> control{};
  msghdr header{};
};

}  // namespace

bool send_order(const Descriptor& to, const BoxOrder& order) {
  auto words = words_of(order);
  if (words.size() > longest_order) return false;
  Message message(words.data(), words.size());
  auto* rights = CMSG_FIRSTHDR(&message.header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof(Streams));
  const Streams streams{order.standard_input, order.standard_output, order.standard_error};
  std::memcpy(CMSG_DATA(rights), streams.data(), sizeof streams);
  must(sendmsg(to.get(), &message.header, MSG_NOSIGNAL), "tell the box what to start");
  return true;
}

std::optional<BoxOrder> receive_order(int from) {
  std::array<char, longest_order> words;
  while (true) {
    Message message(words.data(), words.size());
    const auto size = recvmsg(from, &message.header, 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return std::nullopt;
    const auto* rights = CMSG_FIRSTHDR(&message.header);
    // Without streams it is the word to let a held program end, and that one is gone.
    if (rights == nullptr || rights->cmsg_len != CMSG_LEN(sizeof(Streams))) continue;
    Streams streams{};
    std::memcpy(streams.data(), CMSG_DATA(rights), sizeof streams);
    auto order = order_in({words.data(), static_cast<std::size_t>(size)});
    order.standard_input = streams[0];
    order.standard_output = streams[1];
    order.standard_error = streams[2];
    return order;
  }
}

}  // namespace wirelab
