import Datasets
import Engine
import Evaluation
import GAN
import Notebook
import Pictures
import Plots

//: @hide
func showDuels(_ page: Page) throws {
  //: @show
  //: ## Strong, weak, frozen
  //:
  //: Now both players move. The generator is always the same; the discriminator is wider and learns ten times as fast,
  //: or has hidden layers of only two units, or does not learn at all.

  let steps = page.profile == .quick ? 66 : 1000
  let duels = [
    ("balanced", duel(steps: steps, width: 128, learningRate: 1e-3, seed: page.seed)),
    ("strong", duel(steps: steps, width: 512, learningRate: 1e-2, seed: page.seed)),
    ("weak", duel(steps: steps, width: 2, learningRate: 1e-3, seed: page.seed)),
    ("frozen", duel(steps: steps, width: 128, learningRate: 0, seed: page.seed)),
  ]
  page.table(
    header: ["discriminator", "its loss", "D(x)", "D(G(z))", "distance to the nearest cluster"],
    rows: duels.map { name, duel in
      [name] + [duel.loss, duel.onReal, duel.onFake, duel.distance].map { $0.text(.decimals(3)) }
    },
    caption: """
      D(x) is the mean probability of being real that real samples are given, D(G(z)) that of generated ones; these and \
      the loss are means over the last tenth of the steps. The distance is that of the points at the end.
      """)
  try page.show(
    Panels(
      duels.map { name, duel in
        ScatterPlot(name, [Series("real", points: duel.real, isMuted: true), Series("generated", points: duel.points)])
      }, title: "Where the generator ends up"),
    caption: "Generated points after training against each discriminator")
  page.expect("against a weak discriminator it leaves the data altogether", duels[2].1.distance > 5, from: .standard)
  page.expect("against a frozen one it never finds the data", duels[3].1.distance > 1, from: .standard)
  page.expect(
    "a strong discriminator with a low loss does no harm here", duels[1].1.distance < duels[0].1.distance,
    from: .standard)

  //: *Weak*, it cannot bend its surface around eight clusters; all it can offer is a slope, and the generator follows
  //: it out of the picture. *Frozen*, it is a fixed landscape, and the generator walks to whatever hill chance put
  //: there. *Strong*, its loss is low, and the generator is the better for it. "The discriminator must not win" is bad
  //: advice: what matters is whether its surface still slopes where the fakes are. (This is one seed;
  //: [the answer](../../answers/discriminator.md) has three.)
  //: @hide
}

func showSupportsApart(_ page: Page) throws {
  //: @show
  //: ## When supports are apart
  //:
  //: {define: The *support* of a distribution is where its samples can lie.} Take it to the extreme: real and generated
  //: samples that as good as never overlap, and a discriminator trained to the end. The generator's loss has two forms.
  //: The *minimax* form makes $`\log(1 - D)`$ small, the *non-saturating* one $`-\log D`$: both want the same. How much
  //: gradient reaches a fake, by each?
  //:
  //: `Minimax` is the other loss of chapter 4.

  let random = Random(seed: page.seed).split("apart")
  let steps = page.profile == .quick ? 100 : 1500
  let far = (
    real: GaussianMixture.line(centres: [-2], deviation: 0.1), fake: GaussianMixture.line(centres: [2], deviation: 0.1)
  )
  let certain = PointDiscriminator(dimensions: 1, random: random.split("certain"))
  certain.train(
    steps: steps, random: random, real: { far.real.sample(count: 256, random: random) },
    fake: { far.fake.sample(count: 256, random: random) })
  let fakes = far.fake.sample(count: 256, random: random).tracked()
  let slopes = [Minimax() as any AdversarialLoss, NonSaturating()].map { loss in
    let total = loss.generator(fake: certain(fakes, .inference)) * 256
    return gradients(of: total, wrt: [fakes])[0].absoluteValue().mean().scalar
  }
  page.table(
    header: ["the generator's loss", "mean |gradient| at a fake"],
    rows: [
      ["minimax (saturating)", slopes[0].text(.scientific(1))], ["non-saturating", slopes[1].text(.significant(2))],
    ])
  page.expect(
    "the saturating gradient has all but vanished, and the other has not", slopes[0] < 1e-2 && slopes[1] > 0.5,
    from: .standard)

  //: The same along the whole line:

  let along = Tensor((0...240).map { -3 + 0.025 * Float($0) }).reshaped([241, 1]).tracked()
  let pulls = [Minimax() as any AdversarialLoss, NonSaturating()].map { loss in
    gradients(of: loss.generator(fake: certain(along, .inference)) * 241, wrt: [along])[0].absoluteValue().scalars
  }
  try page.show(
    LinePlot(
      "How hard a fake would be pulled, by its place", x: "x", y: Axis("|gradient|", .logarithmic),
      [
        Series("non-saturating", x: along.scalars, y: pulls[1]), Series("minimax", x: along.scalars, y: pulls[0]),
      ], references: [.span(-2.3 ... -1.7, "real"), .span(1.7...2.3, "generated")]),
    caption: "The pull of both losses on a fake at every place, with the discriminator trained to the end")

  //: The verdict is the same for both, and so is the direction. But the saturating loss multiplies the slope by
  //: $`\sigma(s)`$, which is nearly zero for a fake that fools nobody, and the non-saturating one by $`1 - \sigma(s)`$,
  //: which is nearly one. Chapter 4 takes this apart.
  //: @hide
}
