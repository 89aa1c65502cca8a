// Addresses, ports and their bytes: lab 01.
#include <algorithm>
#include <charconv>
#include <sstream>

#include "diagnosis/table.hpp"

namespace wirelab::diagnosis {
namespace {

constexpr long inet_addr_error = 0xffffffff;
constexpr long inet_addrstrlen = 16;
constexpr std::size_t bytes_of_a_sockaddr = 16;

bool is_lab(const Case& c) { return c.lab_is("lab01"); }

std::string command(const Case& c) { return c.program().arguments.empty() ? "" : c.program().arguments.front(); }
std::string argument(const Case& c, std::size_t index) {
  return index < c.program().arguments.size() ? c.program().arguments[index] : "";
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// The bytes that were printed and those that were wanted, when both are sixteen.
struct Sockaddrs {
  std::vector<std::string> wanted;
  std::vector<std::string> got;
  bool whole() const { return wanted.size() == bytes_of_a_sockaddr && got.size() == bytes_of_a_sockaddr; }
  /// All are as they should be but for those from FIRST to LAST.
  bool differ_only(std::size_t first, std::size_t last) const {
    if (!whole() || got == wanted) return false;
    for (std::size_t at = 0; at < bytes_of_a_sockaddr; ++at)
      if ((at < first || at > last) && got[at] != wanted[at]) return false;
    return true;
  }
};
Sockaddrs sockaddrs(const Case& c) { return {words_of(c.wanted()), words_of(c.got())}; }

bool refused(const Case& c) {
  return is_lab(c) && c.got().empty() && c.exited_with(1) &&
         (c.expects("line") || c.expects("beginning") || (c.expects("exit") && c.wanted() == "0"));
}
bool taken(const Case& c) { return is_lab(c) && c.expects("refusal") && !c.got().empty(); }
bool wrong_line(const Case& c) { return is_lab(c) && (c.expects("line") || c.expects("beginning")) && !c.got().empty(); }

bool has_a_port(const Case& c) { return command(c) == "sockaddr" || command(c) == "send"; }
/// The address of all ones may be refused as what another call gives for an error.
bool a_good_address_is_refused(const Case& c) {
  const auto parsed = c.calls().named({"inet_pton", "inet_aton"});
  return argument(c, 1) != "255.255.255.255" && parsed.any() && parsed.last().result == 1;
}
/// Where there is a port, too, that may be what is refused.
bool a_success_is_refused(const Case& c) {
  return a_good_address_is_refused(c) && (!has_a_port(c) || c.elsewhere([](const Case& other) {
           return refused(other) && !has_a_port(other) && a_good_address_is_refused(other);
         }));
}
bool broadcast_is_refused(const Case& c) {
  return argument(c, 1) == "255.255.255.255" &&
         c.calls().named("inet_addr").where([](const Call& call) { return call.result == inet_addr_error; }).any();
}
bool strict_call_for_a_classic_form(const Case& c) {
  return command(c) == "aton" && c.calls().named("inet_pton").where([](const Call& call) { return call.result == 0; }).any();
}

bool error_value_is_printed(const Case& c) {
  return c.got().starts_with("ff ff ff ff") &&
         c.calls().named("inet_addr").where([](const Call& call) { return call.result == inet_addr_error; }).any();
}
bool classic_call_for_a_strict_form(const Case& c) {
  return command(c) != "aton" && c.calls().named("inet_aton").where([](const Call& call) { return call.result == 1; }).any();
}
bool port_as_atoi_makes_it(const Case& c) {
  const auto text = command(c) == "port" ? argument(c, 1) : argument(c, 2);
  const auto words = words_of(c.got());
  if (command(c) != "port" || words.empty()) return false;
  return words.front() == std::to_string(std::atoi(text.c_str()) & 0xffff);
}

bool pair_of(const Case& c, std::size_t which) {
  const auto words = words_of(c.got());
  return command(c) == "pair" && words.size() == 2 && words[0] == words[1] && words[0] == argument(c, which) &&
         c.calls().named("inet_ntoa").count() >= 2;
}
bool first_address_twice(const Case& c) { return pair_of(c, 1); }
bool last_address_twice(const Case& c) { return pair_of(c, 2); }

bool number_in_network_order(const Case& c) {
  const auto wanted = words_of(c.wanted());
  const auto got = words_of(c.got());
  if (wanted.size() != 5 || got.size() != 5 || !std::equal(wanted.begin(), wanted.begin() + 4, got.begin())) return false;
  std::uint32_t right = 0;
  std::uint32_t seen = 0;
  std::from_chars(wanted[4].data(), wanted[4].data() + wanted[4].size(), right);
  std::from_chars(got[4].data(), got[4].data() + got[4].size(), seen);
  return right != seen && __builtin_bswap32(right) == seen;
}
bool address_reversed(const Case& c) {
  const auto bytes = sockaddrs(c);
  return bytes.differ_only(4, 7) && std::equal(bytes.got.begin() + 4, bytes.got.begin() + 8, bytes.wanted.rbegin() + 8);
}
bool address_of_two_bytes(const Case& c) {
  const auto bytes = sockaddrs(c);
  return bytes.differ_only(4, 7) && bytes.got[6] == "00" && bytes.got[7] == "00";
}
bool port_is_zero(const Case& c) {
  const auto bytes = sockaddrs(c);
  return bytes.differ_only(2, 3) && bytes.got[2] == "00" && bytes.got[3] == "00";
}
bool port_swapped(const Case& c) {
  const auto bytes = sockaddrs(c);
  if (bytes.differ_only(2, 3)) return bytes.got[2] == bytes.wanted[3] && bytes.got[3] == bytes.wanted[2];
  return command(c) == "port" && bytes.got.size() == 4 && bytes.wanted.size() == 4 && bytes.got[0] == bytes.wanted[0] &&
         bytes.got[1] == bytes.wanted[2] && bytes.got[2] == bytes.wanted[1] && bytes.got[1] != bytes.got[2];
}
bool family_swapped(const Case& c) {
  const auto bytes = sockaddrs(c);
  return bytes.differ_only(0, 1) && bytes.got[0] == "00" && bytes.got[1] == "02";
}
bool sign_extended(const Case& c) { return c.got().find("ffffff") != std::string::npos; }
bool buffer_too_small(const Case& c) {
  return c.calls()
      .named("inet_ntop")
      .failed_with("ENOSPC")
      .where([](const Call& call) { return number_at(call, 1) < inet_addrstrlen; })
      .any();
}
std::size_t not_zero(const Sockaddrs& bytes, std::size_t first, std::size_t last) {
  return static_cast<std::size_t>(std::count_if(bytes.got.begin() + static_cast<std::ptrdiff_t>(first),
                                                bytes.got.begin() + static_cast<std::ptrdiff_t>(last) + 1,
                                                [](const std::string& byte) { return byte != "00"; }));
}
bool four_bytes_too_many(const Case& c) {
  const auto bytes = sockaddrs(c);
  return bytes.differ_only(8, 11) && not_zero(bytes, 8, 11) > 0;
}
bool padding_is_not_zero(const Case& c) {
  const auto bytes = sockaddrs(c);
  return bytes.differ_only(8, 15) && not_zero(bytes, 12, 15) > 0;
}

}  // namespace

std::vector<Table> tables_of_addresses() {
  return {
      {"a good value is refused",
       refused,
       {{"A01", "the call said that it went well", a_success_is_refused},
        {"A03", "inet_addr gave 255.255.255.255, the value of an error", broadcast_is_refused},
        {"A13", "the strict call was asked about a classic form", strict_call_for_a_classic_form}}},
      {"a bad value is taken",
       taken,
       {{"A02", "inet_addr said that it failed, and its value is printed", error_value_is_printed},
        {"A13", "the classic call was asked about a strict form", classic_call_for_a_strict_form},
        {"A14", "what is printed is what atoi makes of it, cut to 16 bits", port_as_atoi_makes_it}}},
      {"the line is wrong",
       wrong_line,
       {{"A04", "inet_ntoa was called twice, and the first address is printed twice", first_address_twice},
        {"A05", "inet_ntoa was called twice, and the last address is printed twice", last_address_twice},
        {"A06", "the number is that of the bytes in the other order", number_in_network_order},
        {"A07", "the bytes of the address are in the other order", address_reversed},
        {"A08", "two bytes of the address are left", address_of_two_bytes},
        {"A09", "nothing is left of the port", port_is_zero},
        {"A10", "the two bytes of the port are swapped", port_swapped},
        {"A11", "the two bytes of the family are swapped", family_swapped},
        {"A15", "a byte from 80 on has ffffff before it", sign_extended},
        {"A16", "inet_ntop had no room", buffer_too_small},
        {"A17", "four bytes behind the address are not zero", four_bytes_too_many},
        {"A18", "the padding is not zero", padding_is_not_zero}}},
  };
}

}  // namespace wirelab::diagnosis
