import Kernels

/// Lends the kernels the thread pool and the memory, once.
let kernelsAreReady: Void = {
  var runtime = KernelRuntime(
    parallel: { count, job, context in Parallel.perform(count, ThreadPool.Work(job: job, context: context)) },
    allocate: { Memory.take($0) },
    release: { memory, _ in Memory.give(memory) })
  kernels_set_runtime(&runtime)
}()
