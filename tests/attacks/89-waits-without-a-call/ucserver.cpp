// Tries: to wait in calls that hardly anybody uses, so that they are not known as waiting: a message by MSG_OOB, a lease,
// inotify, a robust futex
// Must happen: bounded, and judged

#include <sys/inotify.h>
#include <unistd.h>

int main() {
  char event[4096];
  const int watch = inotify_init();
  inotify_add_watch(watch, "/box", IN_CREATE);
  return static_cast<int>(read(watch, event, sizeof event));
}
