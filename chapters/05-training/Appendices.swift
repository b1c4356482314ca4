//: ## Appendix: the loop with its switches
//:
//: The box at the end of this section has the code of `step` and of both turns, with the class that they belong to. The
//: switches are off unless a recipe or a chapter turns them on. A `Regularizer` adds a term to the discriminator's loss,
//: such as R1; other switches give the discriminator more than one turn, let the generator look ahead (`Unrolling`,
//: chapter 6) or use classes of images. A `Turn` has both losses and the mean probabilities D(x) and D(G(z)).

//: {show: GAN/Training/Trainer.swift#Trainer}

//: {show: GAN/Training/Trainer.swift#Trainer.step, Trainer.draw, Trainer.judge}

//: In the discriminator's turn `confusion` is the term that an auxiliary classifier adds, a second output of the
//: discriminator for classes ([a discriminator that learns
//: labels](../../answers/classes.md#a-discriminator-that-learns-labels)); without
//: one it is `nil`. In the book's recipes for images R1 has an interval of 16: it is evaluated only in every sixteenth step,
//: and multiplied by 16 there. Its mean gradient over many steps is then the same as if it were evaluated every time, while
//: most of the cost of second derivatives is saved (*lazy regularisation*, Karras 2020). With Adam the effect is not quite
//: the same, so Karras 2020 adjust Adam's settings too.

//: {fold: the discriminator's turn}

//: {show: GAN/Training/Trainer.swift#Trainer.discriminatorTurn}

//: In the generator's turn `Unrolling` would let the generator look ahead. `judge(real, classes)` is evaluated only for a
//: loss that compares real and generated images (chapter 4's relativistic pairs).

//: {fold: the generator's turn}

//: {show: GAN/Training/Trainer.swift#Trainer.generatorTurn}

//: If you know PyTorch: its discriminator's turn needs `detach`, because `backward` would otherwise go on through the fakes
//: to the generator and free what the generator's turn still needs. You also call `zero_grad` before each turn, because the
//: generator's turn leaves gradients in the discriminator. In this engine it does not, and chapter 1's `detached` changes no
//: number.
//:
//: This page's own run is a `TrainingRun` ([its code](source:Sources/GAN/Training/TrainingRun.swift#TrainingRun)), which
//: takes the steps, evaluates and saves. What the page asks of it is in `ChapterRun` ([its
//: code](source:ChapterRun.swift#ChapterRun)): the images come from a `DataSet` by way of `ImageSource`, and a
//: `QualityJudge` measures the `Quality` of what is drawn.
