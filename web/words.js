// What the choices and the numbers of the plane mean, in a sentence each, and questions to begin with.

export const LOSSES = {
  "non-saturating": "Cross-entropy, the generator with the labels exchanged: it is pulled hardest where D is sure that its points are generated.",
  minimax: "The zero-sum game: the generator is hardly pulled where D is sure that its points are generated.",
  "least-squares": "D is to answer 1 for real points and 0 for generated ones; both pay the squared difference.",
  hinge: "D pays only where it is not yet sure enough; the generator wants D's score as high as it can be.",
  wasserstein: "D gives scores without a bound, and both pay the difference of their means. It needs a bound on D's slope.",
  relativistic: "D judges pairs: which of the two is more real? Meant to be used with R1 and R2.",
};

export const REMEDIES = {
  bare: "No remedy: D and G as they are.",
  dropout: "A random share of D's hidden values is left out at every step, so that D is never quite sure.",
  noise: "Noise on every point before D sees it: the two clouds overlap, and D cannot be too sure.",
  "fading-noise": "Noise on every point before D sees it, less and less of it over the run.",
  smoothing: "D's label for real points is a little less than 1, so that it does not become too sure of them.",
  "minibatch-deviation": "D is told how much the points of a batch differ, so that it notices a generator that makes one kind.",
  pacgan: "D judges packs of points together, so that it notices when they are all alike.",
  unrolling: "The generator learns against D as D will be after some more steps, and cannot run from one place to the next.",
  wgan: "The Wasserstein loss; D's weights are cut off at a bound, which bounds its slope.",
  "wgan-steps": "The same, with several turns of D for each of the generator's.",
  "wgan-gp": "The Wasserstein loss; D pays where its slope differs from 1.",
  r1: "D pays for the square of its slope at real points. So it cannot become steep there, and near the data the generator is not pulled to and fro.",
  "fading-r1": "R1, strong at first and weak at the end: D pays for its slope at real points.",
  "r1-r2": "D pays for its slope at real points (R1) and at generated ones (R2), less and less over the run.",
  "spectral-norm": "Every layer of D is divided by the largest factor by which it stretches anything, which bounds D's slope.",
  "slow-generator": "The generator learns more slowly than D.",
  "small-weights": "Both networks begin with smaller weights.",
};

export const SCORES = {
  covered: "Modes (clouds of the data) that get at least 20 of 2,500 generated points of high quality.",
  reached: "Modes that at least 20 points are nearest to, of high quality or not.",
  quality: "The share of generated points that lie in a mode: within three deviations of its centre.",
  kl: "How far the generated points are from the data as distributions; it grows most where data is left out. 0 is perfect.",
  js: "The same, counted from both sides; at most 0.69. 0 is perfect.",
  slope: "How steep D is at the steepest of the generated points that have arrows.",
  onReal: "How real D takes the real points to be, on average.",
  onFake: "How real D takes the generated points to be, on average. Where D cannot tell, both are 50%.",
  discriminatorLoss: "What D pays on its last batch: low if it tells real from generated.",
  generatorLoss: "What G pays on its last batch: low if D takes its points for real.",
};

/** Questions, and the plan that shows the answer: `compares` is what B has instead of A's, `lesson` begins slow motion. */
export const QUESTIONS = [
  { title: "Why does the generator move?", plan: "", speed: "steady", lesson: true },
  {
    title: "What is mode collapse?", plan: "g-turns=10", compares: "g-turns=1", speed: "steady",
    text: "The data has eight modes: the small clouds. A generator that serves a few of them and forgets the rest has collapsed. In A it has ten turns for each of the discriminator's, in B one. Press Play. In A the points, whatever their latent vectors, gather where the discriminator takes them for real just now, and run on together once it has learned better: “reaches” falls to 1 or 2 and jumps. In B they stay spread, and soon reach all eight.",
  },
  {
    title: "What does R1 change?", plan: "", compares: "remedy=r1", speed: "quick",
    text: "Two runs with the same first weights and the same data; only B has R1: its discriminator pays for the square of its slope at real points. Press Play. In A the slope grows, the colours get sharp edges, and the arrows pull points to and fro across them; in B “D's largest slope” stays low and the colours change gently.",
  },
];
