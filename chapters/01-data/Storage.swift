import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Store

//: @hide
func showStorage(_ page: Page, _ data: ImageDataset) throws {
  //: @show
  //: ## Appendix: files of numbers
  //:
  //: The book ships trained networks in the field's usual format, *safetensors*, inside a *zstd* frame. What that saves
  //: depends on the contents:

  let few = data.tensor(of: 0..<(page.profile == .quick ? 40 : 250))
  let noise = Random(seed: page.seed).normal(few.shape)
  let contents: [(name: String, tensor: Tensor, type: ElementType)] = [
    ("images, as 32-bit numbers", few, .float32), ("normal noise", noise, .float32),
    ("normal noise, as 16-bit numbers", noise, .float16),
    (
      "a trained layer's weights, as 16-bit numbers",
      try TrainedPair.shipped(.shapes, .plain).generator().blocks[0].up.weight.value, .float16
    ),
  ]
  let costs = try contents.map { content in
    (
      plain: try fileCost(of: content.tensor, as: content.type, named: "trial.safetensors", in: page.runFolder),
      packed: try fileCost(of: content.tensor, as: content.type, named: "trial.safetensors.zst", in: page.runFolder)
    )
  }

  //: {fold: the table of bytes}
  page.table(
    header: ["what", "bytes, plain", "bytes, packed", "of plain"],
    rows: zip(contents, costs).map { content, cost in
      let (plain, packed) = cost
      let share = (Double(packed.bytes) / Double(plain.bytes)).text(.percent(1))
      return [content.name, plain.bytes.text, packed.bytes.text, share]
    })

  page.expect(
    "what was written with 32 bits comes back bit for bit",
    zip(contents, costs).allSatisfy { $0.type == .float16 || ($1.plain.error == 0 && $1.packed.error == 0) })
  page.expect("16 bits keep normal numbers to within a 250th", costs[2].packed.error < 0.004)
  page.expect(
    "trained weights pack no better than noise, to within a tenth",
    Double(costs[3].packed.bytes) / Double(costs[3].plain.bytes)
      > 0.9 * Double(costs[2].packed.bytes) / Double(costs[2].plain.bytes))
  let damage = try damageReport(for: few, in: page.runFolder)
  page.print("a packed file with one wrong bit: \(damage ?? "nothing was noticed")")
  page.expect("a single wrong bit in a packed file is noticed", damage != nil)

  //: Each of the images' numbers takes one of 256 values and still fills 32 bits, and neighbouring pixels are alike, so
  //: images pack well. Noise hardly packs, and a network's weights look much like noise. Their files shrink because each
  //: number keeps 16 bits. A packed file has a checksum, so damage is noticed; a wrong bit in a plain file of numbers is
  //: just another number.
  //: @hide
}
//: @show

//: ## Appendix: more Swift
//:
//: | you see | it means | in Python |
//: | --- | --- | --- |
//: | `x!`, `x ?? y`, `x?.z` | for a value that may be `nil`: it is not; `y` if it is; `nil` if it is | `x`, `y if x is None else x` |
//: | `x.map { $0 + 1 }` | of a value that may be `nil`: the function's result, or `nil` | `None if x is None else x + 1` |
//: | `if let x`, `guard let x … else { return }` | do this if there is a value; leave if there is none | `if x is not None:`, `if x is None: return` |
//: | `let score = \Scores.fid`, `s[keyPath: score]` | a property as a value (a `KeyPath`), and asking for it | `operator.attrgetter("fid")` |
//: | `protocol Generator { … }` | what a type must have to count as a `Generator` | `typing.Protocol` |
//: | `some Generator`, `any Generator` | any type that has what the protocol asks for | duck typing |
//: | `extension T { … }` | adds functions to a type | functions added to a class |
//: | `defer { … }` | is done at the end of the block | `try: … finally: …` |
//: | `///` | documentation of what follows | a docstring |
//:
//: ## Appendix: names
//:
//: Names of the engine and its companions that later pages use. What they do in detail is told where it matters.
//:
//: | names | what they are |
//: | --- | --- |
//: | `Tensor`, `Parameter`, `TensorFile`, `ElementType` | numbers in a block; a tensor that is learnt; a file of tensors; how it stores numbers |
//: | `reshaped`, `flattened`, `concatenate`, `broadcast`, `sum`, `variance`, `maximum`, `argmax` | operations on tensors: other shapes, many values to one |
//: | `squared`, `squareRoot`, `absoluteValue`, `clamped`, `tanh`, `relu`, `leakyReLU`, `softmax`, `ones` | operations value by value |
//: | `tracked`, `detached`, `withoutHistory` | with and without the history that gradients need |
//: | `Random`, with `integer`, `uniform`, `permutation` | a stream of random numbers that its seed decides |
//: | `Linear`, `Convolution`, `TransposedConvolution`, `ConvolutionWindow`, `BatchNorm`, `Dropout`, `SpectralNorm`, `Activation`, `Initializer` | layers of a network, and what is chosen about them |
//: | `Optimizer`, `SGD`, `Adam`, `RMSprop`, `MovingAverage` | rules by which parameters follow their gradients; an average over steps |
//: | `Matrix`, `SymmetricEigen` | matrices in double precision, and their eigenvalues |
//: | `DataSet`, `ImageDataset`, `Shapes`, `CIFAR10`, `Batches`, `GaussianMixture` | a data set by its name; images with labels; drawn ones; photographs; portions of a data set; points in the plane around known centres |
//: | `GeneratorKind`, `TrainedPair` | which of the book's two image generators; a generator and a discriminator that come with the book |
//: | `Image`, `ImageGrid`, `Filmstrip`, `enlarged` | pictures of pixels |
//: | `LinePlot`, `BarChart`, `Histogram`, `ScatterPlot`, `HeatMap`, `VectorField`, `NetworkDiagram`, `Panels`, with `Series`, `Encoding`, `Axis`, `Reference`, `PlaneGrid`, `NumberFormat` | diagrams, and what they are made of |
//: | `Page`, `Profile`, `Interrupted`, `Parallel` | the page that a run writes; how much it runs; what it throws when it is stopped; how work is spread over threads |
