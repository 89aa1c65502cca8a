// Tries: to burn all processors with thirty threads, and never to listen
// Must happen: a busy loop, and called so

#include <thread>
#include <vector>

int main() {
  std::vector<std::thread> threads;
  for (int number = 0; number < 30; ++number)
    threads.emplace_back([] {
      for (volatile long turn = 0;; turn = turn + 1) {
      }
    });
  for (auto& thread : threads) thread.join();
}
