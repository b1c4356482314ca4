import Foundation
import Testing

@testable import Engine

// Tests in one process share the memory, so those that count have a process of their own.
@Suite("Memory") struct MemoryTests {
  @Test("Steps leave nothing behind, and after the first few take nothing new", .processOfItsOwn)
  func flat() async {
    #if compiler(>=6.2)
      await #expect(processExitsWith: .success) {
        let training = SmallTraining()
        let before = Parallel.withThreads(1) {
          for _ in 0..<5 { training.step() }
          let before = Memory.usage
          for step in 0..<30 {
            training.step()
            #expect(Memory.usage == before, "step \(step)")
          }
          return before
        }
        // Workers need memory of their own, and when they do is chance: so with them there are only bounds.
        let pool = ThreadPool(stealsWork: false)
        Parallel.withThreads(3, of: pool) {
          for step in 0..<30 {
            training.step()
            let usage = Memory.usage
            #expect(usage.live == before.live, "step \(step) on three threads")
            #expect(usage.held <= 2 * usage.peakLive, "step \(step) on three threads")
          }
        }
        #expect(pool.jobsDone.count == 3 && pool.jobsDone.allSatisfy { $0 > 0 })
      }
    #endif
  }

  @Test("A thread gets back what it has given, though another has given the same size later", .processOfItsOwn)
  func ownFirst() async {
    #if compiler(>=6.2)
      await #expect(processExitsWith: .success) {
        for count in [1_000, 1_000_000] {
          let own = Memory.take(count)
          nonisolated(unsafe) let others = Memory.take(count)
          Memory.give(own)
          let given = DispatchSemaphore(value: 0)
          Thread.detachNewThread {
            Memory.give(others)
            given.signal()
          }
          given.wait()
          let again = [Memory.take(count), Memory.take(count)]
          #expect(again == [own, others])
          for block in again { Memory.give(block) }
        }
      }
    #endif
  }
}

/// A pair of small networks with everything that the book's have: convolutions both ways, batch normalisation, dense
/// layers, a moving average, Adam, and a penalty on a gradient.
private final class SmallTraining {
  private final class Generator: Module {
    let dense: Linear
    let grow: TransposedConvolution
    let norm = BatchNorm(channels: 32, activation: .leakyReLU(slope: 0.2))
    let colour: Convolution

    init(_ random: Random) {
      dense = Linear(from: 8, to: 8 * 8 * 32, initializer: .he, random: random)
      grow = TransposedConvolution(
        from: 32, to: 32, window: ConvolutionWindow(kernel: 4, stride: 2, padding: 1), initializer: .he, random: random)
      colour = Convolution(
        from: 32, to: 3, window: ConvolutionWindow(kernel: 3, padding: 1), activation: .tanh, initializer: .he,
        random: random)
    }

    func callAsFunction(_ z: Tensor, _ phase: Phase) -> Tensor {
      colour(norm(grow(dense(z).reshaped([-1, 8, 8, 32])), phase))
    }
  }

  private final class Discriminator: Module {
    let halve: Convolution
    let verdict: Linear

    init(_ random: Random) {
      halve = Convolution(
        from: 3, to: 32, window: ConvolutionWindow(kernel: 4, stride: 2, padding: 1),
        activation: .leakyReLU(slope: 0.2), initializer: .he, random: random)
      verdict = Linear(from: 8 * 8 * 32, to: 1, initializer: .he, random: random)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { verdict(halve(x).flattened()) }
  }

  private let random = Random(seed: 1)
  private let (generator, averaged, discriminator): (Generator, Generator, Discriminator)
  private let rules = [Adam(learningRate: 1e-3), Adam(learningRate: 1e-3)]
  private var average = MovingAverage(decay: 0.9)
  private let real: Tensor

  init() {
    (generator, averaged, discriminator) = (Generator(random), Generator(random), Discriminator(random))
    real = random.uniform([16, 16, 16, 3], in: -1..<1)
  }

  func step() {
    let fake = generator(random.normal([16, 8]), .training(random))
    let points = real.tracked()
    let slopes = gradients(of: discriminator(points).sum(), wrt: [points], createGraph: true)[0]
    let penalty = slopes.squared().sum() * 0.1
    let loss = (-discriminator(real)).softplus().mean() + discriminator(fake).softplus().mean() + penalty
    rules[0].update(discriminator, with: gradients(of: loss, wrt: discriminator.parameters))
    let generatorLoss = (-discriminator(fake)).softplus().mean()
    rules[1].update(generator, with: gradients(of: generatorLoss, wrt: generator.parameters))
    average.update(averaged, towards: generator)
  }
}
