// Tries: to block all its threads in each other's locks
// Must happen: settled, so it is judged at once

#include <mutex>
#include <thread>

std::mutex one;
std::mutex other;

int main() {
  std::thread thread([] {
    other.lock();
    one.lock();
    other.lock();
  });
  one.lock();
  one.lock();
  thread.join();
}
