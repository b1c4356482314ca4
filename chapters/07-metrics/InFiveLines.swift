//: ## In five points
//:
//: 1. A score compares what a trained network makes of images, so compare two scores only if the network and the number of
//:    images are the same. Put the score of new real images beside each, because their FD is not 0.
//: 2. FID is the squared Fréchet distance of two Gaussians in Inception's features (with any other network, FD), and sees
//:    only [means and covariances](#equal-moments-different-worlds). If it is clearly below that of new real images, suspect
//:    memorising; but [copies with a second fault](#appendix-half-copied-a-seventh-set) can stay above it.
//: 3. IS asks for confident predictions and many classes. It never looks at real images, and notices neither memorising nor
//:    one image per class.
//: 4. Low precision means that images lie outside the balls of real images. Low coverage means this, *or* that modes are
//:    missing, *or* that the same few images are repeated. One stray can raise recall.
//: 5. No score is enough by itself: each misses a fault that another sees ([a
//:    table](#appendix-what-each-score-asks-and-what-it-misses)), and none calls memorising a fault.
//:
//: To try in a minute: make precision fall without touching the generator. Run
//: `swift run score shapes shapes-enhanced --samples 200 --metrics fid,prdc`, then the same with `--samples 1000`.
//:
//: **A minute on paper.** Real values of a feature have the mean 0 and the deviation 3. Which costs more, fakes with the
//: mean 2, or fakes with the deviation 6? And which of these sets has the higher IS? There are four images and four classes.
//: In set A the classifier is certain of each image: two are cats, two are dogs. In set B it is torn between cat and dog for
//: two images, and between car and ship for the other two, each with a probability of ½.
//:
//: <details>
//: <summary><b>What comes out</b></summary>
//:
//: The deviation: $`d^2`$ is {{paperWider}}, and {{paperMoved}} for the mean. Both sets have the IS {{paperCertain}}. A has
//: $`H(y) = \log 2`$ and $`H(y|x) = 0`$, while B has $`\log 4`$ and $`\log 2`$, with the same difference.
//:
//: </details>
//:
//: ## What you can do now
//:
//: - Train on your own images: [Using Minimax](../../docs/USING.md#training-on-your-own-images).
//: - Look up what you see when a run goes wrong: [Symptoms](../../answers/symptoms.md).
//: - Choose the score that answers your question: [Which metric](../../answers/which-metric.md).
//: - Read what came later, and which chapter's idea it extends: [After DCGAN](../../answers/after-dcgan.md).
//:
//: ## Exercises
//:
//: 1. Which deviation of the noise (in [`Failure.images`](source:Failures.swift#Failure.images)) costs as much FD as the
//:    blur? Predict it, change it, and run `swift run chapter 7`. {reveal: With about 0.19 both have the same FD, but they
//:    are not equally good: the noise then has lower precision than the blur, and higher recall.}
//: 2. Another seed changes latent vectors and noise, but not the real images. Which numbers of this page change by more than
//:    their ± when you run `swift run chapter 7 --seed 2`? {reveal: Scores of all real images at once do not change. FD∞ of
//:    the enhanced generator changes by more than its ±, because a deviation of three numbers is only a rough one.}
//: 3. Train (`swift run chapter 5`), then score the run:
//:    `swift run score shapes runs/…/checkpoint.safetensors.zst --samples 2500`. Is it better than the generators of
//:    this page, and by more than its interval? {reveal: It is worse, by far more: its FD is more than five times that of every
//:    generator of this page.}
//: 4. Score a set against itself: `swift run score shapes shapes --samples 1000`. Why is [KID](#appendix-kid-and-density)
//:    below 0? {reveal: Within a set, no image is paired with itself, but between the sets, each image is paired with its
//:    copy, and nothing is more alike. So the two sets seem more alike than each set is to itself.}
//: 5. What is the FD of two sets of real images? Run `swift run score shapes shapes-test --samples 500`, then with 5000.
//:    (In Python, give `frechet_distance` of [`scores.py`](../../scripts/pytorch/scores.py) two arrays of normal numbers with
//:    500 rows each, then with 5,000.) {reveal: It falls as $`N`$ grows, but stays above 0.}
