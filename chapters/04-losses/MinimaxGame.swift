//: # 4 · Losses
//:
//: Each player needs one number to make small: its loss. The two losses decide whether a generator that is far behind can
//: learn at all, what the numbers mean, and whether the players come to rest. This chapter begins with the loss of the first
//: GAN, in the form of the theory and in the form that is used. It plays them in the smallest game there is, in which each player
//: owns a single number and every move can be drawn. Then it takes the other losses apart, one at a time.
//:
//: ![The smallest game, played in four ways](figures/01-the-smallest-game-played-in-four-ways.svg)
//:
//: *Two players have one number each, and the point where the straight lines meet is the solution. From the dot they do not get
//: there if each just improves its own loss (above). With noise or a penalty they do (below).*
//:
//: ```
//: swift run chapter 4
//: ```
//:
//: It needs no data set. In short: [the minimax loss](../../answers/minimax.md).
//:
//: **Before you read on, predict:** two players take small steps, each in the direction that lowers its own loss at that
//: moment. There is one point at which neither can lower its loss. Do they get there?

//: ## What a loss has to be
//:
//: {define: A *loss* is the number that a network is trained to make small.} A discriminator answers with a *logit* $`s`$, and
//: $`D = \sigma(s)`$ is the probability of being real that it stands for (chapter 3). A loss of a GAN turns the logits of a
//: batch of real and a batch of generated samples into two numbers, one for each player.

//: {show: GAN/Losses/AdversarialLoss.swift#AdversarialLoss, UnpairedLoss}

//: ## The game as it was first written
//:
//: In the first form both players play for one number. {define: The *value* of the
//: game, $`V(D, G)`$, is the number that the discriminator makes large and the generator makes small.} It says how well the
//: discriminator tells real samples from generated ones:
//:
//: ```math
//: V(D, G) \;=\; \mathbb{E}_{x}\,\log D(x) \;+\; \mathbb{E}_{z}\,\log\bigl(1 - D(G(z))\bigr).
//: ```
//:
//: $`\mathbb{E}_{x}`$ is the mean over real samples $`x`$, and $`\mathbb{E}_{z}`$ the mean over latent vectors $`z`$,
//: from which the generator makes its samples $`G(z)`$. The discriminator makes the value large: it answers near 1 to
//: real samples and near 0 to generated ones. The generator makes it small. {define: In the *minimax* game both players
//: play for one value: $`\min_G \max_D V(D, G)`$ (Goodfellow 2014).} {define: A game is *zero-sum* if what one player gains
//: the other loses.} This one is.
//:
//: On logits, $`-\log \sigma(s)`$ is `softplus(−s)` and $`-\log(1 - \sigma(s))`$ is `softplus(s)`. No logit makes these overflow.
//: The generator cannot change the first term of the value, so its loss leaves that term out.

//: {show: GAN/Losses/Losses.swift#Minimax}

//: ## The form that is used
//:
//: The same paper has the form that many GANs are trained with. The discriminator's loss stays the *binary cross-entropy* of
//: its answers (chapter 3). {define: With the *non-saturating loss* the generator makes $`\log D(G(z))`$ large,
//: instead of making $`\log(1 - D(G(z)))`$ small.} The goal is the same, and the pull towards it is strongest where the
//: generator is furthest from it.

//: {show: GAN/Losses/Losses.swift#NonSaturating}
