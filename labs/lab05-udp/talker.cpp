// talker HOST PORT MSG... - sends each message as one datagram, and prints the answers.
//
// This is your starting point: the story of the talker, with steps 8 to 14 for you to write, in the order of their
// numbers (steps 1 to 7 are in listener.cpp). The program compiles as it is, and when you run it, it tells you which
// step is next (have your listener running from step 10 on). Take a next_step line away when you have written its step.
// The sections are those of the handout.
//
// Build:  g++ -std=c++17 -O1 -g -Wall -Wextra -pthread talker.cpp -o talker
// Exit status:  0 all answered, 1 a system or network call failed, 2 wrong arguments, 4 a message was not answered.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>

// The story, told in the order in which you will write it.
int make_socket(const sockaddr_in& peer);                                                       // step 8
bool ask(int descriptor, const sockaddr_in& peer, char digit, const char* message,              // steps 9 and 14
         std::string& answer);
bool receive_answer(int descriptor, const sockaddr_in& peer, char digit, std::string& answer);  // steps 10, 11 and 13
void print_line(const std::string& answer);                                                     // step 12

// Says which step comes next, and ends the program.
[[noreturn]] void next_step(const char* step, const char* section) {
  std::fprintf(stderr, "talker: next: %s - see the comment in talker.cpp and handout section %s\n", step, section);
  std::exit(1);
}

// Reports a failed call as the course asks for it, and ends the talker. Call it right after the call that failed.
[[noreturn]] void die(const char* call) {
  std::fprintf(stderr, "talker: %s: %s\n", call, std::strerror(errno));
  std::exit(1);
}

// Done for you: a port is made of decimal digits only, and is between 1 and 65535.
bool parse_port(const char* text, std::uint16_t& port) {
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, port);
  return error == std::errc() && stopped == end && port != 0;
}

// Step 8: create the socket.
// Of the same kind as the listener's. Does a talker need a port that others know? If you do not choose one, who does?
// The kernel need not know in advance to whom you will write. But read in man 2 connect what that call does with a
// datagram socket, and decide whether you want it (also for step 11).
// Read: man 2 socket, man 7 udp, man 2 connect
int make_socket(const sockaddr_in& peer) {
  (void)peer;  // goes away together with the next line (if you do not need it here: take the name peer away as well)
  next_step("step 8, create the socket", "5.6");
}

// Sends one message, and gets its answer. Returns false when there was none.
bool ask(int descriptor, const sockaddr_in& peer, char digit, const char* message, std::string& answer) {
  // Step 9: send the datagram.
  // The payload is the digit, and then the message. How many calls may you use for that, when one call is one datagram?
  // Does the 0 at the end of the message belong to the payload? What if the message is too long for a datagram?
  // Read: man 2 send (and sendto), man 7 udp
  (void)message;  // goes away together with the next line
  next_step("step 9, send the datagram", "5.6");

  if (receive_answer(descriptor, peer, digit, answer)) return true;

  // Step 14: once more.
  // There was no answer. Which of the two was lost, the message or the answer? Can you tell? How often may the same
  // datagram be sent, and how long do you wait after the last one?
  next_step("step 14, send it again", "5.7");

  return false;
}

// Waits for the answer that begins with digit, and puts it, without the digit, into answer.
// Returns false when the time is up (step 13).
bool receive_answer(int descriptor, const sockaddr_in& peer, char digit, std::string& answer) {
  // Step 10: receive a datagram.
  // How long can an answer be? Which of the bytes in your buffer are from this datagram?
  // Read: man 2 recv (and recvfrom), man 7 udp
  (void)descriptor;  // goes away together with the next line
  next_step("step 10, receive a datagram", "5.7");

  // Step 11: is it the answer?
  // Anybody may write to your port. How do you know who sent this datagram, or that it can only be from the listener?
  // And to which of your messages does it belong? What do you do when it is not the one that you wait for? Can it be
  // that it has no first byte?
  // Read: man 2 recvfrom, man 2 connect
  (void)peer, (void)digit, (void)answer;  // goes away together with the next line
  next_step("step 11, is it the answer?", "5.7");

  // Step 13: do not wait for ever (a change of step 10).
  // The answer may never come. Which calls can wait for a datagram, but only for some time? Datagrams that are not the
  // answer come every 400 milliseconds, say: when is your time up? Which clock is never set back?
  // (The man pages also say which headers you must include.)
  // Read: man 2 poll, or man 7 socket (SO_RCVTIMEO); man 3 clock_gettime, or std::chrono::steady_clock
  return false;
}

// Step 12: print the answer and a newline.
// An answer may contain any byte. Which of the calls that print stop at a 0?
// Read: man 3 fwrite
void print_line(const std::string& answer) {
  (void)answer;  // goes away together with the next line
  next_step("step 12, print the answer", "5.8");
}

int main(int argc, char* argv[]) {
  // Done for you. inet_pton takes a strict dotted quad only.
  sockaddr_in peer{};
  std::uint16_t port = 0;
  if (argc < 4 || inet_pton(AF_INET, argv[1], &peer.sin_addr) != 1 || !parse_port(argv[2], port)) {
    std::fprintf(stderr, "usage: talker HOST PORT MSG...\n");
    return 2;
  }
  peer.sin_family = AF_INET;
  peer.sin_port = htons(port);

  const int descriptor = make_socket(peer);
  for (int number = 1; number <= argc - 3; ++number) {
    const char digit = static_cast<char>('0' + number % 10);
    std::string answer;
    if (!ask(descriptor, peer, digit, argv[number + 2], answer)) {
      std::fprintf(stderr, "talker: no answer to message %d\n", number);
      return 4;
    }
    print_line(answer);
  }

  // All messages are answered. The line below is only here to remind you: what happens when an answer does not come?
  next_step("step 13, do not wait for ever", "5.7");
}
