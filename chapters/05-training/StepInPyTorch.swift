//: ## The same in PyTorch
//:
//: Here is one step in PyTorch, with R1 and the average, from [a program that you can
//: run](../../scripts/pytorch/training.py), which also has the networks and trains on coloured discs that it draws itself.
//: The losses and `r1` are those of chapter 4, `averaged` is a copy of the generator, and
//: `number` counts the steps from 0.
//:
//: ```python
//: def step(number, real):
//:     fake = generator(torch.randn(len(real), 100))
//:
//:     # The discriminator's turn.
//:     d_loss = discriminator_loss(discriminator(real), discriminator(fake.detach()))
//:     if number % 16 == 0:
//:         d_loss = d_loss + 16 * r1(discriminator, real, gamma=1)
//:     d_optimizer.zero_grad()
//:     d_loss.backward()
//:     d_optimizer.step()
//:
//:     # The generator's turn.
//:     g_loss = non_saturating_loss(discriminator(fake))
//:     g_optimizer.zero_grad()
//:     g_loss.backward()
//:     g_optimizer.step()
//:
//:     # The moving average, of the running statistics of batch normalisation too. It keeps less in the first steps.
//:     decay = min(0.999, (1 + number) / (10 + number))
//:     for average, weight in zip(averaged.state_dict().values(), generator.state_dict().values()):
//:         # Batch normalisation also counts its batches, and a count should not be averaged.
//:         if average.is_floating_point():
//:             average.lerp_(weight, 1 - decay)
//: ```
//:
//: [`figures.py`](../../scripts/pytorch/figures.py) trains [your first generator of
//: figures](#your-first-generator-of-figures) in PyTorch. [The appendix on the
//: switches](#appendix-the-loop-with-its-switches) explains why PyTorch needs `zero_grad` too.
