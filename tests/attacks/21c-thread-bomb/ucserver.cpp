// Tries: to start threads without end
// Must happen: threads count as processes do

#include <pthread.h>
#include <unistd.h>

static void* wait_for_ever(void*) {
  while (true) pause();
}
int main() {
  pthread_t thread;
  while (true) pthread_create(&thread, nullptr, wait_for_ever, nullptr);
}
