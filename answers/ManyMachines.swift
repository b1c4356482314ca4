import Datasets
import Engine
import Evaluation
import Foundation
import GAN
import Notebook
import Store

//: # What happens when many machines train one GAN?
//:
//: ## In short
//:
//: Every machine gets a part of the batch, computes the gradients of that part, and takes the same step along the mean of
//: all gradients: *data parallelism*. It is one run with a larger batch, or with less time for each step. Two things need care. A
//: sum of rounded numbers depends on its order, so this book adds the parts' gradients in one order, no matter who computed them:
//: the number of machines does not change a bit of the result. And whatever looks at a batch as a whole sees only its part of it:
//: batch normalisation, and chapter 5's `mutualInformation`. These are the places where the game itself changes, with the number of
//: parts and not of machines. Two things end the gain: first the network between the machines, and then learning
//: itself, because a batch can be too large to be of use.
//:
//: ```
//: swift run answer many-machines
//: ```
//:
//: ## In full
//:
//: ### A sum has an order
//:
//: {define: A *shard* is an equal part of every batch, with batch statistics and random numbers of its own, whose gradients
//: are added to those of the other shards.} Two orders of adding them give different results. To measure that, take the gradients
//: of four shards of one batch, for a small discriminator. (The negatives of the images stand for fakes.) First they are added from
//: the first to the last. Then they are added as two machines with two shards each would do it: each machine adds its own two first.
//: In one process `LocalShards` adds them:

/// The sums over shards, each of which hands over one vector.
func sums(of shards: [Tensor]) -> [Tensor] {
  let exchange = LocalShards(shards.count)
  for (place, vector) in shards.enumerated() { exchange.add(vector, of: place) }
  return exchange.sums()
}

//: @hide
func manyMachinesAnswer(_ page: Page) throws {
  //: @show
  let random = Random(seed: page.seed)
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
  page.record("different", share, tolerance: 0.05, format: .percent(0))
  page.expect("two orders of adding give different sums in more than a tenth of all places", share > 0.1)
  page.expect(
    "shards that are handed over one by one are added in their order", sums(of: shards)[0].scalars == inOrder.scalars)

  //: {{different}} of the sums differ, in their last bits, and from there on two runs go their own ways. So every machine
  //: gets a slice of *every* shard's gradients and adds them from the first shard on. Then the slices are gathered. The traffic is
  //: as large as in the usual way, the ring, in which the order would depend on the number of machines:

  //: {show: GAN/Training/ShardExchange.swift#ShardExchange}

  //: What a run computes then depends on the number of shards, and not on the number of machines. With `mpirun` on one, two,
  //: three and four processes the weights, pictures and scores are those of one process to the last bit; a test holds that
  //: (`make test-mpi`). A layer's gradients are sent as soon as they are complete. Those of the last layers travel while those of the
  //: first are still being computed.
  //:
  //: ### A batch that is cut
  //:
  //: Batch normalisation makes an image depend on its shard, and more so if the shard is small. It takes its mean and variance
  //: from the batch that it sees (Ioffe & Szegedy 2015), and that is its shard. The same is true of PyTorch's
  //: `DistributedDataParallel` (Li 2020). How large is the effect? This is measured on a generator that has not been trained:

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
    header: ["images in a shard", "by how much they change, of how much images differ"],
    rows: zip(sizes, moved).map { ["\($0)", ($1 / spread).text(.percent(0))] },
    caption: "The same 64 latent vectors, drawn in shards and all together: root mean squares over all pixels")

  page.record("changeAt8", moved[2] / spread, tolerance: 0.05, format: .percent(0))
  page.record("changeAt16", moved[1] / spread, tolerance: 0.05, format: .percent(0))
  page.expect("the smaller the shard, the more its images change", moved == moved.sorted())

  //: With eight images in a shard, an image changes by {{changeAt8}} of what tells two images apart, only because of the images beside
  //: it; with sixteen it changes by {{changeAt16}}. No trained generator was measured. Networks without batch normalisation have no
  //: such fault. Running statistics, which are used after training, are the mean of the shards'.
  //:
  //: ### What a step costs
  //:
  //: A machine computes, and then it waits for the gradients of others. Three numbers foretell how long it waits: the bytes, which
  //: are known, and the latency and the bandwidth between two machines (a `ScalingLink`). Two processes measure these two by sending
  //: numbers to each other. The model takes them from points (`ScalingPoint`) that were measured and come with
  //: the book (`ScalingReport`, in `BookFiles`):

  //: {show: Evaluation/Scaling/ScalingModel.swift#ScalingModel.wait}

  let report = try ScalingReport(contentsOf: BookFiles.existing(ScalingReport.file))
  //: @hide
  page.record("bytes", report.model.bytes(ranks: 2) / 1e6, tolerance: 0, format: .significant(2))
  let again = try ScalingReport.points(in: BookFiles.existing(ScalingReport.secondFile))
  let errors = (first: report.errors(of: report.points), second: report.errors(of: again))
  func shareWithin(_ errors: [Double]) -> Double { Double(errors.count { $0 <= 0.15 }) / Double(errors.count) }
  page.record("largest", errors.first.max()!, tolerance: 0, format: .percent(0))
  page.record("within", shareWithin(errors.first), tolerance: 0, format: .percent(0))
  page.record("points", report.points.count)
  page.record("largestAgain", errors.second.max()!, tolerance: 0, format: .percent(0))
  page.record("withinAgain", shareWithin(errors.second), tolerance: 0, format: .percent(0))
  page.record("pointsAgain", errors.second.count)
  // The model's waiting, beside the computing that was measured at the point itself.
  let missed = again.filter { abs(report.model.error(of: $0)!) > 0.15 }
  let metWithOwnComputing = missed.count { point in
    let computing = report.model.seconds(ranks: 1, images: point.images, .init(point), over: nil)!
    let seconds = report.model.seconds(of: point)! - computing + point.computeSeconds
    return abs(seconds / point.stepSeconds - 1) <= 0.15
  }
  page.record("missed", missed.count)
  page.record("metWithOwnComputing", metWithOwnComputing)
  //: @show

  //: Each of two machines sends {{bytes}} megabytes in a step. `bench scaling` measured {{points}} points beside other work,
  //: with networks that were simulated on one machine. For {{within}} of them the model's time is within 15% of the measured
  //: one; the worst is {{largest}} off. A model can be fitted to anything. So all was measured again the day after, with
  //: nothing beside it ([many-machines-again.jsonl](many-machines-again.jsonl)), and the model was left as it was. It is within 15%
  //: for {{withinAgain}} of the {{pointsAgain}} new points; the worst is {{largestAgain}} off. The reason is the speed of computing,
  //: which changes from hour to hour on this shared machine. If the time of computing that was measured at each point takes the place
  //: of the model's, {{metWithOwnComputing}} of the {{missed}} missed points are met. (`bench scaling
  //: --model` prints all points, and with `--against answers/many-machines-again.jsonl` the new ones.)
  //:
  //: The rest is computed with the model and not measured: 64 machines on a slow network, once with a batch that is cut ever smaller,
  //: and once with a batch that grows with the machines.

  let slow = ScalingReport.networks[0]
  let batches = [("64 in all, 1 on each machine", 1), ("64 on each machine", 64)].map { name, images in
    (name: name, paper: report.onPaper(machines: 64, images: images, over: slow.link)!)
  }
  page.table(
    header: ["images in a step", "images a second", "share of the time that computes"],
    rows: batches.map {
      [$0.name, $0.paper.imagesPerSecond.text(.significant(2)), $0.paper.share.text(.percent(0))]
    },
    caption: "What the model says of 64 machines on a network of \(slow.name)")
  page.record("growing", batches[1].paper.share, tolerance: 0, format: .percent(0))
  page.record("fixed", batches[0].paper.share, tolerance: 0, format: .percent(0))
  page.expect(
    "the share of the time that computes is more than twice as large for a batch that grows with the machines",
    batches[1].paper.share > 2 * batches[0].paper.share)

  //: If the batch is cut ever smaller, the machines soon wait more than they compute: {{fixed}} of the time is left for computing. If the
  //: batch grows with the machines, {{growing}} is left. The model leaves out that switches are shared and that the slowest machine decides;
  //: with many machines expect less.
  //:
  //: ### What a large batch does to learning
  //:
  //: This is what others have found; nothing of it was run here. A step on a batch that is k times as large is not worth k
  //: steps. For stochastic gradient descent the rule is *linear scaling* (Goyal 2017): make the learning rate k times as large too,
  //: after some epochs in which it rises. For one image classifier the rule held up to batches of 8,192, and ended there. How
  //: far it goes for GANs is less well known. Brock 2018 made the batch eight times as large, 2,048 images, and got better
  //: images in fewer steps, and then runs that collapsed. So let the batch grow until the score after *equal images* falls
  //: behind, leave the rates as they are or raise them by little, and spend further machines on other seeds and settings.
  //: @hide
}
//: @show

//: ## What breaks first
//:
//: - *A machine dies.* The run ends within seconds and goes on from its last checkpoint, on as many machines as are left and
//:   divide the shards.
//: - *Machines that differ.* Another build, instruction set, recipe or image would compute other gradients, without a
//:   sign of it. So all machines compare these before the first step, and the run refuses to begin if they differ.
//: - *Time is up.* Slurm warns a job before it ends it (`--signal=USR1@60`): the step is finished and saved, once.
//: - *The slowest machine decides.* Every step waits for it, so a second job beside one rank slows all.
//: - *Rank 0's disk.* Only rank 0 writes. If its disk is full, the run stops with the last checkpoint whole.
//:
//: ## How to start it
//:
//: Under Slurm use [train.sbatch](../examples/train.sbatch). Under Kubernetes, with the MPI Operator, use
//: [train.mpijob.yaml](../examples/train.mpijob.yaml). [Using Minimax](../docs/USING.md#many-machines) says how to start it by hand.
//: `score` divides its images among machines in the same way. To see what your own network does:
//:
//: ```
//: swift build --traits MPI --scratch-path .build-mpi --product bench
//: mpirun -n 2 .build-mpi/debug/bench scaling --network "between my machines"
//: swift run bench scaling --model
//: ```
//:
//: `scripts/simulate-hosts` lets one machine act as several, with a slow network between them.
//:
//: ## Misconceptions
//:
//: - *"More machines make a better GAN."* They make the same GAN sooner, or a larger batch.
//: - *"Every all-reduce gives the same sums."* Libraries add in an order that depends on how many take part and on the message's size.
//: - *"Batch normalisation over all machines is more right."* It makes a different network, and costs a message in every layer.
//:
//: ## Read on
//:
//: - the step: [`Trainer.step`](source:GAN/Training/ShardedStep.swift#Trainer.step), and what goes between machines:
//:   [`MPIShards`](source:Sources/Ranks/MPIShards.swift#MPIShards)
//: - the whole model: [`ScalingModel`](source:Evaluation/Scaling/ScalingModel.swift#ScalingModel)
