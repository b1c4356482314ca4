#ifndef CMPI_SHIM_H
#define CMPI_SHIM_H

// MPI's handles are macros, which Swift cannot see. Every function here is one call of MPI on all ranks; an error of MPI
// itself ends the whole job, which is MPI's own default.
#include <mpi.h>

/// Starts MPI, and says which rank this is, of how many, and how many of them are on this machine. Returns 0 if this MPI
/// cannot be called by one thread after another.
static inline int mpi_begin(int *rank, int *count, int *here) {
  int level;
  MPI_Comm machine;
  MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &level);
  MPI_Comm_rank(MPI_COMM_WORLD, rank);
  MPI_Comm_size(MPI_COMM_WORLD, count);
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
  MPI_Comm_size(machine, here);
  MPI_Comm_free(&machine);
  return level >= MPI_THREAD_SERIALIZED;
}

static inline void mpi_end(void) { MPI_Finalize(); }

/// Something that MPI has begun and not yet done. A struct, because MPI's own type is a pointer here and a number there.
typedef struct {
  MPI_Request request;
} mpi_pending;

/// Begins to send the slices of `values` to the ranks, and to take one slice from each. All memory must stay as it is until
/// it is done.
static inline void mpi_begin_exchange(
    const float *values, const int *lengths, const int *starts, float *taken, const int *taken_lengths,
    const int *taken_starts, mpi_pending *pending) {
  MPI_Ialltoallv(
      values, lengths, starts, MPI_FLOAT, taken, taken_lengths, taken_starts, MPI_FLOAT, MPI_COMM_WORLD,
      &pending->request);
}

/// Begins to give every rank the slices of all. All memory must stay as it is until it is done.
static inline void mpi_begin_gather(
    const float *slice, int length, float *values, const int *lengths, const int *starts, mpi_pending *pending) {
  MPI_Iallgatherv(
      slice, length, MPI_FLOAT, values, lengths, starts, MPI_FLOAT, MPI_COMM_WORLD, &pending->request);
}

/// Waits until it is done.
static inline void mpi_wait(mpi_pending *pending) { MPI_Wait(&pending->request, MPI_STATUS_IGNORE); }

/// Moves what can be moved, and says whether it is done.
static inline int mpi_advance(mpi_pending *pending) {
  int done;
  MPI_Test(&pending->request, &done, MPI_STATUS_IGNORE);
  return done;
}

/// Waits until all ranks have come here.
static inline void mpi_meet(void) { MPI_Barrier(MPI_COMM_WORLD); }

/// Sends so many values to another rank, which sends as many at the same time.
static inline void mpi_swap(const float *values, float *taken, int count, int other) {
  MPI_Sendrecv(
      values, count, MPI_FLOAT, other, 0, taken, count, MPI_FLOAT, other, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

/// Gives every rank the number of each.
static inline void mpi_gather_numbers(int number, int *numbers) {
  MPI_Allgather(&number, 1, MPI_INT, numbers, 1, MPI_INT, MPI_COMM_WORLD);
}

/// Gives every rank the bytes of all.
static inline void mpi_gather_bytes(
    const void *own, int length, void *bytes, const int *lengths, const int *starts) {
  MPI_Allgatherv(own, length, MPI_BYTE, bytes, lengths, starts, MPI_BYTE, MPI_COMM_WORLD);
}

/// The largest of the ranks' numbers.
static inline int mpi_largest(int number) {
  int largest;
  MPI_Allreduce(&number, &largest, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return largest;
}

#endif
