/* An empty table of contents in place of ICU's data, 34 MB of the binary.

   Foundation links ICU for locales, calendars and collation, none of which the program uses; what it uses of Foundation (files, processes, times) runs
   without. This is ICU's own stub, icu4c/source/stubdata, for the data version that the toolchain links: the name of the symbol says which. */
#include <stdint.h>

struct icu_data_header {
    uint16_t header_size;
    uint8_t magic[2];
    /* UDataInfo */
    uint16_t size, reserved_word;
    uint8_t is_big_endian, charset_family, size_of_uchar, reserved_byte;
    uint8_t data_format[4], format_version[4], data_version[4];
    char padding[8];
    uint32_t count, reserved;
    int32_t names_and_data[4];
};

#ifndef ICU_DATA
#define ICU_DATA icudt76_dat
#endif

__attribute__((aligned(16))) const struct icu_data_header ICU_DATA = {
    32, {0xda, 0x27}, 20, 0, 0, 0, 2, 0, {'T', 'o', 'C', 'P'}, {1, 0, 0, 0}, {0, 0, 0, 0}, "StubDat", 0, 0, {0, 0, 0, 0}};
