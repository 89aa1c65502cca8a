// Tries: types that double with each of twenty-eight levels
// Must happen: processor time and memory of the compiler are limited: a build failure

template <int Level, int Branch>
struct Tree {
  using Left = typename Tree<Level - 1, Branch * 2>::Left;
  using Right = typename Tree<Level - 1, Branch * 2 + 1>::Left;
};
template <int Branch>
struct Tree<0, Branch> {
  using Left = int;
};
using Bomb = Tree<28, 0>::Left;
int main() {}
