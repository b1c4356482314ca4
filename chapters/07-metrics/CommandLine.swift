import Evaluation
import Notebook
import Pictures

//: @hide
func showCommandLine(_ page: Page, distanceAbove: Double, precisionAbove: Double) throws {
  //: @show

  //: ## Appendix: from the command line
  //:
  //: The command `score` computes the same scores for any two sets of images, such as two folders ([Using
  //: Minimax](../../docs/USING.md#scores) lists its options). Here it compares training images of Shapes with the enhanced
  //: generator ([code](source:Sources/Evaluation/ScoreCommand.swift#ScoreCommand)):
  //:
  //: ```
  //: swift run score shapes shapes-enhanced --samples 1000 --metrics fid,prdc
  //: ```

  //: {fold: the command as code}
  var command = ScoreCommand(real: "shapes", fake: "shapes-enhanced")
  command.metrics = "fid,prdc"
  command.samples = page.profile == .quick ? 200 : 1000
  command.resamples = page.profile == .quick ? 10 : 100
  let generated = try command.table(isQuiet: true)!
  page.table(
    header: ["score", "value", "95%", "real against real"],
    rows: generated.scores.map { score in
      let ends = [score.low, score.high].compactMap { $0?.text(.significant(3)) }
      return [
        score.name, score.value.text(.significant(3)), ends.count == 2 ? "\(ends[0]) to \(ends[1])" : "–",
        score.realAgainstReal?.text(.significant(3)) ?? "–",
      ]
    },
    caption: "What the command finds for \(command.samples!.text) images on each side")
  //: @hide
  let precision = generated.scores.first { $0.metric == "precision" }!.value
  page.record("commandImages", command.samples!)
  page.record("commandPrecision", precision, tolerance: 0.05, format: .decimals(2))
  page.expect(
    "the enhanced generator's precision is higher here than above", precision > precisionAbove, from: .standard)
  let distance = generated.scores.first { $0.metric == "FID" }!.value
  page.record("commandDistance", distance, tolerance: 0.1, format: .decimals(1))
  page.expect(
    "the enhanced generator's FD is higher here than its mean above", distance > distanceAbove, from: .standard)
  //: @show

  //: Precision is {{commandPrecision}} with these {{commandImages}} images on each side; it was {{enhancedPrecision}} with
  //: the {{images}} of [*Three generators, five scores*](#three-generators-five-scores). FD is higher too
  //: ([why](#more-images-another-score)). **The interval of precision is far too narrow:** in other draws of {{some}} images
  //: on each side, precision was between {{someLeast}} and {{someMost}}.
  //:
  //: The column "real against real" compares one half of the real images with the other, and FD is higher there because the
  //: sets are half as large.
  //:
  //: The column "95%" gives intervals, which [`Scoring`](source:Sources/Metrics/Comparison/Scoring.swift#Scoring) computes.
  //: {define: A *bootstrap interval* (Efron 1979) says how much a score varies by chance. A new set of the same size, in
  //: which an image may occur more than once, is drawn from the generated images and scored, and this is done a hundred
  //: times. The interval is as wide as the range of the middle 95 scores, and lies around the score of all images.} With a
  //: hundred repetitions its ends are themselves rough. It is not placed where the scores of the new sets lie, because
  //: repeated images raise FD, as fewer images do. Only the generated images are redrawn, so the interval leaves out how
  //: much other real images, or a second training, would change the score.
  //:
  //: ## Appendix: a score to compare with a paper's
  //:
  //: A score can be compared with a paper's only if four things are the same: the network and its weights, the number of
  //: images $`N`$, the real images (often all training images), and the resizing. Inception takes images of 299 × 299
  //: pixels, and the common tools resize smaller images to that size in different ways (Parmar 2022). No score here meets
  //: these conditions, because the book has [the network's code](source:Sources/Metrics/Features/Inception.swift#Inception)
  //: but not the weights of Inception v3 of 2015, which papers use. With the weights you can compute such a score:
  //:
  //: - `scripts/inception-fid cifar10-classes` downloads the weights once (91 MB), draws 50,000 images from a generator of the
  //:   book, and prints FID, KID and IS against the 50,000 training images of CIFAR-10, which `scripts/cifar10` fetches. It can
  //:   take hours.
  //: - `swift run score REAL GENERATED --features inception:PATH` does the same for two folders of your own images. [Using
  //:   Minimax](../../docs/USING.md#scores) says where to find the weights, and how to choose the resizing of the paper's
  //:   tool.
  //:
  //: Different networks see different things. Stein 2023 find that the features of DINOv2, a network trained without labels,
  //: agree better with human judgement than Inception's do. Jayasumana 2024 compare sets by a kernel distance of CLIP's
  //: features. And a suitable mix of classes can fool a network that was trained on classes: Kynkäänniemi 2023 lower FID by
  //: choosing images whose ImageNet classes match, without making any image better.
  //: @hide
}
//: @show
