int main(int argc, char* argv[]) {
  take_hostile_names();
  if (argc != 2) return 2;
  signal(SIGCHLD, SIG_IGN);
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_port = htons(static_cast<uint16_t>(atoi(argv[1])));
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0) return 1;
  listen(listener, 20);
  shout(1, hostile + "\n" + hostile);
  shout(2, hostile);
  for (;;) {
    const int client = accept(listener, nullptr, nullptr);
    if (fork() != 0) {
      close(client);
      continue;
    }
    take_hostile_names();
    shout(client, "#1 " + hostile + "\n" + hostile);
    char byte;
    if (recv(client, &byte, 1, 0) > 0) shout(client, flood());
    _exit(0);
  }
}
