import Engine
import GAN
import Metrics
import Notebook
import Pictures

//: @hide
func showSamples(
  _ page: Page, _ session: ChapterRun, _ trainer: Trainer<ImageGenerator, ImageDiscriminator>
) throws {
  //: @show
  //: ## Does it copy?
  //:
  //: A generator that memorised would make perfect pictures. Below each generated image stands the training image
  //: nearest to it, by the squared distance of pixels.

  let samples = session.drawn.slice(0..<8)
  let nearest = nearestImages(to: samples, in: session.images)
  try page.show(
    ImageGrid(Tensor.concatenate([samples, session.images.tensor(of: nearest.map(\.index))]), columns: 8),
    caption: "Above: generated. Below: the nearest of all training images")

  //: That finds exact copies only: an image that is moved by one pixel is far from itself. Two better tests ask for the
  //: same thing. In the features of the book's network, how far is a generated image from the nearest of {{searched}} training
  //: images, and how far is an image that nothing was trained on? And is the generator's Fréchet distance to training images
  //: smaller than that to test images (chapter 7)?

  let searched = min(session.images.count, 5000)
  let network = session.judge.network
  func features(_ images: Tensor) -> Tensor { network(images).features }
  let library = Tensor.concatenate(
    stride(from: 0, to: searched, by: 250).map { features(session.images.tensor(of: $0..<min($0 + 250, searched))) })
  let latents = Random(seed: page.seed).split("copies").normal([250, trainer.averaged.latentSize])
  let sets = [
    ("generated", withoutHistory { trainer.averaged(latents, .inference) }),
    ("test images", session.test.tensor(of: 0..<250)),
  ]
  let distances = sets.map { nearestDistances(features($0.1), in: library).sorted() }
  let score = session.run.history.scores.last!

  //: {fold: the table of nearest images}
  page.table(
    header: ["250 images", "median distance to the nearest training image", "least"],
    rows: zip(sets, distances).map { set, found in
      [set.0, found[found.count / 2].text(.significant(3)), found[0].text(.significant(3))]
    }, caption: "Distances in \(network.name)")

  page.record("searched", searched)
  page.record("generatedNearest", distances[0][125], tolerance: 0.5, format: .significant(3))
  page.record("testNearest", distances[1][125], tolerance: 0.5, format: .significant(3))
  page.record("gapTraining", score.toTraining, tolerance: 1, format: .decimals(2))
  page.record("gapTest", score.toTest, tolerance: 1, format: .decimals(2))
  page.expect(
    "generated images are no nearer to training images than test images are", distances[0][125] >= distances[1][125],
    from: .standard)
  page.expect(
    "the distance to training images is that to test images, to a twentieth",
    abs(score.toTraining / score.toTest - 1) < 0.05, from: .standard)

  //: The median is {{generatedNearest}} for generated images and {{testNearest}} for test images: the generator is not nearer to
  //: what it was trained on. The Fréchet distances are {{gapTraining}} to training images and {{gapTest}} to test images. Neither
  //: test finds a sign of copying.
  //: @hide
}

/// For each row of features the distance to the nearest row of others.
private func nearestDistances(_ features: Tensor, in library: Tensor) -> [Double] {
  let squares =
    features.squared().sum(axes: [1]).reshaped([-1, 1]) + library.squared().sum(axes: [1]).reshaped([1, -1])
    - 2 * matrixProduct(features, library, transposingSecond: true)
  return (-(-squares).maximumOverLastAxis()).scalars.map { Double(max($0, 0)).squareRoot() }
}
