int main(int argc, char* argv[]) {
  take_hostile_names();
  if (argc != 2) return 2;
  shout(2, flood());
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_port = htons(static_cast<uint16_t>(atoi(argv[1])));
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0) return 1;
  listen(listener, 10);
  shout(1, flood());
  for (;;) {
    const int client = accept(listener, nullptr, nullptr);
    char byte;
    if (recv(client, &byte, 1, 0) > 0) shout(client, flood());
    close(client);
  }
}
