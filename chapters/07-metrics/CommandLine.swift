import Evaluation
import Notebook
import Pictures

//: @hide
func showCommandLine(_ page: Page, precisionAbove: Double) throws {
  //: @show

  //: ## Appendix: from the command line
  //:
  //: `score` computes the same scores for any two sets of images: folders of PNG or JPEG files, data sets by name, checkpoints of
  //: chapter 5, or statistics that were saved before. (`generator-enhanced` is the generator of `shapes-enhanced`.)
  //:
  //: ```
  //: swift run score shapes generator-enhanced --samples 1000 --metrics fid,prdc
  //: swift run score shapes shapes-test --samples 1000
  //: swift run score shapes --save shapes.safetensors.zst
  //: swift run score shapes.safetensors.zst generated/ --features book-shapes
  //: ```
  //:
  //: Here is what the first command finds ([code](source:Sources/Evaluation/ScoreCommand.swift#ScoreCommand)); without
  //: `--metrics` it computes all scores. Precision is {{commandPrecision}} here, and was {{enhancedPrecision}} above for the same
  //: generator, because here each side has fewer images ({{commandImages}}, and {{images}} above; see *More images, another
  //: score*).

  //: {fold: the command as code}
  var command = ScoreCommand(real: "shapes", fake: "generator-enhanced")
  command.metrics = "fid,prdc"
  command.samples = page.profile == .quick ? 200 : 1000
  command.resamples = page.profile == .quick ? 10 : 100
  let generated = try command.table(isQuiet: true)!
  page.table(
    header: ["score", "value", "95%", "real against real"],
    rows: generated.scores.map { score in
      let ends = [score.low, score.high].compactMap { $0?.text(.significant(3)) }
      return [
        score.metric, score.value.text(.significant(3)), ends.count == 2 ? "\(ends[0]) to \(ends[1])" : "–",
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
  //: @show

  //: The command also prints what two scores must share to be comparable: the number of images, the network, the resizing and the
  //: estimator. (It calls the distance FID whatever the features are.) The column "real against real" compares one half of the
  //: real images with the other. These sets are half as large, so this number is larger than with all images. What would a perfect generator get with the *same* number? The second command
  //: says it.
  //:
  //: The column with "95%" has intervals. {define: A *bootstrap interval* (Efron 1979) says how much chance moves a score. From
  //: the generated images a new set of the same size is drawn, in which an image may come more than once, and this set is scored.
  //: That is done a hundred times. The interval is as wide as the range of the middle 95 scores, and lies around the score of all
  //: images.} With a hundred repetitions its ends are themselves rough. It is not placed where the scores of the new sets lie,
  //: because images that come more than once raise FID, as fewer images do. Only the generated images are drawn again, so the
  //: interval does not say how much other real images, or another training, would change the score.
  //:
  //: Saved statistics, such as the `.npz` files of pytorch-fid, can take the place of the real images. Then FID, FID∞ and IS can
  //: be computed.
  //:
  //: ## Appendix: with the field's own weights
  //:
  //: Published scores are computed with Inception v3 of 2015. [The network's
  //: code](source:Sources/Metrics/Features/Inception.swift#Inception) is part of this engine, but its weights, a file of 91 MB
  //: that the authors of pytorch-fid publish, are not part of the book.
  //:
  //: ```
  //: curl -LO https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth
  //: swift run score cifar10 generated/ --features inception:pt_inception-2015-12-05-6726825d.pth
  //: ```
  //:
  //: Inception looks at images of 299 × 299 pixels, and the field's tools resize smaller images to that size in three ways.
  //: The resizing is part of the score, so use that of the scores that you compare with.
  //:
  //: | `--features` | resizes as | for numbers from |
  //: | --- | --- | --- |
  //: | `inception:PATH` | PyTorch's bilinear interpolation | pytorch-fid |
  //: | `inception-tf1:PATH` | TensorFlow 1's bilinear interpolation, which moves the image by part of a pixel | Heusel 2017, torch-fidelity |
  //: | `inception-clean:PATH` | Pillow's bicubic filter, which leaves no pixel out when an image shrinks | clean-fid (Parmar 2022) |
  //:
  //: Only with these weights can a score be compared with published ones, and only if $`N`$, the reference and the
  //: resizing are the same too.
  //:
  //: Other networks see other things. Stein 2023 find that the features of DINOv2, a network trained without labels, agree better
  //: with people than Inception's do. Jayasumana 2024 compare sets by a kernel distance of CLIP's features. And a network that
  //: was taught classes can be fooled by a good mix of classes: Kynkäänniemi 2023 lower FID by choosing images whose ImageNet
  //: classes match, without making any image better.
  //: @hide
}
//: @show
