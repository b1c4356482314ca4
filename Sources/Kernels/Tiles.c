#include "Tiles.h"

#if HAS_TILES

#include <cpuid.h>
#include <immintrin.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "Runtime.h"

// MARK: - The processor's and the system's leave

/// By CPUID itself: not every compiler knows these names for `__builtin_cpu_supports`.
static bool has_tiles_of_brain_floats(void) {
  enum { Leaf = 7, BrainFloatTiles = 1 << 22, Tiles = 1 << 24, BrainFloatVectors = 1 << 5 };
  unsigned a, b, c, d, a1, b1, c1, d1;
  return __get_cpuid_count(Leaf, 0, &a, &b, &c, &d) && d & BrainFloatTiles && d & Tiles &&
         __get_cpuid_count(Leaf, 1, &a1, &b1, &c1, &d1) && a1 & BrainFloatVectors;
}

/// Linux saves a thread's tiles only for a process that has asked for it (arch_prctl, since Linux 5.16).
static bool ask_for_tiles(void) {
  enum { RequestPermission = 0x1023, TileData = 18 };
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512bw") && has_tiles_of_brain_floats() &&
         syscall(SYS_arch_prctl, RequestPermission, TileData) == 0;
}

bool tiles_are_usable(void) {
  enum { Unknown, Usable, Missing };
  static atomic_int state = Unknown;
  int known = atomic_load_explicit(&state, memory_order_relaxed);
  if (known == Unknown) {
    known = ask_for_tiles() ? Usable : Missing;
    atomic_store_explicit(&state, known, memory_order_relaxed);
  }
  return known == Usable;
}

#pragma clang attribute push( \
    __attribute__((target("amx-tile,amx-bf16,avx512f,avx512vl,avx512bw,avx512bf16"))), apply_to = function)

/// What `ldtilecfg` reads: palette 1, eight tiles.
typedef struct TileConfiguration {
  uint8_t palette, startRow, reserved[14];
  uint16_t rowBytes[16];
  uint8_t rows[16];
} TileConfiguration;

void tiles_begin(void) {
  TileConfiguration configuration = {.palette = 1};
  for (int i = 0; i < 8; i++) {
    configuration.rowBytes[i] = TileDepth * sizeof(uint16_t);
    configuration.rows[i] = TileRows;
  }
  _tile_loadconfig(&configuration);
}

void tiles_end(void) { _tile_release(); }

// MARK: - Products

// Tiles are named in the instructions, so every shape of a block of c is a function of its own: tiles 0 to 3 are c's, 4
// and 5 mostly a's, 6 and 7 mostly b's. A product of two tiles takes sixteen cycles and 52 until its sums can be added
// to: four of them hide that.

#define START_TILE(number, i, j) \
  if (accumulate) { \
    _tile_loadd(number, c + (i) * TileRows * cRow + (j) * TileColumns, cRow * 4); \
  } else { \
    _tile_zero(number); \
  }
#define STORE_TILE(number, i, j) _tile_stored(number, c + (i) * TileRows * cRow + (j) * TileColumns, cRow * 4);
#define A_TILE(number, i) _tile_loadd(number, p->a + rows[i] + p->offsets[k], p->aRow * 2);
#define B_TILE(number, j) _tile_loadd(number, p->b + columns[j] + k * p->bStep, TileDepth * 2);
#define TILE_ARGUMENTS \
  const TileProduct *p, const long *rows, const long *columns, float *c, long cRow, bool accumulate

static void multiply_two_by_two(TILE_ARGUMENTS) {
  START_TILE(0, 0, 0) START_TILE(1, 0, 1) START_TILE(2, 1, 0) START_TILE(3, 1, 1)
  for (long k = 0; k < p->steps; k++) {
    A_TILE(4, 0) A_TILE(5, 1) B_TILE(6, 0) B_TILE(7, 1)
    _tile_dpbf16ps(0, 4, 6); _tile_dpbf16ps(1, 4, 7); _tile_dpbf16ps(2, 5, 6); _tile_dpbf16ps(3, 5, 7);
  }
  STORE_TILE(0, 0, 0) STORE_TILE(1, 0, 1) STORE_TILE(2, 1, 0) STORE_TILE(3, 1, 1)
}

static void multiply_four_by_one(TILE_ARGUMENTS) {
  START_TILE(0, 0, 0) START_TILE(1, 1, 0) START_TILE(2, 2, 0) START_TILE(3, 3, 0)
  for (long k = 0; k < p->steps; k++) {
    B_TILE(6, 0)
    A_TILE(4, 0) A_TILE(5, 1)
    _tile_dpbf16ps(0, 4, 6); _tile_dpbf16ps(1, 5, 6);
    A_TILE(4, 2) A_TILE(5, 3)
    _tile_dpbf16ps(2, 4, 6); _tile_dpbf16ps(3, 5, 6);
  }
  STORE_TILE(0, 0, 0) STORE_TILE(1, 1, 0) STORE_TILE(2, 2, 0) STORE_TILE(3, 3, 0)
}

static void multiply_one_by_four(TILE_ARGUMENTS) {
  START_TILE(0, 0, 0) START_TILE(1, 0, 1) START_TILE(2, 0, 2) START_TILE(3, 0, 3)
  for (long k = 0; k < p->steps; k++) {
    A_TILE(4, 0)
    B_TILE(6, 0) B_TILE(7, 1)
    _tile_dpbf16ps(0, 4, 6); _tile_dpbf16ps(1, 4, 7);
    B_TILE(6, 2) B_TILE(7, 3)
    _tile_dpbf16ps(2, 4, 6); _tile_dpbf16ps(3, 4, 7);
  }
  STORE_TILE(0, 0, 0) STORE_TILE(1, 0, 1) STORE_TILE(2, 0, 2) STORE_TILE(3, 0, 3)
}

static void multiply_one_by_one(TILE_ARGUMENTS) {
  START_TILE(0, 0, 0)
  for (long k = 0; k < p->steps; k++) {
    A_TILE(4, 0) B_TILE(6, 0)
    _tile_dpbf16ps(0, 4, 6);
  }
  STORE_TILE(0, 0, 0)
}

/// The shape of the next block of c: pairs of columns, of which all rows are done, and then pairs of rows, unless there
/// is one row or one column of tiles only.
void tiles_multiply(const TileProduct *p, long rowTiles, long columnTiles, float *c, long cRow, bool accumulate) {
  for (long column = 0, width; column < columnTiles; column += width) {
    long columns = columnTiles - column;
    width = rowTiles == 1 && columns >= 4 ? 4 : columns >= 2 && rowTiles >= 2 ? 2 : 1;
    for (long row = 0, height; row < rowTiles; row += height) {
      long rows = rowTiles - row;
      height = width == 1 && rows >= 4 ? 4 : width == 2 && rows >= 2 ? 2 : 1;
      float *block = c + row * TileRows * cRow + column * TileColumns;
      const long *aRows = p->rows + row, *bColumns = p->columns + column;
      if (width == 4) {
        multiply_one_by_four(p, aRows, bColumns, block, cRow, accumulate);
      } else if (height == 4) {
        multiply_four_by_one(p, aRows, bColumns, block, cRow, accumulate);
      } else if (width == 2 && height == 2) {
        multiply_two_by_two(p, aRows, bColumns, block, cRow, accumulate);
      } else {
        for (long j = 0; j < width; j++) {
          multiply_one_by_one(p, aRows, bColumns + j, block + j * TileColumns, cRow, accumulate);
        }
      }
    }
  }
}

// MARK: - Rounding

void round_rows(long rows, long count, const float *x, long xRow, BrainFloat *y, long yRow) {
  for (long row = 0; row < rows; row++, x += xRow, y += yRow) {
    long i = 0;
    for (; i + 32 <= count; i += 32) {
      __m512bh rounded = _mm512_cvtne2ps_pbh(_mm512_loadu_ps(x + i + 16), _mm512_loadu_ps(x + i));
      _mm512_storeu_si512(y + i, (__m512i)rounded);
    }
    if (i < count) {
      __mmask32 mask = (__mmask32)((1ull << (count - i)) - 1);
      __m512 x0 = _mm512_maskz_loadu_ps((__mmask16)mask, x + i);
      __m512 x1 = _mm512_maskz_loadu_ps((__mmask16)(mask >> 16), x + i + 16);
      _mm512_mask_storeu_epi16(y + i, mask, (__m512i)_mm512_cvtne2ps_pbh(x1, x0));
    }
  }
}

/// Two rows of sixteen as sixteen pairs.
static inline __attribute__((always_inline)) __m512i round_pairs(__m512 x0, __m512 x1) {
  const __m512i order = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21,
                                         5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  return _mm512_permutexvar_epi16(order, (__m512i)_mm512_cvtne2ps_pbh(x1, x0));
}

void round_to_tile(const float *const *rows, BrainFloat *tile) {
  for (long i = 0; i < TileDepth; i += 2) {
    __m512i pairs = round_pairs(_mm512_loadu_ps(rows[i]), _mm512_loadu_ps(rows[i + 1]));
    _mm512_storeu_si512(tile + i * TileColumns, pairs);
  }
}

/// The transpose of a 16 × 16 matrix of 32-bit words, one vector a row.
static inline __attribute__((always_inline)) void transpose_words(__m512i *x) {
  __m512i y[16];
  for (int i = 0; i < 16; i += 2) {
    y[i] = _mm512_unpacklo_epi32(x[i], x[i + 1]);
    y[i + 1] = _mm512_unpackhi_epi32(x[i], x[i + 1]);
  }
  for (int i = 0; i < 16; i += 4) {
    for (int j = 0; j < 2; j++) {
      x[i + 2 * j] = _mm512_unpacklo_epi64(y[i + j], y[i + j + 2]);
      x[i + 2 * j + 1] = _mm512_unpackhi_epi64(y[i + j], y[i + j + 2]);
    }
  }
  // Row i of a quarter now holds columns i, i + 4, i + 8 and i + 12, a lane each.
  for (int i = 0; i < 4; i++) {
    __m512i low01 = _mm512_shuffle_i32x4(x[i], x[4 + i], 0x88), high01 = _mm512_shuffle_i32x4(x[i], x[4 + i], 0xdd);
    __m512i low23 = _mm512_shuffle_i32x4(x[8 + i], x[12 + i], 0x88);
    __m512i high23 = _mm512_shuffle_i32x4(x[8 + i], x[12 + i], 0xdd);
    y[i] = _mm512_shuffle_i32x4(low01, low23, 0x88);
    y[8 + i] = _mm512_shuffle_i32x4(low01, low23, 0xdd);
    y[4 + i] = _mm512_shuffle_i32x4(high01, high23, 0x88);
    y[12 + i] = _mm512_shuffle_i32x4(high01, high23, 0xdd);
  }
  memcpy(x, y, sizeof y);
}

void round_columns_to_tile(const float *columns, BrainFloat *tile) {
  __m512i words[TileColumns];
  for (long i = 0; i < TileColumns; i++) {
    const float *column = columns + i * TileDepth;
    words[i] = (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(column + 16), _mm512_loadu_ps(column));
  }
  transpose_words(words);
  for (long i = 0; i < TileRows; i++) _mm512_storeu_si512(tile + i * TileDepth, words[i]);
}

void round_transposed(const float *const *rows, BrainFloat *y, long stride) {
  __m512i words[TileRows];
  for (long i = 0; i < TileRows; i++) {
    words[i] = round_pairs(_mm512_loadu_ps(rows[2 * i]), _mm512_loadu_ps(rows[2 * i + 1]));
  }
  transpose_words(words);
  for (long i = 0; i < TileRows; i++) _mm512_storeu_si512(y + i * stride, words[i]);
}

// MARK: - Epilogue

void store_with_epilogue(long rows, long count, const float *x, long xRow, const float *bias, float slope, float *y,
                         long yRow) {
  __m512 slopes = _mm512_set1_ps(slope);
  for (long i = 0; i < count; i += 16) {
    __mmask16 mask = (__mmask16)((1u << smaller(count - i, 16)) - 1);
    __m512 shift = bias ? _mm512_maskz_loadu_ps(mask, bias + i) : _mm512_setzero_ps();
    for (long row = 0; row < rows; row++) {
      __m512 value = _mm512_add_ps(_mm512_maskz_loadu_ps(mask, x + row * xRow + i), shift);
      __mmask16 isNegative = _mm512_cmp_ps_mask(value, _mm512_setzero_ps(), _CMP_LE_OQ);
      _mm512_mask_storeu_ps(y + row * yRow + i, mask, _mm512_mask_mul_ps(value, isNegative, value, slopes));
    }
  }
}

#pragma clang attribute pop

#endif
