import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Pictures
import Plots
import Store

//: # What happens when many machines train one GAN?
//:
//: **They train the same GAN in less time, within limits.** Each machine computes the gradients for a part of the batch,
//: and then all take the same step with the mean of these gradients. This is *data parallelism*. With a GAN, one thing
//: needs care: batch normalisation sees only its part of the batch, so the number of parts changes the game itself. The
//: number of machines does not change a bit of the result here (tested with one to four processes). The gain is limited by
//: the network between the machines, and by learning itself, because a batch can be too large to be useful.
//:
//: ```
//: swift run answer many-machines
//: ```
//:
//: ## A batch that is cut
//:
//: {define: A *shard* is an equal part of every batch, with batch statistics and random numbers of its own, whose
//: gradients are added to those of the other shards.} Batch normalisation takes its mean and variance from the batch that
//: it sees (Ioffe & Szegedy 2015), and here it sees only a shard, as with PyTorch's `DistributedDataParallel` (Li 2020).
//: So an image depends on the others in its shard, and more so if the shard is small. Here is how much, in an untrained
//: generator:

//: @hide
func manyMachinesAnswer(_ page: Page) throws {
  //: @show
  let random = Random(seed: page.seed)
  let generator = ImageGenerator(width: 8, refinements: 0, random: random.split("generator"))
  let latents = random.normal([64, generator.latentSize])
  let whole = withoutHistory { generator(latents, .training(random)) }
  let sizes = [32, 16, 8, 4, 2]
  let moved = sizes.map { size in
    let parts = withoutHistory { latents.split(into: 64 / size).map { generator($0, .training(random)) } }
    return (Tensor.concatenate(parts) - whole).squared().mean().scalar.squareRoot()
  }
  let spread = (whole - whole.mean(axes: [0])).squared().mean().scalar.squareRoot()

  //: {fold: the table of shards}
  page.table(
    header: ["images in a shard", "change of an image, as a share of the difference between images"],
    rows: zip(sizes, moved).map { ["\($0)", ($1 / spread).text(.percent(0))] },
    caption: "The same 64 latent vectors, drawn in shards and all together: root mean squares over all pixels")

  //: {fold: the claim}
  page.record("changeAt8", moved[2] / spread, tolerance: 0.05, format: .percent(0))
  page.record("changeAt16", moved[1] / spread, tolerance: 0.04, format: .percent(0))
  page.expect("the smaller the shard, the more its images change", moved == moved.sorted())

  //: With eight images in a shard, an image changes by {{changeAt8}} of the difference between images, only because its
  //: batch contains different images; with sixteen, by {{changeAt16}}. A trained generator was not measured. Networks
  //: without batch normalisation do not have this problem.
  //:
  //: ## What a large batch does to learning
  //:
  //: More machines allow a larger batch, but a step on a batch k times as large need not be worth k steps. {define:
  //: *Stochastic gradient descent* (SGD) moves every parameter against its gradient, which is computed from one batch.}
  //: Its rule is *linear scaling* (Goyal 2017): make the learning rate k times as large too, and let it rise to that over
  //: the first epochs. For one image classifier this held up to batches of 8,192 images, but not beyond. For GANs less is
  //: known: Brock 2018 made the batch eight times as large, 2,048 images, and got better images in fewer steps, but then
  //: the runs collapsed. Untested advice: increase the batch until the score after the *same number of images* gets worse,
  //: and use the remaining machines for more seeds and settings.
  //:
  //: ## A sum has an order
  //:
  //: The shards' gradients are added, and a sum of rounded numbers depends on its order. To measure that, take a small
  //: discriminator's gradients for four shards of one batch, whose negatives serve as fakes. Add them first from the first
  //: to the last, then as two machines with two shards each would, each adding its own first. In one process,
  //: `LocalShards` adds them:

  /// The sums over shards, each of which hands over one vector.
  func sums(of shards: [Tensor]) -> [Tensor] {
    let exchange = LocalShards(shards.count)
    for (place, vector) in shards.enumerated() { exchange.add(vector, of: place) }
    return exchange.sums()
  }

  let discriminator = ImageDiscriminator(width: 8, random: random.split("discriminator"))
  let batch = Shapes().dataset(0..<64).tensor(of: 0..<64)
  let shards = batch.split(into: 4).map { shard in
    let loss = NonSaturating().discriminator(
      real: discriminator(shard, .training(random)), fake: discriminator(-shard, .training(random)))
    return Tensor.concatenate(gradients(of: loss, wrt: discriminator.parameters).map { $0.detached().reshaped([-1]) })
  }
  let inOrder = ((shards[0] + shards[1]) + shards[2]) + shards[3]
  let inPairs = (shards[0] + shards[1]) + (shards[2] + shards[3])
  let different = zip(inOrder.scalars, inPairs.scalars).count { $0 != $1 }
  let share = Double(different) / Double(inOrder.count)
  page.print("\(different.text) of \(inOrder.count.text) sums differ")

  //: {fold: the claims}
  page.record("different", share, tolerance: 0.05, format: .percent(0))
  page.expect("two orders of adding give different sums in more than a tenth of all places", share > 0.1)
  page.expect(
    "LocalShards adds shards in their order, to the last bit", sums(of: shards)[0].scalars == inOrder.scalars)

  //: {{different}} of the sums differ, and from there on two runs are no longer the same. The usual method is *ring
  //: all-reduce*: each machine adds its part and passes the sum to the next one, so the order of adding depends on the
  //: number of machines. Here every machine gets a slice of *every* shard's gradients, adds these slices from the first
  //: shard on, and sends the sums back. The result of a run therefore depends on the number of shards, not on the number
  //: of machines. The price is that with k shards on each machine, the first half of an exchange, in which the slices go
  //: out, is k times as large as in a ring.

  //: {fold: what an exchange of shards has to do}
  //: {show: GAN/Training/ShardExchange.swift#ShardExchange}

  //: ## What a step costs
  //:
  //: After computing, a machine waits for the gradients of the others. A model predicts how long from three numbers: the
  //: bytes that it sends, and the latency and the bandwidth between two machines. The model is fitted to measured points
  //: ([code](source:Sources/Evaluation/Scaling/ScalingReport.swift#ScalingReport)), which come with the book
  //: ([code](source:Sources/Store/BookFiles.swift#BookFiles)). [An appendix](#appendix-how-good-the-model-is) says how
  //: good it is.

  //: {fold: the numbers of the model}
  let report = try ScalingReport(contentsOf: BookFiles.existing(ScalingReport.file))
  page.record("bytes", report.model.bytes(ranks: 2) / 1e6, tolerance: 0, format: .significant(2))
  page.record("mostRanks", report.points.map(\.ranks).max()!)
  page.record("mostImages", report.points.map(\.images).max()!)

  //: Generator and discriminator are those of the recipe `plain`, for which each of two machines sends {{bytes}} megabytes
  //: in a step. Only up to {{mostRanks}} processes were measured, with at most {{mostImages}} images each, so the plot is
  //: computed with the model. It shows up to 64 machines on a slow network. In the first case one batch of 64 images is
  //: cut into ever smaller parts; in the second every machine gets 64 images, so the batch grows. Read the end of the
  //: first curve only as a limit on speed: with one image in a shard, batch normalisation makes it a different game.
  //:
  //: **Decide before you look:** on this network, are 64 machines that share a batch of 64 images more than ten times as
  //: fast as one?

  //: {fold: the plot of up to 64 machines}
  let slow = ScalingReport.networks[0]
  let machines = [1, 2, 4, 8, 16, 32, 64]
  let batches = [("64 in all", true), ("64 on each machine", false)].map { name, isCut in
    (
      name: name,
      paper: machines.map { report.onPaper(machines: $0, images: isCut ? 64 / $0 : 64, over: slow.link)! }
    )
  }
  let axis = Axis("machines", .logarithmic, ticks: machines.map { Double($0) })
  let measured = report.points.map(\.images)
  try page.show(
    Panels(
      [
        LinePlot(
          "How fast they are", x: axis, y: Axis("images a second", .logarithmic),
          batches.map { batch in Series(batch.name, x: machines, y: batch.paper.map(\.imagesPerSecond)) }),
        LinePlot(
          "Share of the time spent computing", x: axis, y: Axis("share of the time", range: 0...1.05),
          batches.map { batch in Series(batch.name, x: machines, y: batch.paper.map(\.share)) },
          references: [.horizontal(0.5, "half")]),
      ], columns: 1),
    caption: """
      What the model says of up to 64 machines on a network of \(slow.name), with 64 images in all or on each. Only one \
      and two processes were measured, with \(measured.min()!) to \(measured.max()!) images on each
      """)

  //: {fold: the claims}
  let (cut, grown) = (batches[0].paper, batches[1].paper)
  page.record("alone", cut[0].imagesPerSecond, tolerance: 0, format: .significant(2))
  page.record("cutSpeed", cut.last!.imagesPerSecond, tolerance: 0, format: .significant(2))
  page.record("grownSpeed", grown.last!.imagesPerSecond, tolerance: 0, format: .significant(2))
  page.record("growing", grown.last!.share, tolerance: 0, format: .percent(0))
  page.record("fixed", cut.last!.share, tolerance: 0, format: .percent(0))
  page.record("waitsFrom", machines[cut.firstIndex { $0.share < 0.5 }!])
  page.expect(
    "with a batch of 64 in all, 64 machines are less than twice as fast as one; with 64 images each they are more than "
      + "30 times as fast",
    cut.last!.imagesPerSecond < 2 * cut[0].imagesPerSecond
      && grown.last!.imagesPerSecond > 30 * grown[0].imagesPerSecond)
  page.expect(
    "with 64 images on each machine, every number of machines computes for more than half of the time",
    grown.allSatisfy { $0.share > 0.5 })

  //: **No.** In the model, one machine processes {{alone}} images a second, and 64 machines that share a batch of 64
  //: process only {{cutSpeed}}. From {{waitsFrom}} machines on they wait for more than half of the time, and at the end
  //: only {{fixed}} of it is left for computing. If the batch grows with the machines, 64 of them process {{grownSpeed}}
  //: images a second and compute for {{growing}} of the time. The model leaves out shared switches and slow machines, so
  //: expect less.
  //: @hide
  try showScalingFit(page, report)
}
//: @show

//: ## Misconceptions
//:
//: - *"More machines make a better GAN."* They make the same GAN in less time, or they allow a larger batch.
//: - *"Every all-reduce gives the same sums."* The order in which a library adds may depend on the number of machines and
//:   on the size of the message.
//: - *"Batch normalisation over all machines is more correct."* It gives the result of one machine with the whole batch,
//:   at the cost of a message in every layer. Whether this makes better images is another question.
//:
//: ## Read on
//:
//: - how to start such a run, what happens when a machine dies, and how to measure a network between machines: [Using
//:   Minimax](../docs/USING.md#many-machines)
//: - the code of the step, [`Trainer.step`](source:GAN/Training/ShardedStep.swift#Trainer.step), and of what goes between
//:   machines, [`MPIShards`](source:Sources/Ranks/MPIShards.swift#MPIShards)
//: - the code of the whole model, [`ScalingModel`](source:Evaluation/Scaling/ScalingModel.swift#ScalingModel)
//:
//: ## Appendix: how good the model is
//:
//: `bench scaling` measured the points ([code](source:Sources/Evaluation/Scaling/ScalingPoint.swift#ScalingPoint)). Two
//: processes measure the latency and the bandwidth between them by sending numbers to each other
//: ([code](source:Sources/Evaluation/Scaling/ScalingPoint.swift#ScalingLink)). From these the model computes the waiting
//: time.

//: {fold: the waiting in the model}
//: {show: Evaluation/Scaling/ScalingModel.swift#ScalingModel.wait}

//: @hide
/// Compares the model with points that were measured on a different day.
func showScalingFit(_ page: Page, _ report: ScalingReport) throws {
  //: @show
  //: {fold: the comparison with what was measured}
  let again = try ScalingReport.points(in: BookFiles.existing(ScalingReport.secondFile))
  let errors = report.errors(of: again)
  page.record("points", report.points.count)
  let within = Double(errors.count { $0 <= 0.15 }) / Double(errors.count)
  page.record("withinAgain", within, tolerance: 0, format: .percent(0))
  page.record("largestAgain", errors.max()!, tolerance: 0, format: .percent(0))
  func setting(_ point: ScalingPoint) -> String {
    "\(point.network), \(point.ranks), \(point.threads), \(point.images)"
  }
  page.expect(
    "the points measured again have the networks, processes, threads and images of the first ones",
    again.map(setting).sorted() == report.points.map(setting).sorted())

  //: The model was fitted to {{points}} points from one machine, all measured again on the next day
  //: ([many-machines-again.jsonl](many-machines-again.jsonl)). For {{withinAgain}} of them the model's time is within 15%
  //: of the new one, and the largest error is {{largestAgain}}.
  //: `bench scaling --model --against answers/many-machines-again.jsonl` prints them all.
  //: @hide
}
//: @show
