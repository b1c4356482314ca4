//: ## The same in PyTorch
//:
//: This is a part of [a program that you can run](../../scripts/pytorch/losses.py), which has the imports too. With these
//: functions the program plays [the smallest game](#the-smallest-game-there-is), and prints three of the distances in its table.
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
//:
//:
//: def r1(judge, real, gamma):
//:     real = real.detach().requires_grad_()
//:     # The sum, because each logit depends on its own sample only: one gradient gives the slopes at all samples.
//:     (slopes,) = torch.autograd.grad(judge(real).sum(), real, create_graph=True)
//:     return gamma / 2 * slopes.square().flatten(1).sum(dim=1).mean()
//: ```
//:
//: PyTorch's `F.binary_cross_entropy_with_logits` computes the same: of a logit `s` it is `softplus(-s)` with the label 1, and
//: `softplus(s)` with the label 0. In `r1`, `create_graph=True` lets `backward` go on through the slopes to the weights.
