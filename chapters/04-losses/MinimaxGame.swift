import Engine
import Notebook
import Pictures
import Plots

//: # 4 · Losses
//:
//: Why can the two players of a GAN chase each other for ever, and what brings them to rest? In the picture the game is so
//: small that each step can be worked out by hand. The chapter also asks how a generator that is far behind can still learn.

//: {fold: the picture of four games}
/// Draws the tracks of the smallest game, which a later section plays.
func showFourGames(_ page: Page, _ games: [(title: String, game: DiracGAN, track: [DiracGAN.Place])]) throws {
  try page.show(
    Panels(
      games.map { title, game, track in
        LinePlot(
          title, x: Axis("θ, the generator's number", range: -3.3...3.3),
          y: Axis("ψ, the discriminator's number", range: -3.3...3.3),
          [
            Series("", x: track.map(\.theta), y: track.map(\.psi)),
            Series("start", x: [track.first!.theta], y: [track.first!.psi], as: Encoding.way.variant(0)),
            Series("end", x: [track.last!.theta], y: [track.last!.psi], as: Encoding.way.variant(1)),
          ], references: [.vertical(0), .horizontal(0)], arrows: game.field(reach: 3), equalAspect: true)
      }),
    caption: """
      The smallest game, played in four ways. A track goes from the dot to the cross, and an arrow is the pull on both \
      numbers at its place. θ is where the generator puts its only sample, ψ is the slope of the discriminator's logit; \
      the data are at 0, and the solution is where the straight lines meet
      """,
    alternative: """
      Four tracks in a plane. Played at once the track winds outwards, and in turn it goes round. With noise and with \
      a penalty it winds inwards to the solution.
      """)
}

//: ```
//: swift run chapter 4
//: ```
//:
//: It needs no data set. [The minimax loss](../../answers/minimax.md) is a shorter account.
//:
//: The two upper games have the same arrows and differ only in their steps. Although each player always moves in the
//: direction that lowers its own loss, the two do not arrive at the solution. In the lower games, with noise or with a
//: penalty, they do. **What keeps the players of the upper games from arriving?** Make a guess now; the answer is in [*The
//: smallest game there is*](#the-smallest-game-there-is).

//: ## What a loss has to be
//:
//: {define: A *loss* is the number that a network is trained to make small.} A discriminator answers with a *logit* $`s`$,
//: and $`D = \sigma(s)`$ is its probability that the sample is real (chapter 3). A GAN's loss turns the logits of a batch of
//: real samples and a batch of generated ones into two numbers, one for each player.

//: {fold: what every loss must have}
//: {show: GAN/Losses/AdversarialLoss.swift#AdversarialLoss, UnpairedLoss}

//: ## The game as it was first written
//:
//: {define: The *value* of the game, $`V(D, G)`$, is the number that the discriminator makes large and the generator makes
//: small.} It measures how well the discriminator tells real samples from generated ones:
//:
//: ```math
//: V(D, G) \;=\; \mathbb{E}_{x}\,\log D(x) \;+\; \mathbb{E}_{z}\,\log\bigl(1 - D(G(z))\bigr).
//: ```
//:
//: Here $`\mathbb{E}_{x}`$ is the mean over real samples $`x`$, and $`\mathbb{E}_{z}`$ the mean over latent vectors $`z`$.
//: The discriminator makes the value large by answering near 1 to real samples and near 0 to generated ones. {define: In the
//: *minimax* game both players play for one value: $`\min_G \max_D V(D, G)`$ (Goodfellow 2014).} Read this from the right:
//: for each generator take the largest $`V`$ that a discriminator reaches, and then find the generator for which it is
//: smallest. {define: A game is *zero-sum* if what one player gains the other loses.} The minimax game is zero-sum.
//:
//: In terms of logits, $`-\log \sigma(s)`$ is `softplus(−s)`, and $`-\log(1 - \sigma(s))`$ is `softplus(s)`. The generator's
//: loss leaves out the first term of the value, which the generator cannot change.

/// The discriminator's loss, from the logits of real and of generated samples.
func discriminatorLoss(real: Tensor, fake: Tensor) -> Tensor { (-real).softplus().mean() + fake.softplus().mean() }

/// The generator's minimax loss, from the logits of its samples.
func minimaxLoss(fake: Tensor) -> Tensor { -fake.softplus().mean() }

//: The library has both as [`Minimax`](source:GAN/Losses/Losses.swift#Minimax). <a id="the-same-in-pytorch"></a>Here they
//: are in PyTorch, with the loss of the next section:
//:
//: ```python
//: # Here real and fake are logits.
//: def discriminator_loss(real, fake):
//:     return F.softplus(-real).mean() + F.softplus(fake).mean()
//:
//:
//: def minimax_loss(fake):
//:     return -F.softplus(fake).mean()
//:
//:
//: def non_saturating_loss(fake):
//:     return F.softplus(-fake).mean()
//: ```
//:
//: [A program that you can run](../../scripts/pytorch/losses.py) has them too, with the imports, and plays [the smallest
//: game](#the-smallest-game-there-is) with them. `F.binary_cross_entropy_with_logits` computes the same: for a logit `s` it
//: is `softplus(-s)` with the label 1 and `softplus(s)` with the label 0.

//: ## The form that is used
//:
//: {define: A loss is *saturated* where its slope is almost 0, so that almost nothing more is learnt from it.} The
//: generator's minimax loss is saturated just where the discriminator recognises a fake, so the same paper also gives the
//: form that many GANs are trained with. {define: With the *non-saturating loss* the generator makes $`\log D(G(z))`$
//: large, instead of making $`\log(1 - D(G(z)))`$ small.} In code the minus moves inside the softplus, to
//: `(-fake).softplus().mean()` (in PyTorch, `non_saturating_loss`), while the discriminator's loss, the binary cross-entropy
//: of chapter 3, does not change.
//:
//: In both games neither player can improve where the generated distribution is the data's and $`D`$ is ½ everywhere. The
//: second, however, is not zero-sum, because the generator no longer minimises what the discriminator maximises. Some texts
//: call both forms "the minimax loss"; this book means the zero-sum one.

//: {fold: the non-saturating loss, with a setting that a later section explains}
//: {show: GAN/Losses/Losses.swift#NonSaturating}
