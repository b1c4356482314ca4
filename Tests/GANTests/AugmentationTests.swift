import Engine
import Testing

@testable import GAN

/// What the discriminator is shown in place of images.
@Suite("Differentiable augmentation") struct AugmentationTests {
  private let images = Random(seed: 1).uniform([6, 8, 8, 3], in: -1..<1)

  @Test func nothingIsDoneWithoutStrength() {
    let augmentation = DifferentiableAugmentation(colour: false, translation: 0, cutout: 0)
    #expect(augmentation(images, Random(seed: 2)).scalars == images.scalars)
  }

  @Test func theSameChanceGivesTheSameChange() {
    let augmentation = DifferentiableAugmentation()
    let (one, two) = (augmentation(images, Random(seed: 2)), augmentation(images, Random(seed: 2)))
    #expect(one.scalars == two.scalars && one.scalars != augmentation(images, Random(seed: 3)).scalars)
  }

  /// What is covered or moved out gives no gradient, and everything else does.
  @Test func gradientsComeBackToWhereTheValuesWere() {
    let tracked = images.tracked()
    let augmentation = DifferentiableAugmentation(colour: false)
    let found = gradients(of: augmentation(tracked, Random(seed: 2)).sum(), wrt: [tracked])[0].scalars
    #expect(found.allSatisfy { $0 == 0 || $0 == 1 })
    let share = found.reduce(0, +) / Float(found.count)
    #expect((0.4...0.95).contains(share))
  }

  /// Colours are changed by factors and offsets of a whole image, so differences within one keep their order.
  @Test func coloursChangeAlikeEverywhereInAnImage() {
    let grey = Tensor(shape: [2, 1, 3, 3], scalars: [-0.5, 0, 0.5, -0.5, 0, 0.5].flatMap { [$0, $0, $0] })
    let changed = DifferentiableAugmentation(translation: 0, cutout: 0)(grey, Random(seed: 4)).scalars
    for image in 0..<2 {
      let values = stride(from: image * 9, to: image * 9 + 9, by: 3).map { changed[$0] }
      #expect(values[0] < values[1] && values[1] < values[2])
      #expect(abs((values[2] - values[1]) - (values[1] - values[0])) < 1e-5)
    }
  }
}
