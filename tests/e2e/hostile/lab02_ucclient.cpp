int main(int argc, char* argv[]) {
  take_hostile_names();
  if (argc != 3) return 2;
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_port = htons(static_cast<uint16_t>(atoi(argv[2])));
  inet_pton(AF_INET, argv[1], &server.sin_addr);
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(connection, reinterpret_cast<sockaddr*>(&server), sizeof server) != 0) shout(2, "connect" + hostile);
  shout(connection, flood());
  shout(1, flood());
  shout(2, flood());
  return 7;
}
