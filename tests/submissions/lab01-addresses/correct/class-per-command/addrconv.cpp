// One class for each command; addresses are arrays of bytes; each part is read by hand, the classic forms too.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

using Bytes = std::vector<std::uint8_t>;
using Words = std::vector<std::string>;

class Refusal : public std::exception {};

// A number as C writes it: 0x, 0 or nothing in front.
std::optional<std::uint64_t> number(std::string_view text, bool classic) {
  unsigned base = 10;
  if (classic && text.size() > 1 && text[0] == '0') {
    base = text[1] == 'x' || text[1] == 'X' ? 16 : 8;
    text.remove_prefix(base == 16 ? 2 : 1);
  }
  if (text.empty() || text.size() > 12 || (!classic && text.size() > 1 && text[0] == '0')) return {};
  std::uint64_t value = 0;
  for (const char c : text) {
    const auto digit = std::string_view("0123456789abcdef").find(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    if (digit == std::string_view::npos || digit >= base) return {};
    value = value * base + digit;
  }
  return value;
}

Bytes quad(std::string_view text, bool classic) {
  std::vector<std::uint64_t> parts;
  for (bool more = true; more;) {
    const auto dot = text.find('.');
    const auto part = number(text.substr(0, dot), classic);
    if (!part || parts.size() == 4) throw Refusal();
    parts.push_back(*part);
    more = dot != std::string_view::npos;
    if (more) text.remove_prefix(dot + 1);
  }
  if (!classic && parts.size() != 4) throw Refusal();
  Bytes result;
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (parts[i] > 255) throw Refusal();
    result.push_back(static_cast<std::uint8_t>(parts[i]));
  }
  const auto room = 4 - result.size();
  if (parts.back() >> (8 * room) != 0) throw Refusal();
  for (auto left = room; left-- > 0;) result.push_back(static_cast<std::uint8_t>(parts.back() >> (8 * left)));
  return result;
}

std::uint16_t port(const std::string& text) {
  if (text.find_first_not_of("0123456789") != std::string::npos) throw Refusal();
  const auto first = text.find_first_not_of('0');
  const auto value = number(first == std::string::npos && !text.empty() ? "0" : text.substr(std::min(first, text.size())), false);
  if (!value || *value > 65535) throw Refusal();
  return static_cast<std::uint16_t>(*value);
}

std::string hex(const Bytes& bytes) {
  std::string out;
  for (const auto b : bytes) (out += out.empty() ? "" : " ") += {"0123456789abcdef"[b / 16], "0123456789abcdef"[b % 16]};
  return out;
}

std::string dotted(const Bytes& b) {
  return std::to_string(b[0]) + '.' + std::to_string(b[1]) + '.' + std::to_string(b[2]) + '.' + std::to_string(b[3]);
}

std::string with_number(const Bytes& b) {
  return hex(b) + ' ' + std::to_string(std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3]);
}

sockaddr_in endpoint(const Words& words) {
  sockaddr_in result = {};
  const auto bytes = quad(words[0], false);
  std::memcpy(&result.sin_addr, bytes.data(), bytes.size());
  result.sin_family = AF_INET;
  result.sin_port = htons(port(words[1]));
  return result;
}

struct Command {
  virtual ~Command() = default;
  virtual std::size_t words() const { return 1; }
  virtual std::string run(const Words& words) const = 0;
};
struct Pton : Command {
  std::string run(const Words& w) const override { return with_number(quad(w[0], false)); }
};
struct Aton : Command {
  std::string run(const Words& w) const override { return with_number(quad(w[0], true)); }
};
struct Ntoa : Command {
  std::string run(const Words& w) const override {
    if (w[0].size() != 8 || w[0].find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) throw Refusal();
    return dotted(quad("0x" + w[0], true));
  }
};
struct Pair : Command {
  std::size_t words() const override { return 2; }
  std::string run(const Words& w) const override { return dotted(quad(w[0], false)) + ' ' + dotted(quad(w[1], false)); }
};
struct Port : Command {
  std::string run(const Words& w) const override {
    const auto n = port(w[0]);
    const Bytes bytes = {static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)};
    return std::to_string(n) + ' ' + hex(bytes) + ' ' + std::to_string(bytes[1] << 8 | bytes[0]);
  }
};
struct Sockaddr : Command {
  std::size_t words() const override { return 2; }
  std::string run(const Words& w) const override {
    const auto name = endpoint(w);
    const auto* begin = reinterpret_cast<const std::uint8_t*>(&name);
    return hex(Bytes(begin, begin + sizeof name));
  }
};
struct Pton6 : Command {
  std::string run(const Words& w) const override {
    Bytes bytes(16);
    if (inet_pton(AF_INET6, w[0].c_str(), bytes.data()) != 1) throw Refusal();
    return hex(bytes);
  }
};
struct Send : Command {
  std::size_t words() const override { return 2; }
  std::string run(const Words& w) const override {
    const auto to = endpoint(w);
    const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "socket");
    const std::array<char, 6> hello = {'h', 'e', 'l', 'l', 'o', '\n'};
    if (sendto(fd, hello.data(), hello.size(), 0, reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0)
      throw std::system_error(errno, std::generic_category(), "sendto");
    close(fd);
    return "";
  }
};

std::unique_ptr<Command> find(const std::string& name) {
  if (name == "pton") return std::make_unique<Pton>();
  if (name == "aton") return std::make_unique<Aton>();
  if (name == "ntoa") return std::make_unique<Ntoa>();
  if (name == "pair") return std::make_unique<Pair>();
  if (name == "port") return std::make_unique<Port>();
  if (name == "sockaddr") return std::make_unique<Sockaddr>();
  if (name == "pton6") return std::make_unique<Pton6>();
  if (name == "send") return std::make_unique<Send>();
  return nullptr;
}

int main(int argc, char** argv) {
  const Words all(argv + 1, argv + argc);
  const auto command = all.empty() ? nullptr : find(all[0]);
  if (!command || all.size() != command->words() + 1) {
    std::cerr << "usage: addrconv COMMAND ARGS" << std::endl;
    return 2;
  }
  try {
    const auto line = command->run(Words(all.begin() + 1, all.end()));
    if (!line.empty()) std::cout << line << '\n';
    return 0;
  } catch (const Refusal&) {
    std::cerr << "addrconv: " << all[0] << ": a value that cannot be converted" << std::endl;
  } catch (const std::system_error& error) {
    std::cerr << "addrconv: " << error.what() << std::endl;
  }
  return 1;
}
