# wirelab_module(NAME [LINKS target...])
#
# One folder of autograder/ is one library. Its headers are written "NAME/header.hpp" and can be found only by those who
# link wirelab_NAME: every module has an include folder of its own, with one link in it. So an include without the
# matching link, which is an arrow that is not drawn, does not build.
function(wirelab_module NAME)
  cmake_parse_arguments(PARSE_ARGV 1 MODULE "" "" "LINKS")
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${NAME}/*.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/${NAME}/tables/*.cpp)
  set(includes ${CMAKE_BINARY_DIR}/include/${NAME})
  file(MAKE_DIRECTORY ${includes})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/${NAME} ${includes}/${NAME} SYMBOLIC)

  add_library(wirelab_${NAME} STATIC ${sources})
  target_include_directories(wirelab_${NAME} PUBLIC ${includes})
  target_link_libraries(wirelab_${NAME} PUBLIC ${MODULE_LINKS} PRIVATE wirelab_settings)
endfunction()

# wirelab_checks(FILE): one file of checks/ is one GoogleTest program, bin/checks/FILE. lab03_iterative_server.cpp
# holds the checks of the lab lab03-iterative-server.
function(wirelab_checks FILE)
  add_executable(${FILE} checks/${FILE}.cpp)
  target_link_libraries(${FILE} PRIVATE wirelab_check_main wirelab_check wirelab_settings)
  set_target_properties(${FILE} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin/checks)
endfunction()
