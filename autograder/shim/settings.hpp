// What WIRELAB_SHIM asks for: a list of NAME=NUMBER with commas between.
#pragma once

#include <stdlib.h>
#include <string.h>

namespace shim {

/// The number behind NAME=; OTHERWISE when it is not there.
inline long setting(const char* name, long otherwise) {
  const char* at = getenv("WIRELAB_SHIM");
  const size_t length = strlen(name);
  while (at != nullptr && *at != '\0') {
    if (strncmp(at, name, length) == 0 && at[length] == '=') return strtol(at + length + 1, nullptr, 10);
    at = strchr(at, ',');
    if (at != nullptr) ++at;
  }
  return otherwise;
}

}  // namespace shim
