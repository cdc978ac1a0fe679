# The two kinds of target in this tree, with the warnings and the include root they share.
# Includes are written from the project's root: "runtime/redis/client.hpp".

function(yunke_target_defaults name)
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor)
endfunction()

# yunke_library(name SOURCES a.cpp ... LINK lib ...)
function(yunke_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
  yunke_target_defaults(${name})
endfunction()

# yunke_program(name SOURCES main.cpp LINK lib ...)
function(yunke_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK})
  yunke_target_defaults(${name})
endfunction()
