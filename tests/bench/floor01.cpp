#include <sys/socket.h>
#include <unistd.h>

#include "bare.hpp"
#include "floors.hpp"

namespace wirelab::bench {

void run_floor_of_lab01(const std::filesystem::path& programs) {
  const std::vector<std::vector<std::string>> runs{{"pton", "87.233.189.221"},
                                                   {"pton", "1.2.3.4"},
                                                   {"pton", "9.8.7.200"},
                                                   {"pton", "127.0.0.1"},
                                                   {"pton", "87.233.189.222"},
                                                   {"pton", "87.233.189.223"},
                                                   {"pton", "255.255.255.255"},
                                                   {"aton", "255.255.255.255"},
                                                   {"pton", "256.0.0.1"},
                                                   {"pton", "1.2.3"},
                                                   {"pton", "1.2.3.4.5"},
                                                   {"pton", ""},
                                                   {"pton", "1..2.3"},
                                                   {"pton", "1.2.3.4 "},
                                                   {"pton", " 1.2.3.4"},
                                                   {"pton", "1.2.3.+4"},
                                                   {"pton", "127.1"},
                                                   {"pton", "010.0.0.1"},
                                                   {"pton", "0x7f.0.0.1"},
                                                   {"pton", "1.2.3.04"},
                                                   {"aton", "127.1"},
                                                   {"aton", "0x7f.1"},
                                                   {"aton", "010.0.0.1"},
                                                   {"aton", "16909060"},
                                                   {"aton", "87.233.189.221"},
                                                   {"aton", "256.0.0.1"},
                                                   {"aton", "1.2.3.4.5"},
                                                   {"aton", "08.0.0.1"},
                                                   {"aton", ""},
                                                   {"ntoa", "00000000"},
                                                   {"ntoa", "ffffffff"},
                                                   {"ntoa", "ABCDEF0A"},
                                                   {"ntoa", "57e9bddd"},
                                                   {"ntoa", "57e9bdde"},
                                                   {"ntoa", "57e9bddf"},
                                                   {"ntoa", "7f00000"},
                                                   {"ntoa", "7f0000011"},
                                                   {"ntoa", "7f00000g"},
                                                   {"ntoa", "0x7f0001"},
                                                   {"ntoa", ""},
                                                   {"ntoa", " 7f00001"},
                                                   {"pair", "1.2.3.4", "5.6.7.8"},
                                                   {"pair", "1.1.1.1", "2.2.2.2"},
                                                   {"pair", "198.151.100.101", "203.100.113.202"},
                                                   {"port", "0"},
                                                   {"port", "1"},
                                                   {"port", "255"},
                                                   {"port", "256"},
                                                   {"port", "8080"},
                                                   {"port", "65535"},
                                                   {"port", "65536"},
                                                   {"port", "70000"},
                                                   {"port", "-1"},
                                                   {"port", "80x"},
                                                   {"port", ""},
                                                   {"sockaddr", "127.0.0.1", "80"},
                                                   {"sockaddr", "127.0.0.1", "65536"},
                                                   {"sockaddr", "127.0.0.1", "70000"},
                                                   {"sockaddr", "127.0.0.1", "-1"},
                                                   {"sockaddr", "127.0.0.1", "80x"},
                                                   {"sockaddr", "127.0.0.1", ""},
                                                   {"sockaddr", "1.2.3.4", "8080"},
                                                   {"sockaddr", "1.2.3.4", "8080"},
                                                   {"sockaddr", "1.2.3.4", "8080"},
                                                   {"sockaddr", "1.2.3.5", "8080"},
                                                   {"sockaddr", "1.2.3.5", "8080"},
                                                   {"sockaddr", "1.2.3.5", "8080"},
                                                   {"pton6", "::"},
                                                   {"pton6", "::1"},
                                                   {"pton6", "2001:db8::1"},
                                                   {"pton6", "fe80::a:0:1"},
                                                   {"pton6", "2001:0DB8:8a2e:0370:7334:FEDC:ba98:4567"},
                                                   {},
                                                   {"frobnicate", "1.2.3.4"},
                                                   {"pton"},
                                                   {"aton"},
                                                   {"ntoa"},
                                                   {"pair", "1.2.3.4"},
                                                   {"port"},
                                                   {"sockaddr", "1.2.3.4"},
                                                   {"pton6"},
                                                   {"send", "1.2.3.4"},
                                                   {"pton", "1.2.3.4", "5.6.7.8"},
                                                   {"aton", "1.2.3.4", "5.6.7.8"},
                                                   {"ntoa", "01020304", "05060708"},
                                                   {"pair", "1.2.3.4", "5.6.7.8", "9.10.11.12"},
                                                   {"port", "80", "81"},
                                                   {"sockaddr", "1.2.3.4", "80", "81"},
                                                   {"pton6", "::1", "::2"},
                                                   {"send", "127.0.0.1", "80", "81"}};
  for (const auto& arguments : runs) wait_for(spawn(programs / "addrconv", arguments));
  for (int turn = 0; turn < 2; ++turn) {  // R13
    std::uint16_t port = 0;
    const int receiver = listen_on(SOCK_DGRAM, port);
    wait_for(spawn(programs / "addrconv", {"send", "127.0.0.1", std::to_string(port)}));
    char bytes[16];
    static_cast<void>(recv(receiver, bytes, sizeof bytes, 0));
    close(receiver);
  }
}

}  // namespace wirelab::bench
