#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The Castagnoli checksum of some bytes; `crc` is the checksum of what came before them, 0 at the beginning.
uint32_t glue_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The same without the processor's instruction, whatever the processor has.
uint32_t glue_crc32c_portable(uint32_t crc, const void *bytes, size_t count);

/// Whether `glue_crc32c` uses the processor's instruction.
bool glue_crc32c_is_accelerated(void);
