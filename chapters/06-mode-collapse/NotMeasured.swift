//: ## Appendix: the code of the experiments
//:
//: The box has, in this order, a look at a young run, and D along a path.

//: {fold: a look at a young run}
//: {show: OnsetLook.swift#OnsetLook}

//: {fold: D along a path}
//: {show: LateR1.swift#Pull}

//: ## Appendix: what was not measured
//:
//: - Whether the slope at the generated points makes a surplus grow. It grew with the surplus, and R1 kept both small, but R1
//:   changes D everywhere.
//: - How much of the early shrinking is only movement at random, and of the later growth only a drift of the whole cloud.
//: - How a run goes from its first lost mode to the few that it keeps.
//: - Whether the valley alone held the points, and whether fakes on their way made it. The valley was looked at on one seed
//:   only.
//: - Over how many modes the good points of the pairs with a late R1 are spread, and how near their other points are.
//: - What part of the points that are not good are bridges.
//: - Why fewer latent values and smaller initial weights help, and whether a slower discriminator helps by the ratio or by its
//:   own rate.
//: - Why spectral norm covers little here, and for the other changes whether the gentle slope is the cause.
//: - Whether a critic that gives the Wasserstein distance in the plane would be enough.
//: - Each change at other settings, which were not searched for in a systematic way. Generators with an encoder, several
//:   generators at once, and losses that reward variety outright were not tried.
//:
//: On the ring one can count modes, because one knows them. Where nobody knows them, scores compare generated samples with real
//: ones as a whole. They are next: [7 · Metrics](../07-metrics/README.md).
