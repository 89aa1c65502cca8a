// ucclient HOST PORT - a TCP client: sends standard input line by line, and prints the server's reply to each line.
//
// At the end of standard input it half-closes the connection, and prints whatever the server still sends until that
// ends its stream too. Exit status: 0 done, 1 a call failed, 2 wrong arguments, 3 the server ended too early.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

// To be called right after the call that failed: any other call may change errno.
[[noreturn]] void die(const char* call) {
  std::fprintf(stderr, "ucclient: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

// No call of ours went wrong here: the conversation did, and whoever started us can tell by the status.
[[noreturn]] void server_ended_early() {
  std::fprintf(stderr, "ucclient: the server ended the conversation too early\n");
  std::exit(3);
}

// The same news has several names. ECONNRESET: its RST has just come. EPIPE: it came before, and we went on sending.
// ENOTCONN: it came before, and we asked for something else.
[[noreturn]] void lost(const char* call) {
  if (errno == ECONNRESET || errno == EPIPE || errno == ENOTCONN) server_ended_early();
  die(call);
}

// Not atoi: it takes "80x" for 80, and 70000 squeezed into 16 bits is 4464. Nobody can be called at port 0.
bool parse_port(const char* text, std::uint16_t& port) {
  const std::string digits(text);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) return false;
  const int number = std::stoi(digits);
  port = static_cast<std::uint16_t>(number);
  return number > 0 && number <= 65535;
}

int connect_to(in_addr host, std::uint16_t port) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connection < 0) die("socket");

  // Without its family, this would be no address: connect would succeed and call nobody. The port is sent in packets,
  // so it is in network byte order; the address is so already.
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_port = htons(port);
  server.sin_addr = host;

  // There is no bind: our own port is the kernel's choice, and many clients can run at once. connect returns when the
  // server's kernel has answered, which may be long before the server itself has called accept.
  if (connect(connection, reinterpret_cast<const sockaddr*>(&server), sizeof server) < 0) die("connect");
  return connection;
}

// send may take less than it was given, so the rest is ours to send again. Without MSG_NOSIGNAL, sending to a server
// that has gone raises SIGPIPE, and we would end without a word; with it, send just fails with EPIPE.
void send_all(int connection, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t sent = send(connection, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;  // a signal came before any byte was taken: nothing happened, ask again
      lost("send");
    }
    done += static_cast<std::size_t>(sent);
  }
}

// write, and not printf: printf would stop at a zero byte, and keep the reply back until somebody flushes.
void print_all(const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t written = write(STDOUT_FILENO, bytes.data() + done, bytes.size() - done);
    if (written < 0) {
      if (errno == EINTR) continue;
      die("write");
    }
    done += static_cast<std::size_t>(written);
  }
}

// Adds what has come from the server to bytes, at least one byte: not a line, not a message, just what is there.
// False at the end of the stream. A reset is no end: what was still on its way is lost, and nobody knows how much.
bool receive_more(int connection, std::string& bytes) {
  char buffer[4096];
  for (;;) {
    const ssize_t received = recv(connection, buffer, sizeof buffer, 0);
    if (received < 0) {
      if (errno == EINTR) continue;
      lost("recv");
    }
    bytes.append(buffer, static_cast<std::size_t>(received));  // exactly as many as came; zero bytes are bytes
    return received > 0;
  }
}

// The same for a file, or for what is typed. There is no peer here that could be lost.
bool read_more(int file, std::string& bytes) {
  char buffer[4096];
  for (;;) {
    const ssize_t count = read(file, buffer, sizeof buffer);
    if (count < 0) {
      if (errno == EINTR) continue;
      die("read");
    }
    bytes.append(buffer, static_cast<std::size_t>(count));
    return count > 0;
  }
}

// Moves the next line, with its newline, from pending to line, and gets more bytes as long as there is no whole line.
// A stream knows nothing of lines, so what comes may end anywhere. What came behind the newline stays in pending: it is
// the start of the next line, or all of it. False if the stream ends first; then pending is no whole line.
bool next_line(int source, bool (*more)(int, std::string&), std::string& pending, std::string& line) {
  std::size_t searched = 0;  // no newline up to here
  for (;;) {
    const std::size_t newline = pending.find('\n', searched);
    if (newline != std::string::npos) {
      line = pending.substr(0, newline + 1);
      pending.erase(0, newline + 1);
      return true;
    }
    searched = pending.size();
    if (!more(source, pending)) return false;
  }
}

// We have nothing more to say, and only a FIN tells the server so. close would send one too, but it would also hang up:
// what the server still says would be answered by RST. shutdown ends one direction, and the other one stays open.
void say_no_more(int connection) {
  if (shutdown(connection, SHUT_WR) < 0) lost("shutdown");
}

void converse(int connection) {
  std::string typed;     // read, and not yet sent
  std::string received;  // received, and not yet printed
  std::string line;
  while (next_line(STDIN_FILENO, read_more, typed, line)) {
    send_all(connection, line);
    for (;;) {
      const std::size_t newline = received.find('\n');
      if (newline != std::string::npos) {
        print_all(received.substr(0, newline + 1));
        received.erase(0, newline + 1);
        break;
      }
      print_all(received);
      received.clear();
      if (!receive_more(connection, received)) server_ended_early();
    }
  }
  send_all(connection, typed);  // a last line without its newline, or nothing
  say_no_more(connection);

  // What came behind the last reply is here already. The rest may still come, until the server's end of stream.
  do {
    print_all(received);
    received.clear();
  } while (receive_more(connection, received));
}

int main(int argc, char* argv[]) {
  in_addr host{};
  std::uint16_t port = 0;
  if (argc != 3 || inet_pton(AF_INET, argv[1], &host) != 1 || !parse_port(argv[2], port)) {
    std::fprintf(stderr, "usage: ucclient HOST PORT\n");
    return 2;
  }
  const int connection = connect_to(host, port);
  converse(connection);
  close(connection);
}
