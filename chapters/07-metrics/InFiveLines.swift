//: ## In five lines
//:
//: 1. FID is the squared distance of two Gaussians in feature space; it sees means and covariances, and no more. An FID well below
//:    what real images get, by more than their draws differ, is a sign of memorising.
//: 2. IS asks for sure and varied classes; it never looks at real images, nor for two pictures of one class, and does not see memorising.
//: 3. Low precision means that images look wrong, and low coverage that they look wrong *or* that some kinds are missing. (Recall cannot
//:    be trusted where images look wrong.)
//: 4. With few images FID is too high, by an amount that differs from generator to generator, and precision is far too high. KID is
//:    not biased.
//: 5. A score without its N, its network, its resizing, an interval, and real images beside it says little.
//:
//: ## Exercises
//:
//: 1. Which deviation of the noise (in [`Failure.images`](source:Failures.swift#Failure.images)) costs as much FID as the
//:    blur? Predict, change it, and run `swift run chapter 7`.
//: 2. Another seed leaves the real images as they are, and changes latent vectors and noise. Which numbers of this page
//:    move by more than their ± when you run `swift run chapter 7 --seed 2`? (Scores of all real images at once do not
//:    move. On the first draw recall of both generators does, and so do FID and KID of the enhanced one, further than their bracket or
//:    ±. Of the means over three draws some do too: FID∞ of the enhanced generator, MIND (in an appendix) and precision of the
//:    Gaussian. A deviation of three numbers is a rough one.)
//: 3. Train for a minute (`swift run chapter 5`), then score the run:
//:    `swift run score shapes runs/…/checkpoint.safetensors.zst --samples 2000`. Is it better than chapter 2's
//:    generators, and by more than its interval?
//: 4. Score a set against itself: `swift run score shapes shapes --samples 1000`. Why is KID below 0?
//: 5. How far do two disjoint sets of real images get? `swift run score shapes shapes-test --samples 500`, then 5000.
//:
//: Before this: [5 · Training](../05-training/README.md), where the images come from. In short:
//: [the answer](../../answers/metrics.md).
