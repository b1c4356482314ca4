import Datasets
import Engine
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## A walk between two latents
//:
//: One can walk on a straight line from one latent vector to another, and look at the images on the way. (The straight line has a
//: fault; an appendix says which.)

//: {show: GAN/Networks/LatentWalk.swift#latentWalk}

//: @hide
func showWalk(
  _ page: Page, latents: Tensor, trained: [ImageGenerator], classifier: BookFeatures, steps: [String]
) throws {
  let random = Random(seed: page.seed)
  //: @show
  //: Here is a walk from the first latent vector of the figure above to the second, through both trained generators:

  let (start, end) = (latents.slice(0..<1), latents.slice(1..<2))
  let walk = latentWalk(from: start, to: end, steps: 8)
  let trainedWalks = withoutHistory { trained.map { $0(walk, .inference) } }
  try page.show(
    ImageGrid(Tensor.concatenate(trainedWalks), columns: 8, rowLabels: ["plain", "enhanced"]),
    caption: """
      The same walk through both trained generators (Shapes): the plain one after \(steps[0]) steps, the enhanced one \
      after \(steps[1])
      """)

  //: The images change little by little. Is there no jump between two of them? Here the same walk is made in more and more steps.
  //: The table has the largest change from one image to the next: the mean absolute difference of their values.

  //: {fold: the table of the largest changes}
  let stepCounts = [100, 200, 400]
  let changes = trained.map { generator in
    stepCounts.map { count -> Float in
      let images = withoutHistory { generator(latentWalk(from: start, to: end, steps: count + 1), .inference) }
      let differences = images.slice(1..<count + 1) - images.slice(0..<count)
      return differences.absoluteValue().mean(axes: [1, 2, 3]).scalars.max()!
    }
  }
  page.table(
    header: ["largest change, in a walk of"] + stepCounts.map { "\($0) steps" },
    rows: zip(["plain", "enhanced"], changes).map { name, sizes in [name] + sizes.map { $0.text(.decimals(4)) } })
  page.expect(
    "with 400 steps the largest change is between 0.4 and 0.7 of that with 200, in both trained generators",
    changes.allSatisfy { $0[2] > 0.4 * $0[1] && $0[2] < 0.7 * $0[1] })

  //: Twice as many steps make the largest change about half as large. At a jump it would stay as large as the jump. {define: A
  //: function is *continuous* if its output changes as little as one likes when its input changes little enough.} All layers of a
  //: generator are continuous, and so the generator is.
  //:
  //: ## What a generator draws is connected
  //:
  //: {define: A cloud of points is *connected* if it is in one piece: it cannot be divided into two parts with a gap between
  //: them.} A generator is a continuous function, and its latent vectors form one connected cloud; so what it draws is connected
  //: too. A generator that draws two separate modes also draws points on the way between them: training can make them few, not
  //: none.
  //:
  //: The smallest generator that shows it is $`x = \tanh(k z)`$. It turns a normal number z into a number x between −1 and 1. A
  //: larger weight k brings more of the x close to −1 or to 1, its two modes.
  //:
  //: **Before you read on, predict:** how large must k be, so that no z gives an x between −½ and ½?

  let z = random.split("line").normal([100_000])
  let weights: [Float] = [1, 10, 100]
  let between = weights.map { k in (z * k).tanh().scalars.count { abs($0) < 0.5 } }

  page.table(
    header: ["k"] + weights.map { $0.text(.decimals(0)) },
    rows: [["share of x between −½ and ½"] + between.map { (Double($0) / 100_000).text(.percent(1)) }])
  page.expect(
    "some x lie between −½ and ½ with every k, and ten times the k leaves a fifth to a twentieth of them",
    zip(between, between.dropFirst()).allSatisfy { 5 * $1 < $0 && $0 < 20 * $1 })

  //: **No k is large enough.** Ten times the k leaves about a tenth of these points. But z = 0 always gives x = 0, and the numbers
  //: near it give points between the modes.
  //:
  //: The same is true of images. A classifier of the book says with which probability an image shows each mode of Shapes. Among 500
  //: images of the enhanced generator, take the two of which it is surest and which show different modes. Then walk from one to the
  //: other:

  //: {fold: the walk between two modes}
  let many = random.split("ends").normal([500, latents.shape[1]])
  let verdicts = classifier(withoutHistory { trained[1](many, .inference) }).logits
  let (modes, sureness) = (verdicts.argmax(), verdicts.softmax().maximumOverLastAxis().scalars)
  let first = sureness.indices.max { sureness[$0] < sureness[$1] }!
  let second = sureness.indices.filter { modes[$0] != modes[first] }.max { sureness[$0] < sureness[$1] }!
  let way = latentWalk(from: many.slice(first..<first + 1), to: many.slice(second..<second + 1), steps: 361)
  let onTheWay = withoutHistory { trained[1](way, .inference) }
  let logitsOnTheWay = classifier(onTheWay).logits
  let (modesOnTheWay, sure) = (logitsOnTheWay.argmax(), logitsOnTheWay.softmax().maximumOverLastAxis().scalars)
  // Seven images; the one nearest to the least sure image gives its place to that image.
  let least = sure.indices.min { sure[$0] < sure[$1] }!
  let evenly = Array(stride(from: 0, through: 360, by: 60))
  let replaced = evenly.min { abs($0 - least) < abs($1 - least) }!
  let shown = evenly.map { $0 == replaced ? least : $0 }
  let passed = Set(sure.indices.filter { sure[$0] > 0.5 }.map { modesOnTheWay[$0] })
    .subtracting([modesOnTheWay[0], modesOnTheWay[360]])
  try page.show(
    ImageGrid(
      Tensor.concatenate(shown.map { onTheWay.slice($0..<$0 + 1) }), columns: shown.count, scale: 3,
      columnLabels: shown.map { sure[$0].text(.decimals(2)) }),
    caption: """
      A walk of the enhanced generator from one mode of Shapes to another; above each image, the probability of its most \
      probable mode. One of the images is the least sure of the whole walk
      """)
  page.record("otherModes", passed.count)
  page.record("leastSure", sure.min()!, tolerance: 0.02, format: .decimals(2))
  page.expect(
    "at both ends the classifier gives one mode a probability above 0.8", min(sure[0], sure[360]) > 0.8)
  page.expect(
    "somewhere on the way the classifier gives no mode a probability above 0.6", sure.min()! < 0.6)
  page.expect(
    "one image of the figure is of a pink mode that neither end has, with a probability above ½",
    shown.contains { at in
      sure[at] > 0.5 && passed.contains(modesOnTheWay[at]) && Shapes.Label(mode: modesOnTheWay[at]).hue == .pink
    })

  //: The walk passes images between the modes. At the least sure image of the whole walk, which the figure shows, no mode has a
  //: probability above {{leastSure}}. Such images need no fault in the training: they come from a continuous generator. In the
  //: plane such samples lie between the clusters, as in the third panel of chapter 1. (A walk may also pass other modes than those
  //: of its ends, as this one does with its pink figure. Such modes with a probability above ½ somewhere on it: {{otherModes}}.)
  //:
  //: This holds for a generator with one latent cloud. One that is also told a class (chapter 5) has a cloud for each class.
  //:
  //: *Open this in the lab:* `swift run lab --open`, then *Images*: drag a point between four images of a trained generator,
  //: or move every latent value by hand.
  //: @hide
}
