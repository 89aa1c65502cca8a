#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <iomanip>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace std;
using Args = vector<string>;

struct Bad : runtime_error {
  using runtime_error::runtime_error;
};

// Parts of a dotted quad by hand: four numbers without leading zeros.
in_addr parseStrict(const string& text) {
  uint32_t value = 0;
  size_t pos = 0;
  for (int part = 0; part < 4; ++part) {
    size_t end = part < 3 ? text.find('.', pos) : text.size();
    if (end == string::npos) throw Bad(text);
    string piece = text.substr(pos, end - pos);
    if (piece.empty() || piece.size() > 3 || !all_of(piece.begin(), piece.end(), [](unsigned char c) { return isdigit(c); }))
      throw Bad(text);
    if ((piece.size() > 1 && piece[0] == '0') || stoi(piece) > 255) throw Bad(text);
    value = value << 8 | static_cast<uint32_t>(stoi(piece));
    pos = end + 1;
  }
  in_addr address;
  address.s_addr = htonl(value);
  return address;
}

in_addr parseClassic(const string& text) {
  in_addr address;
  if (inet_aton(text.c_str(), &address) == 0) throw Bad(text);
  return address;
}

uint16_t parsePort(const string& text) {
  if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != string::npos) throw Bad(text);
  int number = stoi(text);
  if (number > 65535) throw Bad(text);
  return static_cast<uint16_t>(number);
}

string hexDump(const void* data, size_t size) {
  ostringstream out;
  auto bytes = static_cast<const uint8_t*>(data);
  for (size_t i = 0; i < size; ++i)
    out << (i > 0 ? " " : "") << hex << setw(2) << setfill('0') << static_cast<int>(bytes[i]);
  return out.str();
}

string dotted(in_addr address) {
  char text[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &address, text, sizeof text);
  return text;
}

string number(in_addr address) { return hexDump(&address, sizeof address) + " " + to_string(ntohl(address.s_addr)); }

sockaddr_in endpoint(const string& host, const string& port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(parsePort(port));
  result.sin_addr = parseStrict(host);
  return result;
}

string fromHex(const string& text) {
  if (text.size() != 8 || !all_of(text.begin(), text.end(), [](unsigned char c) { return isxdigit(c); })) throw Bad(text);
  in_addr address;
  address.s_addr = htonl(static_cast<uint32_t>(stoul(text, nullptr, 16)));
  return dotted(address);
}

string portLine(const string& text) {
  uint16_t host = parsePort(text);
  uint16_t net = htons(host);
  uint16_t swapped = static_cast<uint16_t>(host >> 8 | host << 8);
  return to_string(host) + " " + hexDump(&net, 2) + " " + to_string(swapped);
}

string sockaddrLine(const string& host, const string& port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(parsePort(port));
  inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  return hexDump(&address, sizeof address);
}

string ipv6(const string& text) {
  in6_addr address;
  if (inet_pton(AF_INET6, text.c_str(), &address) <= 0) throw Bad(text);
  return hexDump(address.s6_addr, 16);
}

string sendHello(const string& host, const string& port) {
  sockaddr_in to = endpoint(host, port);
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  if (connect(s, reinterpret_cast<sockaddr*>(&to), sizeof to) < 0) throw Bad("connect");
  string hello = "hello\n";
  if (write(s, hello.data(), hello.size()) < 0) throw Bad("write");
  close(s);
  return "";
}

int main(int argc, char* argv[]) {
  Args args(argv + 1, argv + argc);
  const map<string, pair<size_t, function<string(const Args&)>>> commands = {
      {"pton", {2, [](const Args& a) { return number(parseStrict(a[1])); }}},
      {"aton", {2, [](const Args& a) { return number(parseClassic(a[1])); }}},
      {"ntoa", {2, [](const Args& a) { return fromHex(a[1]); }}},
      {"pair", {3, [](const Args& a) { return dotted(parseStrict(a[1])) + " " + dotted(parseStrict(a[2])); }}},
      {"port", {2, [](const Args& a) { return portLine(a[1]); }}},
      {"sockaddr", {3, [](const Args& a) { return sockaddrLine(a[1], a[2]); }}},
      {"pton6", {2, [](const Args& a) { return ipv6(a[1]); }}},
      {"send", {3, [](const Args& a) { return sendHello(a[1], a[2]); }}},
  };
  auto found = args.empty() ? commands.end() : commands.find(args[0]);
  if (found == commands.end() || found->second.first != args.size()) {
    cerr << "usage: addrconv COMMAND ARGS" << endl;
    return 2;
  }
  try {
    string line = found->second.second(args);
    if (!line.empty()) cout << line << endl;
  } catch (const Bad& bad) {
    cerr << "addrconv: bad value: " << bad.what() << endl;
    return 1;
  }
  return 0;
}
