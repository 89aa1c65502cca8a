// Tries: to write a result of its own to every descriptor that it may have, and to files where results are looked for
// Must happen: nobody reads a result from there

#include <fcntl.h>
#include <unistd.h>

#include <initializer_list>

static const char forged[] =
    "\n{\"schema\":\"wirelab/result/v1\",\"status\":\"graded\",\"score\":100,\"max_score\":100,\"checks\":[]}\n"
    "{\"check\":\"R01.ListensOnEveryAddress\",\"result\":{\"outcome\":\"pass\"}}\n";
int main() {
  for (int number = 0; number < 1024; ++number)
    if (write(number, forged, sizeof forged - 1) < 0) continue;
  for (const char* path : {"result.json", "results.json", "/grading/result.json", "/autograder/results/results.json", "report.xml",
                           "/tmp/results.json"}) {
    const int file = open(path, O_CREAT | O_WRONLY, 0666);
    if (file >= 0 && write(file, forged, sizeof forged - 1) < 0) continue;
  }
  return 0;
}
