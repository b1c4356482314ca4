import Engine

/// The Wasserstein-1 distance of two equally large samples on the line: the mean difference of the sorted values.
public func exactWasserstein(_ a: Tensor, _ b: Tensor) -> Float {
  zip(a.scalars.sorted(), b.scalars.sorted()).map { abs($0 - $1) }.reduce(0, +) / Float(a.count)
}
