// Conversions by getaddrinfo and getnameinfo, numeric only; a regular expression says what is strict.
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <regex>
#include <string>

namespace {

struct Refused {
  std::string text;
};
struct Failed {
  const char* call;
  int error;
};

const std::regex quad(R"(((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4})");

using Found = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

Found look(const std::string& text, int family) {
  addrinfo hints{};
  hints.ai_family = family;
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = AI_NUMERICHOST;
  addrinfo* list = nullptr;
  if (text.empty() || getaddrinfo(text.c_str(), nullptr, &hints, &list) != 0) throw Refused{text};
  return Found(list, freeaddrinfo);
}

sockaddr_in any_form(const std::string& text) {
  sockaddr_in result;
  std::memset(&result, 0, sizeof result);
  result.sin_family = AF_INET;
  const auto found = look(text, AF_INET);
  result.sin_addr = reinterpret_cast<const sockaddr_in*>(found->ai_addr)->sin_addr;
  return result;
}

sockaddr_in strict(const std::string& text) {
  if (!std::regex_match(text, quad)) throw Refused{text};
  return any_form(text);
}

std::string name_of(const sockaddr_in& address) {
  char host[NI_MAXHOST];
  if (getnameinfo(reinterpret_cast<const sockaddr*>(&address), sizeof address, host, sizeof host, nullptr, 0, NI_NUMERICHOST) != 0)
    throw Refused{"?"};
  return host;
}

unsigned port_in(const std::string& text) {
  static const std::regex digits("0*[0-9]{1,5}");
  if (!std::regex_match(text, digits)) throw Refused{text};
  const unsigned long value = std::stoul(text);
  if (value > 0xffff) throw Refused{text};
  return static_cast<unsigned>(value);
}

sockaddr_in with_port(const std::string& address, const std::string& port) {
  auto result = strict(address);
  result.sin_port = htons(static_cast<uint16_t>(port_in(port)));
  return result;
}

std::string dump(const void* data, size_t size) {
  std::string out;
  char two[4];
  for (size_t i = 0; i < size; ++i) {
    std::snprintf(two, sizeof two, "%02x ", static_cast<const uint8_t*>(data)[i]);
    out += two;
  }
  out.pop_back();
  return out;
}

std::string line(const sockaddr_in& a) { return dump(&a.sin_addr, 4) + ' ' + std::to_string(ntohl(a.sin_addr.s_addr)); }

std::string ntoa(const std::string& hex) {
  static const std::regex eight("[0-9a-fA-F]{8}");
  if (!std::regex_match(hex, eight)) throw Refused{hex};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  for (size_t i = 0; i < 4; ++i)
    reinterpret_cast<uint8_t*>(&address.sin_addr)[i] = static_cast<uint8_t>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
  return name_of(address);
}

void send_to(const sockaddr_in& to) {
  const int fd = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
  if (fd < 0) throw Failed{"socket", errno};
  if (connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) throw Failed{"connect", errno};
  if (write(fd, "hello\n", 6) != 6) throw Failed{"write", errno};
  close(fd);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::string command = argc > 1 ? argv[1] : "";
  std::string out;
  if (argc == 3 && command == "pton") out = line(strict(argv[2]));
  else if (argc == 3 && command == "aton") out = line(any_form(argv[2]));
  else if (argc == 3 && command == "ntoa") out = ntoa(argv[2]);
  else if (argc == 4 && command == "pair") out = name_of(strict(argv[2])) + " " + name_of(strict(argv[3]));
  else if (argc == 3 && command == "port") {
    const unsigned n = port_in(argv[2]);
    const uint16_t wire = htons(static_cast<uint16_t>(n));
    out = std::to_string(n) + ' ' + dump(&wire, 2) + ' ' + std::to_string((n % 256) * 256 + n / 256);
  } else if (argc == 4 && command == "sockaddr") {
    const auto a = with_port(argv[2], argv[3]);
    out = dump(&a, sizeof a);
  } else if (argc == 3 && command == "pton6") {
    const auto found = look(argv[2], AF_INET6);
    out = dump(&reinterpret_cast<const sockaddr_in6*>(found->ai_addr)->sin6_addr, 16);
  } else if (argc == 4 && command == "send") {
    send_to(with_port(argv[2], argv[3]));
    return 0;
  } else {
    std::fputs("usage: addrconv COMMAND ARGS\n", stderr);
    return 2;
  }
  std::puts(out.c_str());
  return 0;
} catch (const Refused& refused) {
  std::fprintf(stderr, "addrconv: cannot convert \"%s\"\n", refused.text.c_str());
  return 1;
} catch (const Failed& failed) {
  std::fprintf(stderr, "addrconv: %s: %s\n", failed.call, std::strerror(failed.error));
  return 1;
}
