#include "CCRC32C.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#include <wmmintrin.h>
#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#endif

// The polynomial 0x1EDC6F41 with its bits reversed; RFC 3720, appendix B.4.
#define POLYNOMIAL 0x82F63B78u

static uint32_t table[4][256];

__attribute__((constructor)) static void fill_table(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
        table[0][byte] = crc;
    }
    for (uint32_t byte = 0; byte < 256; byte++)
        for (int slice = 1; slice < 4; slice++)
            table[slice][byte] = (table[slice - 1][byte] >> 8) ^ table[0][table[slice - 1][byte] & 0xFF];
}

uint32_t glue_crc32c_portable(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    crc = ~crc;
    for (; count >= 4; count -= 4, next += 4) {
        crc ^= (uint32_t)next[0] | (uint32_t)next[1] << 8 | (uint32_t)next[2] << 16 | (uint32_t)next[3] << 24;
        crc = table[3][crc & 0xFF] ^ table[2][(crc >> 8) & 0xFF] ^ table[1][(crc >> 16) & 0xFF] ^ table[0][crc >> 24];
    }
    for (; count > 0; count--, next++) crc = (crc >> 8) ^ table[0][(crc ^ *next) & 0xFF];
    return ~crc;
}

#if defined(__x86_64__)

// How many words of eight bytes are taken as a third at most.
#define LONGEST 128

// What a checksum is multiplied by for so many words of zeros behind it: x to the power of 64 n - 33.
static uint64_t shifts[2 * LONGEST + 1];

#define WITH_INSTRUCTION __attribute__((target("sse4.2,pclmul")))

WITH_INSTRUCTION static uint64_t word_at(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    return word;
}

// The product is one bit short of 64, and the instruction multiplies by x to the power of 32: both are in `shifts`.
WITH_INSTRUCTION static uint64_t shifted(uint64_t state, size_t words) {
    __m128i product = _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)state), _mm_cvtsi64_si128((long long)shifts[words]), 0);
    return _mm_crc32_u64(0, (uint64_t)_mm_cvtsi128_si64(product));
}

WITH_INSTRUCTION static uint32_t with_instruction(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    uint64_t state = (uint32_t)~crc;
    // An instruction waits three cycles for the one before, and one could start at each: so three thirds go side by side.
    // It takes some twenty to put them together.
    while (count >= 24 * 4) {
        size_t words = count / 24 < LONGEST ? count / 24 : LONGEST;
        uint64_t second = 0, third = 0;
        for (const uint8_t *end = next + 8 * words; next < end; next += 8) {
            state = _mm_crc32_u64(state, word_at(next));
            second = _mm_crc32_u64(second, word_at(next + 8 * words));
            third = _mm_crc32_u64(third, word_at(next + 16 * words));
        }
        state = shifted(state, 2 * words) ^ shifted(second, words) ^ third;
        next += 16 * words;
        count -= 24 * words;
    }
    for (; count >= 8; count -= 8, next += 8) state = _mm_crc32_u64(state, word_at(next));
    uint32_t tail = (uint32_t)state;
    for (; count > 0; count--, next++) tail = _mm_crc32_u8(tail, *next);
    return ~tail;
}

static bool has_instruction;

WITH_INSTRUCTION static void fill_shifts(void) {
    // x to the power of 31, bits reversed; each word of zeros multiplies by x to the power of 64.
    shifts[1] = 1;
    for (size_t words = 2; words <= 2 * LONGEST; words++) shifts[words] = _mm_crc32_u64(0, shifts[words - 1]);
}

__attribute__((constructor)) static void detect(void) {
    __builtin_cpu_init();
    has_instruction = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul");
    if (has_instruction) fill_shifts();
}

bool glue_crc32c_is_accelerated(void) { return has_instruction; }

uint32_t glue_crc32c(uint32_t crc, const void *bytes, size_t count) {
    return has_instruction ? with_instruction(crc, bytes, count) : glue_crc32c_portable(crc, bytes, count);
}

#elif defined(__aarch64__) && defined(__ARM_FEATURE_CRC32)

bool glue_crc32c_is_accelerated(void) { return true; }

uint32_t glue_crc32c(uint32_t crc, const void *bytes, size_t count) {
    const uint8_t *next = bytes;
    crc = ~crc;
    for (; count >= 8; count -= 8, next += 8) {
        uint64_t word;
        memcpy(&word, next, 8);
        crc = __crc32cd(crc, word);
    }
    for (; count > 0; count--, next++) crc = __crc32cb(crc, *next);
    return ~crc;
}

#else

bool glue_crc32c_is_accelerated(void) { return false; }

uint32_t glue_crc32c(uint32_t crc, const void *bytes, size_t count) { return glue_crc32c_portable(crc, bytes, count); }

#endif
