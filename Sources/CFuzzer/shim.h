#ifndef CFUZZER_SHIM_H
#define CFUZZER_SHIM_H

#include <stddef.h>
#include <stdint.h>

/// The entry point of libFuzzer for programs that have a main function of their own. It is linked with
/// -sanitize=fuzzer alone.
int LLVMFuzzerRunDriver(int *count, char ***words, int (*read)(const uint8_t *bytes, size_t size));

#endif
