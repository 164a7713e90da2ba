#pragma once

#if !__has_include(<protobuf-c/protobuf-c.h>)
#error "protobuf-c is missing: install Debian's package libprotobuf-c-dev (apt-get install libprotobuf-c-dev)"
#endif

#include <protobuf-c/protobuf-c.h>
