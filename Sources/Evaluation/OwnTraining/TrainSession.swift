import Datasets
import Engine
import Foundation
import GAN
import Notebook
import Pictures
import Store

/// A run of `swift run train`: its images, its folder, and how its reader is kept informed.
public final class TrainSession {
  /// What was asked for.
  public private(set) var request: TrainingRequest
  /// The run's folder: pictures, curves, checkpoint, and what was asked for.
  public let folder: URL
  private let data: TrainingData
  private let run: TrainingRun
  private let isQuiet: Bool
  private let say: (String) -> Void
  /// The processes that train together; the first talks and writes.
  private let group: any ProcessGroup
  /// Held for as long as the session writes into its folder.
  private var lock: FolderLock?

  /// Under so many images a discriminator can learn them by heart.
  public static let fewImages = 2000
  /// How often a run looks, counted over its whole length: about once a minute, or every ten epochs, as a look takes
  /// seconds.
  private var looks: Int {
    switch request.length {
    case .epochs(let epochs): min(max(epochs / 10, 5), 50)
    case .minutes(let minutes): Int(min(max(minutes, 5), 50))
    }
  }

  /// A run from its first step.
  ///
  /// - Parameters:
  ///   - request: What is asked for.
  ///   - choosesAugmentation: Whether augmentation may be turned on where there are few images.
  ///   - isStrict: Whether a file that cannot be used is an error.
  ///   - folder: A new or empty folder.
  ///   - group: The processes that train together.
  ///   - say: Tells the reader something, in a line.
  /// - Throws: ``UsageError`` for what cannot be had, ``RanksDisagree``, and what is wrong with the images.
  public convenience init(
    _ request: TrainingRequest, choosesAugmentation: Bool, isStrict: Bool, folder: URL, isQuiet: Bool,
    group: any ProcessGroup = SingleProcess(), say: @escaping (String) -> Void
  ) throws {
    var request = request
    let data = try Self.data(request, isStrict: isStrict, isQuiet: isQuiet, say)
    if request.usesClasses, data.train.classNames.count < 2 {
      throw UsageError(
        "--classes is given, but the images of '\(request.data)' have no classes, expected a folder for each class or a "
          + "file of labels; leave out --classes")
    }
    if !request.usesClasses, request.recipe.classWeight > 0 {
      say(
        data.train.classNames.count < 2
          ? "  the images have no classes, so the recipe's auxiliary classifier is left out"
          : "  the labels of the images teach the discriminator; images are drawn without a class, unless you give --classes"
      )
    }
    request.flips = request.flips && data.allowsFlips
    if data.train.count < request.recipe.batchSize {
      request.recipe.batchSize = 1 << (Int.bitWidth - 1 - data.train.count.leadingZeroBitCount)
      say(
        "  batches of \(request.recipe.batchSize), for there are only \(data.train.count.counted("image")) to train on")
    }
    if data.train.count < Self.fewImages, choosesAugmentation, request.recipe.augmentation == nil {
      request.recipe.augmentation = DifferentiableAugmentation()
      say(
        "  under \(Self.fewImages.text) images a discriminator learns them by heart, so what it sees is changed at random; "
          + "`--set augmentation=none` refuses that")
    }
    if request.recipe.precision == .bf16, !Processor.hasBrainFloats {
      say("  this processor has no matrix unit for bf16 (AMX), so everything is computed in floats")
    }
    try self.init(request, data, folder: folder, nil, isQuiet: isQuiet, group, say)
    // Before the folder is made, so that processes that cannot train together leave nothing.
    try group.agree(on: TrainingStanding(run, length: request.length))
    guard group.isFirst else { return }
    lock = try RunPlace.make(folder)
    try request.write(to: folder)
  }

  /// A run that goes on from its checkpoint, perhaps with changed rates.
  ///
  /// - Parameters:
  ///   - settings: `name=value`, for the settings that may change.
  ///   - length: How long the run is to be in all, what it has done already included; the length that it was to have,
  ///     if left out.
  ///   - shards: The number of shards that is expected, if any.
  ///   - group: The processes that train together; all must see the folder.
  /// - Throws: ``UsageError`` for what cannot change, ``RanksDisagree``, and what reading throws; the folder is then as it
  ///   was.
  public convenience init(
    resuming folder: URL, settings: [String], length: TrainingRequest.Length?, shards: Int? = nil, isQuiet: Bool,
    group: any ProcessGroup = SingleProcess(), say: @escaping (String) -> Void
  ) throws {
    var request = try TrainingRequest(ofRunIn: folder)
    let lock = group.isFirst ? try FolderLock(folder) : nil
    let cut = request.shards ?? 1
    if let shards, shards != cut {
      throw UsageError(
        "--shards is \(shards), and the run in \(folder.path) has \(cut), which cannot change when it goes on; leave out "
          + "--shards, or start a new run")
    }
    let before = try request.current
    var recipe = before
    for setting in settings { try recipe.set(setting) }
    let differences = recipe.differences(from: before)
    if let fixed = differences.first(where: { !Recipe.changeable.contains($0.name) }) {
      throw UsageError(
        "\(fixed.name) of the run in \(folder.path) is \(fixed.there) and cannot become \(fixed.here): only "
          + "\(Recipe.changeable.sorted().joined(separator: ", ")) can change when a run goes on; start a new run")
    }
    let data = try Self.data(request, isStrict: false, isQuiet: isQuiet, say)
    request.length = length ?? request.length
    try self.init(request, data, folder: folder, lock, isQuiet: isQuiet, group, say)
    try takeUp()
    guard done(run.loop.steps, run.loop.seconds) < 1 else {
      throw UsageError(
        "the run in \(folder.readablePath) is at its end, after \(run.loop.steps.counted("step")) in "
          + "\(Duration.seconds(run.loop.seconds).readable); say how long it is to be in all, such as \(longer)")
    }
    run.change(to: recipe)
    // The first changes nothing that another may still be reading.
    try group.agree(on: TrainingStanding(run, length: request.length))
    guard length != nil || !differences.isEmpty else { return }
    self.request.changes += differences.map {
      TrainingRequest.Change(step: run.loop.steps, setting: $0.name, from: $0.there, to: $0.here)
    }
    if group.isFirst { try self.request.write(to: folder) }
  }

  private init(
    _ request: TrainingRequest, _ data: TrainingData, folder: URL, _ lock: FolderLock?, isQuiet: Bool,
    _ group: any ProcessGroup, _ say: @escaping (String) -> Void
  ) throws {
    let shards = request.shards ?? 1
    guard request.recipe.batchSize.isMultiple(of: shards) else {
      throw UsageError(
        "--shards is \(shards), which does not divide the batch of \(request.recipe.batchSize); give a --batch-size that "
          + "it divides, or another number of shards")
    }
    guard shards.isMultiple(of: group.count) else {
      throw UsageError(
        "\(group.count.counted("rank")) cannot share \(shards.counted("shard")) equally; give --shards a multiple of the ranks"
      )
    }
    let plan = TrainingPlan(
      recipe: try request.current, images: data.train, flips: request.flips, seed: request.seed,
      usesClasses: request.usesClasses, shards: shards)
    let judge = group.isFirst ? try data.judge() : nil
    let scorer = judge.map { judge -> Scorer in { judge.quality(of: $0, seed: request.seed) } }
    let kinds = plan.shape.classes
    // With classes every column of the pictures is one.
    let count = kinds == 0 ? 16 : kinds * max(2, 16 / kinds)
    run = try TrainingRun(
      plan, images: data.train, total: nil,
      latents: Random(seed: request.seed).split("latents").normal([count, ImageGenerator.usualLatentSize]),
      scorer: scorer, folder: folder, exchange: group.exchange(of: shards))
    (self.request, self.data, self.folder, self.isQuiet, self.say) = (request, data, folder, isQuiet, say)
    (self.lock, self.group) = (lock, group)
  }

  private func takeUp() throws {
    let checkpoint = folder.appendingPathComponent(TrainingRun.checkpointName)
    do {
      if let reason = try restored(from: checkpoint) {
        say("  going on from the checkpoint before the newest, because \(reason)")
      }
    } catch StoreError.fileNotFound {
      throw UsageError(
        "the run in \(folder.readablePath) saved no checkpoint yet, so there is nothing to go on from; start it anew")
    } catch let wrong as WrongCheckpoint where wrong.found.data != wrong.expected.data {
      throw UsageError(
        "the images of '\(request.data)' are not those that the run in \(folder.path) was trained on: then "
          + "\(wrong.found.images.text) images, \(wrong.found.data.variant), now \(wrong.expected.images.text) images, "
          + "\(wrong.expected.data.variant); put the old files back, or start a new run")
    }
  }

  /// Restores the run's state. A run that was killed between a change of its rates and its next checkpoint has a
  /// checkpoint with the old rates: it is the same run all the same.
  private func restored(from checkpoint: URL) throws -> StoreError? {
    do {
      return try run.resume(from: checkpoint)
    } catch let wrong as WrongCheckpoint
      where Set(wrong.expected.differences(from: wrong.found).map(\.name)).isSubset(of: Recipe.changeable)
    {
      run.change(to: wrong.found.recipe)
      defer { run.change(to: wrong.expected.recipe) }
      return try run.resume(from: checkpoint)
    }
  }

  private static func data(
    _ request: TrainingRequest, isStrict: Bool, isQuiet: Bool, _ say: (String) -> Void
  ) throws -> TrainingData {
    let shape = ImageShape(side: request.size, channels: request.isGrey ? 1 : 3)
    return try TrainingData(request.data, shape: shape, isStrict: isStrict, isQuiet: isQuiet, telling: say)
  }
}

// MARK: - Training

extension TrainSession {
  /// Trains to the end of what was asked for, with pictures, curves and checkpoints on the way.
  ///
  /// - Parameters:
  ///   - forTensorBoard: Whether to write an event file beside the curves.
  ///   - keepsLast: Whether the networks of the last look are kept in the place of the best ones.
  /// - Throws: `Interrupted` if the reader stops the run, with everything saved; and what writing throws.
  public func train(interruption: Interruption, forTensorBoard: Bool = false, keepsLast: Bool = false) throws {
    run.keepsLast = keepsLast
    let curves =
      group.isFirst ? try CurveFiles(in: folder, goingOnFrom: run.history, forTensorBoard: forTensorBoard) : nil
    var (steps, seconds, isOver) = (run.loop.steps, run.loop.seconds, false)
    var shown = run.history.frames.last?.step ?? -1
    // Counted, so that a run that goes on looks where it would have looked.
    var looked = looksDue(done(steps, seconds))
    let title = "Training, \(run.plan.shape.image.side) × \(run.plan.shape.image.side)"
    let bar = ProgressBar.onTerminal(title, total: expectedSteps(steps, seconds), done: steps, isQuiet: isQuiet)
    defer { bar.finish() }
    let isStopped = try interruption.whileAsked(fromStart: true) {
      let ending = try run.train(
        looksWhen: { now in
          (steps, seconds) = (now.steps, now.seconds)
          // Clocks differ: when to look and when all is done is for the first process to say.
          guard group.isFirst else { return false }
          let share = done(steps, seconds)
          isOver = share >= 1
          let reached = looksDue(share)
          defer { looked = reached }
          return isOver || reached > looked
        },
        stopsWhen: { isOver || interruption.requested },
        onStep: { turn in
          bar.expect(total: expectedSteps(steps, seconds))
          bar.advance(turn, of: run)
        },
        onLook: { quality in
          bar.note(
            "  after \(run.history.turns.count.counted("step")): \(quality.toTraining.text(.significant(3))) to training images, "
              + "\(quality.toTest.text(.significant(3))) to \(held)")
        },
        onSave: {
          guard let curves else { return }
          try curves.append(run.history, rates: run.plan.recipe.rates(after:))
          if let frame = run.history.frames.last, frame.step > shown {
            let picture = ImageGrid(frame.images).image
            try curves.append(
              picture.png(), width: picture.width, height: picture.height, channels: picture.channels, step: frame.step)
            shown = frame.step
          }
        })
      let isDone = run.exchange.any(isOver)
      return ending == .stopped && !isDone
    }
    if isStopped {
      throw Interrupted(resume: "swift run train --resume \(folder.readablePath.quotedForShell)")
    }
  }

  private var held: String { data.isOwn ? "held-out images" : "test images" }

  /// How many looks a run has taken, the first apart, when a share of it is done.
  private func looksDue(_ share: Double) -> Int { Int(min(share, 1) * Double(looks)) }

  /// The share of what was asked for that is done.
  private func done(_ steps: Int, _ seconds: Double) -> Double {
    switch request.length {
    case .epochs(let epochs):
      Double(steps) / (Double(epochs) * Double(run.loop.batches.batchesPerEpoch))
    case .minutes(let minutes): seconds / (60 * minutes)
    }
  }

  /// The steps at the end; `nil` where one cannot say yet.
  private func expectedSteps(_ steps: Int, _ seconds: Double) -> Int? {
    switch request.length {
    case .epochs(let epochs): return epochs * run.loop.batches.batchesPerEpoch
    case .minutes:
      let share = done(steps, seconds)
      // One step says little about the next ones: the first is often the slowest.
      guard share > 0, steps > 1 else { return nil }
      return Int(min((Double(steps) / min(share, 1)).rounded(.up), Double(TrainingRequest.mostEpochs)))
    }
  }

  /// The option that makes the run twice as long as it was to be, or as it is.
  private var longer: String {
    switch request.length {
    case .epochs(let epochs):
      let done = run.loop.steps / run.loop.batches.batchesPerEpoch
      return "--epochs \(min(2 * max(epochs, done), TrainingRequest.mostEpochs))"
    case .minutes(let minutes):
      let most = max(minutes, run.loop.seconds / 60)
      return "--minutes \(Int(min(2 * most, TrainingRequest.mostMinutes).rounded(.up)))"
    }
  }

  /// What came of it, and what to do next, in lines.
  public var summary: [String] {
    let history = run.history
    let path = folder.readablePath.quotedForShell
    var lines = [
      "\(history.turns.count.counted("step")) in \(Duration.seconds(run.loop.seconds).readable); pictures, curves.csv and "
        + "scores.csv in \(folder.readablePath)"
    ]
    if let best = history.best {
      lines.append(
        "best after \(best.step.counted("step")): Fréchet distance \(best.toTraining.text(.significant(3))) to training images, "
          + "\(best.toTest.text(.significant(3))) to as many \(held), in features of the book's own network "
          + "(it compares runs on the same images, and nothing else)")
      if data.train.count < Self.fewImages {
        lines.append(
          "with so few images a generator can repeat them: it does if the distance to training images is much less than "
            + "the one to held-out images; the gap is \((best.toTest - best.toTraining).text(.significant(2)))")
      }
    } else {
      lines.append(
        "too few images to hold some out, so there is no score; look at the pictures beside the images, for a generator "
          + "can repeat so few")
    }
    let kinds = run.plan.classNames.isEmpty ? "" : " --class all"
    if !data.isOwn {
      lines.append("every step of this:  swift run chapter 5     your own images:  swift run train FOLDER")
    }
    return lines + [
      "draw from it:  swift run draw \(path)\(kinds)", "go on:         swift run train --resume \(path) \(longer)",
    ]
  }
}
