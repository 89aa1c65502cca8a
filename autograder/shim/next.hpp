// The function that a program would have called without us.
#pragma once

#include <dlfcn.h>

namespace shim {

template <typename Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace shim
