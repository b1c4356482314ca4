import Engine
import Evaluation
import GAN
import Notebook

//: ## Appendix: the loop with its switches
//:
//: Here is `step`, with the class that it belongs to. Its switches are off unless a recipe or a chapter turns them on:
//: `Regularizer` adds a term to the discriminator's loss, such as R1. There can be more than one turn of the discriminator, a
//: look ahead (`Unrolling`, chapter 6), and classes of images. A `Turn` has both losses, and the mean probabilities D(x) and
//: D(G(z)).

//: {show: GAN/Training/Trainer.swift#Trainer}

//: {show: GAN/Training/Trainer.swift#Trainer.step, Trainer.draw, Trainer.judge}

//: Next is the discriminator's turn. `confusion` is what an auxiliary classifier adds ([below](#appendix-labels-and-classes));
//: without one it is `nil`. In the book's recipes for images R1 has an interval of 16: it is evaluated in every sixteenth step
//: only, and multiplied by 16 there. So its mean gradient over many steps is the same as if it were evaluated every time, and
//: most of the cost of second derivatives is saved (*lazy regularisation*, Karras 2020). (Its effect with Adam is not quite the
//: same: Karras 2020 adjusts Adam's settings for that.)

//: {fold: the discriminator's turn}

//: {show: GAN/Training/Trainer.swift#Trainer.discriminatorTurn}

//: Last is the generator's turn. `Unrolling` would let it look ahead. `judge(real, classes)` is evaluated only for a loss that
//: compares real and generated images (chapter 4's relativistic pairs).

//: {fold: the generator's turn}

//: {show: GAN/Training/Trainer.swift#Trainer.generatorTurn}

//: If you know PyTorch: there one detaches the fakes in the discriminator's turn, and calls `zero_grad` before each turn, because
//: the generator's turn also leaves gradients in the discriminator. This engine returns gradients only for the weights that it is
//: asked for, so it needs neither. Chapter 1's `detached` saves time and changes no number.
//:
//: ## Appendix: how this page trains
//:
//: A `TrainingRun` ([its source](source:Sources/GAN/Training/TrainingRun.swift#TrainingRun)) takes the steps, looks, scores
//: and saves. What the page asks of it is in `ChapterRun` ([its source](source:ChapterRun.swift#ChapterRun)). The images come
//: from a `DataSet` by way of `ImageSource`. A `QualityJudge` finds the `Quality` of what is drawn. `TrainingChapter` holds what
//: was typed after `swift run chapter 5`. This is the test for copies.

//: {show: Evaluation/CopyTest.swift#CopyTest}

//: @hide
func showCopySearch(
  _ page: Page, _ session: ChapterRun, _ trainer: Trainer<ImageGenerator, ImageDiscriminator>
) throws {
  //: @show
  //: Does this chapter's run copy? The test measures how far generated images are from the nearest of {{searched}} training
  //: images, beside test images, and beside generated images of which every tenth was replaced by a training image.

  let searched = min(session.images.count, 5000)
  let network = session.judge.network
  func features(_ images: Tensor) -> Tensor {
    Tensor.concatenate(
      stride(from: 0, to: images.shape[0], by: 250).map { start in
        withoutHistory { network(images.slice(start..<min(start + 250, images.shape[0]))).features }
      })
  }
  let library = features(session.images.tensor(of: 0..<searched))
  let count = page.profile == .quick ? 50 : 500
  let latents = Random(seed: page.seed).split("copies").normal([count, trainer.averaged.latentSize])
  let generated = withoutHistory { trainer.averaged(latents, .inference) }
  let distances = [
    ("test images", session.test.tensor(of: 0..<count)), ("generated", generated),
    (
      "generated, every tenth a copy",
      CopyTest.spiked(generated, with: session.images, mirrors: session.set.allowsFlips)
    ),
  ].map { ($0, CopyTest.distances(from: features($1), to: library)) }
  let bound = CopyTest.bound(of: distances[0].1)
  let tests = distances.map { CopyTest($0, distances: $1, bound: bound, searched: searched) }
  page.table(
    header: [
      "\(count) images", "median distance to the nearest training image", "least",
      "nearer than 99 in 100 test images",
    ],
    rows: tests.map {
      [$0.images, $0.median.text(.significant(3)), $0.least.text(.significant(3)), $0.nearer.text]
    }, caption: "Distances in \(network.name)")

  //: {fold: the claims}
  page.record("searched", searched)
  page.record("testNearest", tests[0].median, tolerance: 0.1, format: .decimals(1))
  page.record("generatedNearest", tests[1].median, tolerance: 0.5, format: .decimals(1))
  page.record("nearer", tests[1].nearer)
  page.record("nearerOfSpiked", tests[2].nearer)
  page.record("copied", count / 10)
  page.record("spikedNearest", tests[2].median, tolerance: 0.5, format: .decimals(1))
  page.expect(
    "no generated image is nearer to a training image than 99 in 100 test images are", tests[1].nearer == 0,
    from: .standard)
  page.expect(
    "the test finds every copy among the generated images, and their median alone falls by less than a tenth",
    tests[2].nearer == count / 10 && tests[2].median > 0.9 * tests[1].median, from: .standard)

  //: Of the generated images {{nearer}} are nearer to a training image than 99 in 100 test images are. Where {{copied}} of them
  //: were replaced by copies, {{nearerOfSpiked}} are, although the median falls from {{generatedNearest}} to {{spikedNearest}}
  //: only. But images as rough as these are far from every real image: their median distance is {{generatedNearest}}, and that of
  //: test images is {{testNearest}}. So passing the test proves little here.
  //: @hide
}
