#pragma once

#if !__has_include(<hiredis/hiredis.h>)
#error "hiredis is missing: install Debian's package libhiredis-dev (apt-get install libhiredis-dev)"
#endif

#include <hiredis/hiredis.h>
