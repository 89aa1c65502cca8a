#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq /autograder/source/wirelab.deb
# An image whose g++ cannot do this would leave every submission of @LAB@ without a result.
builds() {
  if ! echo 'int main() {}' | /usr/bin/g++ "$@" -x c++ -o /dev/null - >/dev/null 2>&1; then
    echo "setup.sh: g++ $(/usr/bin/g++ -dumpfullversion) of this base image cannot build @LAB@ (g++ $*); choose a newer one: Ubuntu 24.04, Debian 12" >&2
    exit 1
  fi
}
@BUILDS@
# What students are not to see is nothing that their programs may read, while they run or while they are compiled.
chmod -R o= /autograder/source /usr/share/wirelab /usr/lib/wirelab/checks
