//: ## Appendix: the code of the experiments
//:
//: With `--profile full --fresh` the chapter's command retrains what otherwise comes from a cache, which takes more than an
//: hour. The box has the code of a look at a young run and of D along a path.

//: {fold: a look at a young run}
//: {show: OnsetLook.swift#OnsetLook}

//: {fold: D along a path}
//: {show: LateR1.swift#Pull}

//: ## Appendix: what was not measured
//:
//: - *Make it happen.* In Metz 2016 the generator without a remedy keeps moving from mode to mode, as [the smallest
//:   game](../04-losses/README.md#the-smallest-game-there-is) circles, while this chapter's run settles on two modes. Which
//:   setting makes the difference was not tried.
//: - *How it begins.* Whether the slope at the generated points makes a surplus grow, how much of the movement is chance or a
//:   drift of the whole cloud, and how a run goes from its first lost mode to the few that it keeps.
//: - *Why it stays.* Whether the dips held the points, and whether fakes made the dips, which were measured on one seed
//:   only. Weights that all points share move a point too.
//: - *A late R1.* How many modes its good points are spread over, and what part of the other points are bridges.
//: - *What the changes do.* Whether a gentle slope is the cause where they help, and why spectral norm covers few modes. Why
//:   fewer latent values, smaller initial weights and a slower discriminator help.
//: - *Other settings*, which were not searched for systematically. Generators with an encoder, several generators at once,
//:   and losses that directly reward variety were not tried.
//:
//: On the ring modes can be counted because they are known. Where they are not, scores compare generated samples with real
//: ones as a whole: [7 · Metrics](../07-metrics/README.md).
