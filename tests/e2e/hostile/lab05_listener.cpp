int main(int argc, char* argv[]) {
  take_hostile_names();
  if (argc != 2) return 2;
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_port = htons(static_cast<uint16_t>(atoi(argv[1])));
  const int mailbox = socket(AF_INET, SOCK_DGRAM, 0);
  if (bind(mailbox, reinterpret_cast<sockaddr*>(&own), sizeof own) != 0) return 1;
  shout(1, "ready " + hostile + "\n");
  for (;;) {
    char buffer[65536];
    sockaddr_in from{};
    socklen_t size = sizeof from;
    if (recvfrom(mailbox, buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&from), &size) < 0) continue;
    const std::string answer = flood().substr(0, 65000);
    sendto(mailbox, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
    shout(1, flood());
    shout(2, flood());
  }
}
