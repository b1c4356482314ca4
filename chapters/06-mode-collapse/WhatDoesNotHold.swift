//: ## What does not hold
//:
//: - *"Wasserstein's distance cures mode collapse."* On this ring its critics do, in all three forms. On the grid they blur, and
//:   chapter 4's critic with spectral norm does not cover the whole ring on every seed. R1 mends the ring as well, and adds no more
//:   than a penalty to the old loss. What they share is a slope that is held down.
//: - *"Dropout prevents it."* On the ring it covers all modes on none of ten seeds. On the grid it reaches most modes and covers none.
//: - *"Collapse comes from the Jensen–Shannon divergence."* Smaller first weights and fewer latent values touch neither loss
//:   nor divergence, and they take the plain pair from {{plainModes}} modes to {{smallModes}} and {{fewModes}}. So the divergence
//:   cannot be the whole cause. (Nor is it the JSD that is played for here: chapter 4.)
//: - *"A full histogram excludes collapse."* It excludes missing classes.
//: - *"Smooth both labels."* Only real labels are smoothed; chapter 4 shows what happens to the slope if both are.
//:
//: ## In five lines
//:
//: 1. Nothing in the generator's loss asks for variety. In the run that was looked at it stays collapsed because a valley lies
//:    around the modes that it has, and no slope leads to the others.
//: 2. Judged one by one, collapsed samples are excellent. Count modes, and report spread beside quality.
//: 3. On the ring, R1, the gradient penalty, clipping, PacGAN and noise that fades covered all modes on ten seeds of ten. Spectral
//:    norm as it is, unrolling, dropout, label smoothing and a little noise did so on none. Minibatch deviation reached most modes and
//:    blurred them, as dropout did on the grid.
//: 4. How the networks begin, and how fast each learns, matters more than the remedies that failed. Smaller first weights, fewer latent values, or a
//:    discriminator at a tenth of the rate cover more modes on average. But the {{wholeRing}} changes that cover the whole ring do
//:    still better.
//: 5. Claims about collapse are claims about seeds: say how many of how many.
//:
//: ## Exercises
//:
//: 1. Which remedy would you choose if only time counted? Run `swift run chapter 6 --remedy wgan`, then `--remedy r1-r2`, and see
//:    the column *cost* of the tables below.
//: 2. Does fading noise depend on the seed? `swift run chapter 6 --remedy fading-noise --seed 2`, then 3.
//: 3. Take γ of R1 ten times as large (`gamma` of `Remedy.r1`). Predict first: more modes, or blurred ones? Then
//:    `swift run chapter 6 --remedy r1`.
//: 4. Combine two remedies: give `Remedy.packs` a `prepare` that adds the penalty of `Remedy.r1`, and run `--remedy pacgan`.
//: 5. At which ratio of the rates does the plain pair begin to cover more modes? Predict, change `share` of
//:    [`Remedy.slowDiscriminator`](source:Sources/GAN/Remedies/Remedies.swift#Remedy.slowDiscriminator) to 0.5, and run `swift run chapter 6`. (Both of its rows are trained anew: some minutes.)
//: 6. Is the grid's blur a matter of patience? Make the live plan `PlanePlan(target: .grid, steps: 40_000)`, run
//:    `swift run chapter 6 --remedy r1`, and read the table *this run*: how many of the 25 does each cover and reach?
//:
//: (Where an exercise changes what a row of the big table depends on, that row is trained anew: a minute or two after the live
//: figures. Ctrl-C stops it.)
