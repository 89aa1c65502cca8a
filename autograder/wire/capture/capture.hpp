// What the loadable library around libpcap offers. Its only symbol is `wirelab_capture`, a CaptureFunctions.
#pragma once

#include <sys/time.h>

#include <cstddef>

namespace wirelab {

struct CaptureFunctions {
  /// Captures the loopback of the network that the caller is in. FILE: where to write the packets, or nullptr. ERROR has room for
  /// 512 characters, and says what is wrong where the result is nullptr.
  void* (*open)(const char* file, char* error);
  /// Hands what has passed to TELL, frame by frame. False: the file cannot be written.
  bool (*read)(void* capture, void (*tell)(void* context, const timeval& when, const unsigned char* frame, std::size_t size),
               void* context);
  void (*close)(void* capture);
};

}  // namespace wirelab
