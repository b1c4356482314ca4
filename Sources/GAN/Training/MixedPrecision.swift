import Engine

extension Trainer {
  /// A step whose convolutions multiply in a precision, unless a regulariser is due: then it is a step in floats.
  ///
  /// A gradient penalty is a second derivative, and one that is evaluated in one step of sixteen counts sixteen times
  /// in it, with all that was rounded. With it in bf16, three of four pairs of Shapes with labels lost modes
  /// (Sources/Kernels/README.md).
  ///
  /// - Parameters:
  ///   - batch: Real samples, as ``step(on:classes:in:)`` takes them.
  ///   - classes: Their classes, one-hot rows.
  ///   - exchange: Who computes which shard.
  ///   - precision: What convolutions multiply where no regulariser is due.
  public func step(
    on batch: Tensor, classes: Tensor? = nil, in exchange: any ShardExchange = LocalShards(1),
    multiplying precision: Precision
  ) -> Turn {
    let updates = discriminatorRule.steps..<discriminatorRule.steps + discriminatorSteps
    let isRegularised = regularizers.contains { regularizer in
      updates.contains { $0.isMultiple(of: regularizer.interval) }
    }
    return Processor.withPrecision(isRegularised ? .float : precision) {
      step(on: batch, classes: classes, in: exchange)
    }
  }
}
