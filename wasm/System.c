// What Swift and the kernels ask of a system, where there is none.

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/// Of the environment: it is empty.
char *getenv(const char *name) {
  (void)name;
  return NULL;
}

/// What kernels say to standard error: nobody reads it.
int fprintf(FILE *file, const char *format, ...) {
  (void)file, (void)format;
  return 0;
}

/// The last words of a program that stops, which Swift says character by character.
enum { LongestWords = 400 };
static char words[LongestWords + 1];
static long count = 0;

int putchar(int character) {
  if (count < LongestWords) words[count++] = (char)character;
  return character;
}

/// Text that ends with a zero.
__attribute__((export_name("lab_last_words"))) const char *lab_last_words(void) { return words; }

/// Seeds of hash tables, whose order nothing here depends on.
void arc4random_buf(void *buffer, size_t size) {
  static uint64_t state = 0x9E3779B97F4A7C15;
  uint8_t *bytes = buffer;
  for (size_t i = 0; i < size; i++) {
    state = state * 6364136223846793005 + 1442695040888963407;
    bytes[i] = (uint8_t)(state >> 56);
  }
}

/// The number at the start of a text; returns where it ends, or null if there is none.
const char *_swift_stdlib_strtof_clocale(const char *text, float *number) {
  char *end;
  *number = strtof(text, &end);
  return end == text ? NULL : end;
}

uintptr_t __stack_chk_guard = 0x5bd1e995;
_Noreturn void __stack_chk_fail(void) { __builtin_trap(); }
