int main() {
  take_hostile_names();
  shout(2, flood());
  shout(1, flood());
  return 7;
}
