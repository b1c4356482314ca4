extension DataSet {
  /// Every data set, in the order in which they are offered.
  public static let all: [DataSet] = [cifar10, shapes]

  /// 60,000 photographs of ten classes (Krizhevsky 2009). They are not part of the book.
  public static let cifar10 = DataSet(
    name: "cifar10", title: "CIFAR-10",
    licence: "collected by Krizhevsky, Nair and Hinton; its images are not given away with the book",
    shape: .colour32, allowsFlips: true, trainingImages: 50_000
  ) { split, range, folder in
    let files = try CIFAR10.require(data: folder)
    let images =
      switch split {
      case .train, .featureTrain: try files.train()
      case .test, .featureTest: try files.test()
      }
    return range.map { images.slice($0.clamped(to: 0..<images.count)) } ?? images
  }

  /// The book's own images, which everybody has: ten figures in eight hues. A mirrored moon is no image of this set.
  public static let shapes = DataSet(
    name: "shapes", title: "Shapes, the book's own drawn images (not CIFAR-10)",
    licence: "drawn by the book's own code, and free as that is",
    shape: .colour32, allowsFlips: false, trainingImages: nil
  ) { split, range, _ in
    switch split {
    case .train: Shapes(seed: 0).dataset(range ?? 0..<20_000)
    case .test: Shapes(seed: 2).dataset(range ?? 0..<10_000)
    case .featureTrain: Shapes(seed: 1).dataset(range ?? 0..<25_600, labelledBy: .mode)
    case .featureTest: Shapes(seed: 2).dataset(range ?? 0..<10_000, labelledBy: .mode)
    }
  }
}
