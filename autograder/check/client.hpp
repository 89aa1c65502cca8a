// A client of the student's server, as a check writes about it.
#pragma once

#include "check/connection.hpp"

namespace wirelab::check {

class Client : public Connection {
public:
  using Connection::Connection;

  /// The connection is established (SYN answered by the kernel on the server's behalf).
  void expect_established();
  /// The server has taken the connection out of its queue (accept(2)).
  void expect_accepted();
};

}  // namespace wirelab::check
