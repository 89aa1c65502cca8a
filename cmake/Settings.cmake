# Compiler settings for everything that is built here, and where programs go: <build folder>/bin.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
# The grader waits for the kernel and for compilers, not for itself: -O2 and -O3 bring nothing that make bench could show, and their
# compilation takes half as long again.
set(CMAKE_CXX_FLAGS_RELEASE "-O1 -DNDEBUG")

option(WIRELAB_ASAN "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)

option(WIRELAB_STATIC "Link programs statically: they then run on other distributions, too" OFF)

add_library(wirelab_settings INTERFACE)
target_compile_options(wirelab_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wcast-qual -Werror)
target_compile_definitions(wirelab_settings INTERFACE _GNU_SOURCE=1 WIRELAB_VERSION="${PROJECT_VERSION}")
# WIRELAB_DYNAMIC, a property of a target: nothing is linked statically, for a program whose libraries are not all there for that, and
# which takes from the system what is there. (Debian's static libstdc++ and libgcc ask for a glibc that Ubuntu 22.04 does not have.)
set(wirelab_is_dynamic $<BOOL:$<TARGET_PROPERTY:WIRELAB_DYNAMIC>>)
# Few shared libraries: what a process has mapped is copied with every fork, and a run forks some seventy times.
if(NOT WIRELAB_ASAN)
  target_link_options(wirelab_settings INTERFACE
    $<$<NOT:${wirelab_is_dynamic}>:-static-libstdc++> $<$<NOT:${wirelab_is_dynamic}>:-static-libgcc> -Wl,-z,now)
endif()
if(WIRELAB_STATIC)
  target_link_options(wirelab_settings INTERFACE $<$<NOT:${wirelab_is_dynamic}>:-static>)
  target_compile_definitions(wirelab_settings INTERFACE WIRELAB_STATIC=1)
endif()
if(WIRELAB_ASAN)
  target_compile_options(wirelab_settings INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
  target_link_options(wirelab_settings INTERFACE -fsanitize=address,undefined)
endif()
