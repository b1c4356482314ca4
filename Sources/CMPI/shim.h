#ifndef CMPI_SHIM_H
#define CMPI_SHIM_H

// MPI's handles are macros, which Swift cannot see. Every function here is one call of MPI on all ranks; an error of MPI
// itself ends the whole job, which is MPI's own default.
#include <mpi.h>

/// Starts MPI, and says which rank this is, of how many, and how many of them are on this machine. Returns 0 if this MPI
/// cannot be called from the main thread of a program with threads.
static inline int mpi_begin(int *rank, int *count, int *here) {
  int level;
  MPI_Comm machine;
  MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level);
  MPI_Comm_rank(MPI_COMM_WORLD, rank);
  MPI_Comm_size(MPI_COMM_WORLD, count);
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
  MPI_Comm_size(machine, here);
  MPI_Comm_free(&machine);
  return level >= MPI_THREAD_FUNNELED;
}

static inline void mpi_end(void) { MPI_Finalize(); }

/// Sends the slices of `values` to the ranks, and takes one slice from each.
static inline void mpi_exchange_slices(
    const float *values, const int *lengths, const int *starts, float *taken, const int *taken_lengths,
    const int *taken_starts) {
  MPI_Alltoallv(
      values, lengths, starts, MPI_FLOAT, taken, taken_lengths, taken_starts, MPI_FLOAT, MPI_COMM_WORLD);
}

/// Gives every rank the slices of all.
static inline void mpi_gather_slices(
    const float *slice, int length, float *values, const int *lengths, const int *starts) {
  MPI_Allgatherv(slice, length, MPI_FLOAT, values, lengths, starts, MPI_FLOAT, MPI_COMM_WORLD);
}

/// Gives every rank the number of each.
static inline void mpi_gather_numbers(int number, int *numbers) {
  MPI_Allgather(&number, 1, MPI_INT, numbers, 1, MPI_INT, MPI_COMM_WORLD);
}

/// Gives every rank the bytes of all.
static inline void mpi_gather_bytes(
    const char *own, int length, char *bytes, const int *lengths, const int *starts) {
  MPI_Allgatherv(own, length, MPI_CHAR, bytes, lengths, starts, MPI_CHAR, MPI_COMM_WORLD);
}

/// The largest of the ranks' numbers.
static inline int mpi_largest(int number) {
  int largest;
  MPI_Allreduce(&number, &largest, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return largest;
}

#endif
