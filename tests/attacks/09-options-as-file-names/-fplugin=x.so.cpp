#error HOLE
