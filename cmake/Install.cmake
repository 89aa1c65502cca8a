# What `cmake --install` puts where, and the two packages that `make package` makes of it:
#   wirelab       the grader with its labs
#   wirelab-dev   what checks of an instructor's own are built with: find_package(wirelab), see docs/writing-a-lab.md
# model/places.cpp finds the first part again.
include(GNUInstallDirs)
set(private lib/wirelab)  # not a multiarch folder: nothing in it is linked by others
set(shared share/wirelab)

install(TARGETS wirelab RUNTIME DESTINATION bin COMPONENT wirelab)
install(TARGETS ${WIRELAB_CHECKS} RUNTIME DESTINATION ${private}/checks COMPONENT wirelab)
install(TARGETS wirelab_shim LIBRARY DESTINATION ${private} COMPONENT wirelab)
if(TARGET wirelab_capture)
  install(TARGETS wirelab_capture LIBRARY DESTINATION ${private} COMPONENT wirelab)
endif()
install(TARGETS wirelab_unpack RUNTIME DESTINATION ${private} COMPONENT wirelab)
# People work in labs/: no program, copy or note of theirs goes along.
install(DIRECTORY labs DESTINATION ${shared} COMPONENT wirelab FILES_MATCHING PATTERN lab.toml PATTERN "*.cpp")
install(DIRECTORY handouts DESTINATION ${shared} COMPONENT wirelab FILES_MATCHING PATTERN "lab*.md" PATTERN site EXCLUDE)
install(DIRECTORY autograder/package/files/ DESTINATION ${shared}/package COMPONENT wirelab USE_SOURCE_PERMISSIONS)
install(FILES autograder/diagnosis/bugs.toml DESTINATION ${shared} COMPONENT wirelab)
# README.md is about the source tree, which is not there.
install(FILES SECURITY.md LICENSE DESTINATION share/doc/wirelab COMPONENT wirelab)
install(DIRECTORY docs DESTINATION share/doc/wirelab COMPONENT wirelab FILES_MATCHING PATTERN "*.md")
install(FILES LICENSE DESTINATION share/doc/wirelab RENAME copyright COMPONENT wirelab)

# Everything that a checks program is made of, its main included, in one library.
add_library(wirelab_external STATIC $<TARGET_OBJECTS:wirelab_model> $<TARGET_OBJECTS:wirelab_process>
  $<TARGET_OBJECTS:wirelab_wire> $<TARGET_OBJECTS:wirelab_check> $<TARGET_OBJECTS:wirelab_check_main>)
set_target_properties(wirelab_external PROPERTIES OUTPUT_NAME wirelab_checks)
add_dependencies(grader wirelab_external)
install(TARGETS wirelab_external ARCHIVE DESTINATION ${private} COMPONENT wirelab-dev)
foreach(module model process wire check)
  install(DIRECTORY autograder/${module} DESTINATION include/wirelab COMPONENT wirelab-dev FILES_MATCHING PATTERN *.hpp)
endforeach()

include(CMakePackageConfigHelpers)
configure_package_config_file(cmake/wirelabConfig.cmake.in ${CMAKE_BINARY_DIR}/cmake/wirelabConfig.cmake
  INSTALL_DESTINATION lib/cmake/wirelab)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/cmake/wirelabConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/cmake/wirelabConfig.cmake ${CMAKE_BINARY_DIR}/cmake/wirelabConfigVersion.cmake
  DESTINATION lib/cmake/wirelab COMPONENT wirelab-dev)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "the maintainers of wirelab <wirelab@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL wirelab wirelab-dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_PACKAGE_SECTION education)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_WIRELAB_PACKAGE_NAME wirelab)
set(CPACK_DEBIAN_WIRELAB-DEV_PACKAGE_NAME wirelab-dev)
set(CPACK_COMPONENT_WIRELAB_DESCRIPTION "Socket labs that are graded on the wire
 It starts small clients and servers in a network of their own, talks to them, and says which requirement is met.")
set(CPACK_COMPONENT_WIRELAB-DEV_DESCRIPTION "Checks of one's own for wirelab
 The library and the headers that a checks file is built with, for find_package(wirelab).")
# Submissions are compiled with /usr/bin/g++: without it there is nothing to grade. The commands that a report offers are comfort.
set(CPACK_DEBIAN_WIRELAB_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_WIRELAB_PACKAGE_DEPENDS "g++")
set(CPACK_DEBIAN_WIRELAB_PACKAGE_RECOMMENDS "make, strace, iproute2, procps, netcat-openbsd")
set(CPACK_DEBIAN_WIRELAB_PACKAGE_SUGGESTS "zip")
set(CPACK_DEBIAN_WIRELAB-DEV_PACKAGE_DEPENDS
  "wirelab (= ${PROJECT_VERSION}), g++, cmake, libgtest-dev, libfmt-dev, nlohmann-json3-dev, libtomlplusplus-dev, libseccomp-dev")
include(CPack)
