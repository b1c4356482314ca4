import Evaluation
import Foundation
import Notebook

#if MPI
  import Ranks
#endif

/// The processes that train together: those that MPI's launcher started, or this one alone.
///
/// - Throws: `UsageError` if a launcher started several, and this build does not know MPI.
func processes() throws -> any ProcessGroup {
  let environment = ProcessInfo.processInfo.environment
  #if MPI
    // Names that Open MPI, MPICH and Slurm give to what they start; without one, MPI would only take time to begin.
    let isLaunched = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMIX_RANK"].contains { environment[$0] != nil }
    return isLaunched ? MPIRanks() : SingleProcess()
  #else
    for name in ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"] {
      guard let count = environment[name].flatMap({ Int($0) }), count > 1 else { continue }
      throw UsageError(
        "\(name) is \(count), so a launcher of MPI started this, but this build does not know MPI; build with "
          + "`swift build --traits MPI`, or start one process")
    }
    return SingleProcess()
  #endif
}
