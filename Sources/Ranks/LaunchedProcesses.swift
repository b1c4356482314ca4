import Evaluation
import Foundation
import Metrics
import Notebook

/// The processes that work together: those that MPI's launcher started, or this one alone.
///
/// - Throws: `UsageError` if a launcher started several, and this build does not know MPI.
private func launchedProcesses() throws -> any ProcessGroup {
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

/// Runs the work of a command in all processes that MPI's launcher started together, or in this one alone.
///
/// What all of them know to have failed, the first says; any other error ends its process, and with it the job.
///
/// - Throws: `UsageError` if a launcher started several, and this build does not know MPI; and what `work` throws.
public func withLaunchedProcesses(_ work: (any ProcessGroup) throws -> Void) throws {
  let group = try launchedProcesses()
  do {
    try work(group)
  } catch let interrupted as Interrupted where group.count > 1 {
    // At once, because MPI's launcher, if it was asked to stop, soon kills what is left.
    if group.isFirst { StandardStream.errors.write("\(interrupted)\n") }
    Interruption.byUser.whileClosing { group.finish() }
    exit(group.isFirst ? Interruption.status : 0)
  } catch {
    guard group.giveUp(because: error) || error is RanksDisagree || error is SharedFailure else { throw error }
    group.finish()
    guard group.isFirst else { return }
    throw (error as? SharedFailure)?.error ?? error
  }
  Interruption.byUser.whileClosing { group.finish() }
}
