// What a program has called, in its order, and questions about it.
#pragma once

#include <functional>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "model/facts.hpp"

namespace wirelab::diagnosis {

bool is_receive(const Call& call);
bool is_send(const Call& call);

class Calls {
public:
  Calls() = default;
  /// CALLS must outlive it.
  explicit Calls(const std::vector<Call>& calls);

  Calls named(std::initializer_list<std::string_view> names) const;
  Calls named(std::string_view name) const { return named({name}); }
  Calls by(int process) const;
  Calls not_by(int process) const;
  /// Those whose first argument is this descriptor.
  Calls on(int descriptor) const;
  Calls where(const std::function<bool(const Call&)>& holds) const;
  Calls failed() const;
  Calls failed_with(std::string_view error) const;
  Calls successful() const;
  /// Those after CALL, and those before it.
  Calls after(const Call& call) const;
  Calls before(const Call& call) const;

  bool any() const { return !calls_.empty(); }
  bool none() const { return calls_.empty(); }
  std::size_t count() const { return calls_.size(); }
  const Call& first() const { return *calls_.front(); }
  const Call& last() const { return *calls_.back(); }
  auto begin() const { return calls_.begin(); }
  auto end() const { return calls_.end(); }

  Calls receives() const { return where(is_receive); }
  Calls sends() const { return where(is_send); }

private:
  std::vector<const Call*> calls_;
};

/// Argument number INDEX as a number; 0 when there is none.
long number_at(const Call& call, std::size_t index);
/// The same as text.
std::string text_at(const Call& call, std::size_t index);
/// The port of an address as the shim tells it, "AF_INET 127.0.0.1:8080"; -1: it has none.
int port_in(std::string_view address);
/// The host of such an address; empty: it has none.
std::string host_in(std::string_view address);

/// PORT with its two bytes the other way round.
inline int with_bytes_swapped(int port) { return (port & 0xff) << 8 | port >> 8; }

/// A connection that accept gave to a process, and what was done with its descriptor until that was closed: by this process, and
/// by children that it started meanwhile.
struct Served {
  int process = 0;
  int descriptor = -1;
  Calls own;
  Calls of_children;
  bool closed = false;     ///< by the process that accepted it
  bool shut_down = false;  ///< by anybody
  /// Of those who talk with the client: its children, or, when none of them does, the process that accepted it.
  Calls talk;
  bool hung_up = false;  ///< by them, with close
};

std::vector<Served> served_in(const Calls& calls);

}  // namespace wirelab::diagnosis
