import Engine
import GAN
import Notebook
import Pictures

extension ProgressBar {
  /// Shows that a run on images made a step: its losses, the best distance so far, and what the first of the fixed latent
  /// vectors have become.
  public func advance(_ turn: Turn, of run: TrainingRun) {
    advance(
      ["D": Double(turn.discriminatorLoss), "G": Double(turn.generatorLoss)],
      message: run.history.best.map { "distance \($0.toTraining.text(.significant(3))) at best" }, preview: run.preview)
  }
}

extension TrainingRun {
  /// The first of the fixed latent vectors as they are drawn now, for a terminal.
  fileprivate var preview: Image? {
    let count = min(8, latents.shape[0])
    let images = withoutHistory { trainer.averaged(latents.slice(0..<count), .inference) }
    return ImageGrid(images, columns: count, scale: 1).raster
  }
}
