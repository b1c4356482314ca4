//: ## Appendix: the code of the experiments
//:
//: With `--profile full --fresh` the chapter's command retrains what otherwise comes from a cache, which takes more than an
//: hour. The box has the code of an evaluation of a young run, of D along a path, and of points that are set free.

//: {fold: an evaluation of a young run}
//: {show: OnsetLook.swift#OnsetLook}

//: {fold: D along a path}
//: {show: LateR1.swift#Pull}

//: {fold: points that are set free}
//: {show: FreePoints.swift#FreePoints}

//: ## Appendix: what was not measured
//:
//: - *Make it happen.* In Metz 2016 the generator without a remedy keeps moving from mode to mode, as [the smallest
//:   game](../04-losses/README.md#the-smallest-game-there-is) circles, while this chapter's run settles on two modes. Which
//:   setting makes the difference was not tried.
//: - *How it begins.* Whether the slope at the generated points makes a surplus grow, how much of the movement is chance or a
//:   drift of the whole cloud, and how a run goes from its first lost mode to the few that it keeps.
//: - *Why it stays.* Whether fakes made the dips, which were measured on one seed only, and what the shared weights add
//:   while a collapse begins and lasts. Free points with much larger steps may jump over a dip.
//: - *A late R1.* How many modes its good points are spread over, and what part of the other points are bridges.
//: - *What the changes do.* Whether a small slope is the cause where they help, why fewer latent values, smaller initial
//:   weights and a slower discriminator help, and the slope of [PacGAN's
//:   discriminator](../../answers/remedies.md#how-steep-the-discriminator-is-with-every-change).
//: - *Spectral norm.* Why it covers few modes, and what the hinge loss does with it at other settings. One pair of ten covers
//:   {{normedBest}}. The slope of the logit is at most 1, and the steepest slope that was measured is
//:   {{normedSteepest}}, which may be too little. That more pairs cover over half of the modes with the logit × 10 is [perhaps
//:   chance](../../answers/remedies.md#the-slopes-at-samples-and-spectral-norm).
//: - *Other settings*, which were not searched for systematically. With this pair R1, noise that fades, spectral norm and
//:   latent values were tried at others too, and the rest at one, [not always the
//:   paper's](../../answers/remedies.md#the-changes). WGAN-GP has the λ of its authors' script for the plane.
//: - *Other methods*: generators with an encoder, several generators at once, and losses that directly reward variety.
//:
//: On the ring modes can be counted because they are known. Where they are not, scores compare generated samples with real
//: ones as a whole: [7 · Metrics](../07-metrics/README.md).
