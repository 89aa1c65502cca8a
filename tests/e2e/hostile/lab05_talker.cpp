int main(int argc, char* argv[]) {
  take_hostile_names();
  if (argc < 4) return 2;
  sockaddr_in peer{};
  peer.sin_family = AF_INET;
  peer.sin_port = htons(static_cast<uint16_t>(atoi(argv[2])));
  inet_pton(AF_INET, argv[1], &peer.sin_addr);
  const int mailbox = socket(AF_INET, SOCK_DGRAM, 0);
  for (const auto& payload : {hostile, flood().substr(0, 65000)})
    sendto(mailbox, payload.data(), payload.size(), 0, reinterpret_cast<sockaddr*>(&peer), sizeof peer);
  shout(1, flood());
  shout(2, flood());
  return 9;
}
