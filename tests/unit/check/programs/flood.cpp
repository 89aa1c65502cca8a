// flood: complains without end, into a pipe that holds little: it mostly waits for whoever reads that.
#include <fcntl.h>
#include <unistd.h>

#include <string>

int main() {
  fcntl(STDERR_FILENO, F_SETPIPE_SZ, 4096);
  const std::string complaint(8000, '!');
  while (write(STDERR_FILENO, complaint.data(), complaint.size()) > 0) {
  }
}
