import Datasets
import Engine
import GAN
import Metrics
import Notebook
import Pictures
import Plots

//: ## What a generator draws is connected
//:
//: In chapter 1 some generated points lay between the modes. Was that too little training, or must a generator that draws
//: two separate modes also draw samples between them? To find out, walk along a straight line from one latent vector to
//: another, and look at the images on the way.

//: {fold: the walk on a straight line}
//: {show: GAN/Networks/LatentWalk.swift#latentWalk}

//: @hide
func showConnected(_ page: Page) throws {
  let random = Random(seed: page.seed)
  //: @show
  //: Here is a walk through the generator of `shapes-classes`, a trained pair that comes with the book. Besides a latent
  //: vector, this generator takes a row of ten numbers that says which of the ten figures of Shapes to draw ([labels and
  //: classes](../../answers/classes.md)). {define: A *one-hot* row has a 1 in the place of a class and 0 elsewhere.} Here
  //: the 1 is in the place of *star*, which leaves eight modes, one for each hue.
  //:
  //: {define: A *classifier* is a network that gives each class a probability: how sure it is that an image belongs to that
  //: class.} The classes of the one used here are the modes of Shapes. Among 500 images, the walk begins at the one of
  //: which the classifier is surest, and ends at the surest one of a very different hue.

  //: {fold: the walk between two modes}
  let pair = try TrainedPair.shipped(.shapes, .classes)
  let drawing = try pair.generator()
  let figures = pair.report.plan.classNames
  func stars(_ latents: Tensor) -> Tensor {
    let labels = Array(repeating: figures.firstIndex(of: "star")!, count: latents.shape[0])
    return withoutHistory { drawing(latents, classes: .oneHot(labels, of: figures.count), .inference) }
  }
  // `BookFeatures` is the book's classifier (chapter 7).
  let classifier = try BookFeatures(for: .shapes)
  let many = random.split("ends").normal([500, drawing.latentSize])
  let verdicts = classifier(stars(many)).logits
  let (modes, sureness) = (verdicts.argmax(), verdicts.softmax().maximumOverLastAxis().scalars)
  let first = sureness.indices.max { sureness[$0] < sureness[$1] }!
  // How many places apart the hues of two modes are; after the last hue, pink, comes the first, red. Three are far apart.
  func hueDistance(_ one: Int, _ other: Int) -> Int {
    let places = abs(Shapes.Label(mode: one).hue.rawValue - Shapes.Label(mode: other).hue.rawValue)
    return min(places, Shapes.Hue.allCases.count - places)
  }
  let second = sureness.indices.filter { hueDistance(modes[$0], modes[first]) >= 3 }
    .max { sureness[$0] < sureness[$1] }!
  let (start, end) = (many.slice(first..<first + 1), many.slice(second..<second + 1))
  let way = latentWalk(from: start, to: end, steps: 361)
  let onTheWay = stars(way)
  let probabilities = classifier(onTheWay).logits.softmax()
  let (likeliest, sure) = (probabilities.argmax(), probabilities.maximumOverLastAxis().scalars)
  let least = sure.indices.min { sure[$0] < sure[$1] }!
  let shown = Array(stride(from: 0, through: 360, by: 45))
  // The second row goes from the shown image before the one that is nearest to the least sure place to the one after it.
  let middle = min(max((least + 22) / 45, 1), shown.count - 2)
  let (before, after) = (shown[middle - 1], shown[middle + 1])
  let closer = stars(
    latentWalk(from: way.slice(before..<before + 1), to: way.slice(after..<after + 1), steps: shown.count))
  let names = Shapes.Labelling.mode.classNames
  // All are stars, so a hue names a mode; where the classifier sees another figure, its name is said too.
  func modeName(_ place: Int) -> String {
    let label = Shapes.Label(mode: likeliest[place])
    return label.figure == .star ? "\(label.hue)" : names[likeliest[place]]
  }
  try page.show(
    ImageGrid(
      Tensor.concatenate(shown.map { onTheWay.slice($0..<$0 + 1) } + [closer]), columns: shown.count, scale: 3,
      rowLabels: ["whole way", "\(middle) to \(middle + 2)"],
      columnLabels: shown.map { "\(modeName($0)) \(sure[$0].text(.percent(0)))" }),
    caption: """
      A walk from one mode of Shapes to another, through the generator of shapes-classes. First row: nine images, evenly spaced, \
      each under the hue of its most probable mode and how probable that is. Second row: nine images, evenly spaced, between \
      numbers \(middle) and \(middle + 2) of the first
      """,
    alternative: """
      Two rows of stars. In the first the hue changes on the way; the second shows one part of that way, in smaller steps.
      """)
  page.record("walkStart", names[likeliest[0]])
  page.record("walkEnd", names[likeliest[360]])
  page.record("leastSureMode", names[likeliest[least]])
  page.record("leastSure", sure.min()!, tolerance: 0.02, format: .percent(0))
  page.record("rowFrom", middle)
  page.record("rowTo", middle + 2)
  page.expect(
    "the second row contains the place at which the classifier is least sure, and the most probable modes at its ends differ",
    (before...after).contains(least) && likeliest[before] != likeliest[after])
  page.expect(
    "the walk begins and ends at stars of two hues, which the classifier gives a probability above 0.8",
    min(sure[0], sure[360]) > 0.8 && likeliest[0] != likeliest[360]
      && [0, 360].allSatisfy { Shapes.Label(mode: likeliest[$0]).figure == .star })
  page.expect(
    "the hues of the walk's two ends are at least three places apart in the row of eight hues",
    hueDistance(likeliest[0], likeliest[360]) >= 3)
  page.expect("somewhere on the way the classifier gives no mode a probability above a half", sure.min()! < 0.5)

  //: The walk leads from the mode *{{walkStart}}* to the mode *{{walkEnd}}*. Between images {{rowFrom}} and {{rowTo}} of the
  //: first row the hue seems to jump, so the second row shows this part of the way in smaller steps. At one place the
  //: classifier is sure of nothing: even its most probable mode, *{{leastSureMode}}*, gets only {{leastSure}}.
  //:
  //: Is there a jump anywhere on the way? The table divides the whole walk into more and more steps, and gives the largest
  //: change from one image to the next, as the mean absolute difference of their values.

  //: {fold: the table of the largest changes}
  let stepCounts = [100, 200, 400]
  let changes = stepCounts.map { count -> Float in
    let images = stars(latentWalk(from: start, to: end, steps: count + 1))
    let differences = images.slice(1..<count + 1) - images.slice(0..<count)
    return differences.absoluteValue().mean(axes: [1, 2, 3]).scalars.max()!
  }
  page.table(
    header: ["a walk of"] + stepCounts.map { "\($0) steps" },
    rows: [["largest change"] + changes.map { $0.text(.decimals(4)) }])

  //: {fold: the claim}
  page.expect(
    "with 400 steps the largest change is between 0.4 and 0.7 of that with 200",
    changes[2] > 0.4 * changes[1] && changes[2] < 0.7 * changes[1])

  //: **The image does not jump:** twice as many steps make the largest change about half as large, while a jump would keep
  //: its size. {define: A function is *continuous* if its output changes as little as one likes when its input changes
  //: little enough.} A generator is continuous, because all its layers are.
  //:
  //: {define: A cloud of points is *connected* if it is in one piece: it cannot be divided into two parts with a gap
  //: between them.} The latent vectors form one connected cloud, and a continuous function makes a connected cloud of it. So
  //: a generator that draws two separate modes also draws samples on the way between them, and since a normal distribution
  //: reaches everywhere, these samples have a probability above 0. {define: A *bridge* is a string of generated samples that
  //: joins two modes.} **Training can make the samples on a bridge rare, but it cannot remove them.** (Khayatkhoei 2018
  //: describe this, and Tanielian 2020 bound how few there can be.)
  //:
  //: The smallest generator that shows this is $`x = \tanh(k z)`$, which turns a normal number z into a number x between −1
  //: and 1. The larger the weight k, the more numbers x lie close to −1 or 1, the two modes.
  //:
  //: **Decide:** how large must k be so that no z gives an x between −½ and ½?

  //: {fold: the points of three generators, and their table}
  let z = random.split("line").normal([100_000])
  let weights: [Float] = [1, 10, 100]
  let between = weights.map { k in (z * k).tanh().scalars.count { abs($0) < 0.5 } }

  page.table(
    header: ["k"] + weights.map { $0.text(.decimals(0)) },
    rows: [["share of 100,000 sampled x between −½ and ½"] + between.map { (Double($0) / 100_000).text(.percent(1)) }],
    behind: "I have decided: show three values of k")

  //: {fold: the claim}
  page.expect(
    "some x lie between −½ and ½ with every k, and ten times the k leaves a fifth to a twentieth of them",
    zip(between, between.dropFirst()).allSatisfy { 5 * $1 < $0 && $0 < 20 * $1 })

  //: **No k is large enough**, because z = 0 always gives x = 0, and numbers near 0 give points between the modes: ten times
  //: the k leaves about a tenth of these points. So the points between the eight discs of chapter 1 are no sign that its
  //: training went wrong.
  //:
  //: A generator that is told a class (a *conditional* one, in papers) has one latent cloud for each class, so it needs bridges
  //: between the modes of one class, but none between two classes.
  //:
  //: *Open this in the lab:* `swift run lab --open`, then *Images*: drag a point between four images of a trained generator,
  //: or move every latent value by hand. (In the middle of a straight line the vectors are unusually short: [*How long latent
  //: vectors are*](#appendix-how-long-latent-vectors-are).)
  //:
  //: On a first reading, skip to [*In five points*](#in-five-points).
  //: @hide
}
