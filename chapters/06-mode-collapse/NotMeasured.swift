//: ## Appendix: the code of the experiments
//:
//: With `--profile full --fresh` the chapter's command trains anew what comes from a cache, in more than an hour. The box has, in
//: this order, a look at a young run, and D along a path.

//: {fold: a look at a young run}
//: {show: OnsetLook.swift#OnsetLook}

//: {fold: D along a path}
//: {show: LateR1.swift#Pull}

//: ## Appendix: what was not measured
//:
//: - *Make it happen.* In Metz 2016 the generator without a remedy goes on from mode to mode, much as [the smallest
//:   game](../04-losses/README.md#the-smallest-game-there-is) circles, while the run of this chapter settles on two. Which of
//:   the settings makes the difference was not tried.
//: - *How it begins.* Whether the slope at the generated points makes a surplus grow, and which way the few points of a mode are
//:   pulled, which can be far from its centre. How much of the movement is chance, a drift of the whole cloud, or points dragged
//:   along by others through shared weights. How a run goes from its first lost mode to the few that it keeps.
//: - *Why it stays.* Whether the dips held the points, and whether fakes made them. They were looked at on one seed only.
//: - *A late R1.* Over how many modes its good points are spread, how near the others are, and what part of them are bridges.
//: - *What the changes do.* Whether a gentle slope is the cause where they help, and why spectral norm covers little. Why fewer
//:   latent values, smaller initial weights and a slower discriminator help. Whether a critic that gives the Wasserstein
//:   distance would be enough.
//: - *Other settings*, which were not searched for in a systematic way. Generators with an encoder, several generators at once,
//:   and losses that reward variety outright were not tried.
//:
//: On the ring one can count modes, because one knows them. Where nobody knows them, scores compare generated samples with real
//: ones as a whole. They are next: [7 · Metrics](../07-metrics/README.md).
