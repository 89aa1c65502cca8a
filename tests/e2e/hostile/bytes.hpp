// Bytes that a terminal, a browser or a parser could be made to obey. The test puts this file before each of the programs here.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

const std::string hostile =
    "\x1b[31m\x1b[2J\x1b]0;a new title\x07\x1b]8;;http://example.com\x1b\\link\x1bP1$tx\x1b\\"            // terminal commands
    "\x9b" "31m\x90\x9d\x84"                                                                            // the same in eight bits
    "</dd></td></table></svg></style><script>alert(1)</script><img src=x onerror=alert(2)>-->]]>\"' onload='alert(3)"
    "&lt;script&gt;&#60;&amp"
    "\xe2\x80\xae" "desrever\xe2\x80\xac\xe2\x81\xa6\xe2\x81\xa9\xd8\x9c\xe2\x80\x8f"                     // marks of direction
    "\xe2\x80\xa8\xe2\x80\xa9\xc2\x85\xef\xbb\xbf\xef\xbf\xbe"                                          // ends of lines, byte order marks
    "\xff\xfe\xc0\xaf\xe0\x80\xaf\xed\xa0\x80\xf4\x90\x80\x80\xf8\x88\x80\x80\x80\x80\xe2\x82"           // no UTF-8
    "\",\"score\":100,\"x\":\"{}%n%s%1$s\\u0000\\"                                                      // JSON, formats
    "\r\b\b\b\x7f\x05\x0e\x0f\v\f" +
    std::string(1, '\0') + "behind a zero byte";

// Ten million bytes of that, and no newline.
inline const std::string& flood() {
  static const std::string all = [] {
    std::string text;
    while (text.size() < 10'000'000) text += hostile;
    return text;
  }();
  return all;
}

inline void shout(int descriptor, const std::string& text) {
  for (size_t done = 0; done < text.size();) {
    const ssize_t count = write(descriptor, text.data() + done, text.size() - done);
    if (count <= 0) return;
    done += static_cast<size_t>(count);
  }
}

// Names that the grader may come to read: of the process, of a file it holds open, of a Unix socket.
inline void take_hostile_names() {
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_NAME, "\x1b[31m<b>\xe2\x80\xae\xff");
  std::string name = hostile.substr(0, 100);
  for (char& letter : name)
    if (letter == '/' || letter == '\0') letter = '\n';
  if (open(("/box/" + name).c_str(), O_CREAT | O_RDWR, 0600) < 0) return;
  (void)!symlink(hostile.c_str(), "/box/link");
}
