import Datasets
import Engine
import Foundation
import GAN
import Notebook
import Pictures
import Store

/// Images that `swift run draw` was asked for.
public struct Drawing {
  /// The word for every class.
  public static let all = "all"

  let model: TrainedGenerator
  private let seed: UInt64
  private let truncation: Float?
  let enlargement: Int
  /// The classes of the rows; `nil` for images of no class in particular.
  let kinds: [Int]?
  private let count: Int?
  /// How many images are computed at once.
  private static let together = 250

  /// Images of a generator.
  ///
  /// - Parameters:
  ///   - kind: A class's name, or ``all``; `nil` for every class in turn, or a generator without classes.
  ///   - count: How many, of each class that is named.
  ///   - truncation: Latent values beyond it are drawn again.
  ///   - enlargement: The side of the square that a pixel becomes.
  /// - Throws: ``UsageError`` for a class that there is not.
  public init(
    of model: TrainedGenerator, kind: String?, count: Int?, seed: UInt64, truncation: Float?, enlargement: Int
  ) throws {
    (self.model, self.seed, self.truncation, self.enlargement) = (model, seed, truncation, enlargement)
    self.count = count
    kinds = try kind.map { kind in
      kind == Self.all && !model.plan.classNames.isEmpty
        ? Array(model.plan.classNames.indices) : [try model.classNamed(kind)]
    }
  }

  private func latents(_ count: Int, _ name: String = TrainedGenerator.usualStream) -> Tensor {
    model.latents(count, seed: seed, name, truncation: truncation)
  }

  /// Calls `body` with the images in batches, and the place of the first of each.
  private func forEachBatch(_ latents: Tensor, _ classes: [Int]?, _ body: (Int, Tensor) throws -> Void) rethrows {
    let count = latents.shape[0]
    for start in stride(from: 0, to: count, by: Self.together) {
      let range = start..<min(start + Self.together, count)
      let kinds = model.plan.shape.classes == 0 ? nil : classes.map { Array($0[range]) } ?? inTurn(range)
      try body(start, model.images(latents.slice(range), classes: kinds))
    }
  }

  /// So many images, of each class that is named, with the latent vectors that they are drawn from and the numbers of their
  /// classes, which are empty if the generator knows none.
  func drawn(each: Int) -> (latents: Tensor, classes: [Int], images: Tensor) {
    let classes = classes(each: each)
    let latents = latents(classes?.count ?? each)
    var parts: [Tensor] = []
    forEachBatch(latents, classes) { parts.append($1) }
    let known = model.plan.shape.classes == 0 ? [] : classes ?? inTurn(0..<each)
    return (latents, known, Tensor.concatenate(parts))
  }

  /// The class of each image where classes are named, one class after another.
  private func classes(each: Int) -> [Int]? { kinds?.flatMap { Array(repeating: $0, count: each) } }

  /// The classes of images that none is asked for: every one in turn.
  private func inTurn(_ places: Range<Int>) -> [Int] { places.map { $0 % model.plan.shape.classes } }

  /// The most images of one command, and the most bytes of pixels that are held together.
  private static let (mostImages, mostBytes) = (1_000_000, 1 << 31)

  /// What images are drawn as.
  public enum Form {
    /// A file for each, perhaps with a file of all their values beside them.
    case files(withTensors: Bool)
    /// One picture.
    case grid
    /// One picture, with a second image under each.
    case nearest
    /// A walk of so many frames from one latent vector to the next.
    case walk(frames: Int, stops: Int)
  }

  /// Checks, before anything is made, that there is room for what is asked for.
  ///
  /// - Throws: ``UsageError`` for more images than a command makes, or than fit into memory where they are held together.
  public func check(_ form: Form) throws {
    let rows = kinds?.count ?? 1
    // How many images are made, and how many bytes are held for each byte of an image.
    let (total, copies): (Int, Int) =
      switch form {
      // A value has four times as many bits as a pixel's.
      case .files(let withTensors): (each(64) * rows, withTensors ? 4 : 0)
      case .grid: (each(kinds == nil ? 64 : 10) * rows, max(enlargement * enlargement, 16))
      // The values of both images, and of the picture that has both.
      case .nearest: (each(10) * rows, max(2 * enlargement * enlargement, 32))
      case .walk(let frames, let stops): (frames * stops * columns, enlargement * enlargement)
      }
    guard total <= Self.mostImages else {
      throw UsageError(
        "\(total.text) images are asked for, expected at most \(Self.mostImages.text); ask for fewer, or name one class"
      )
    }
    let image = model.plan.shape.image
    let bytes = total * image.bytes * copies
    guard bytes <= Self.mostBytes else {
      let size = if case .files = form { image.side } else { image.side * max(enlargement, 4) }
      throw UsageError(
        "\(total.text) images of \(size) × \(size) take \((bytes >> 20).text) MB together, "
          + "expected at most \((Self.mostBytes >> 20).text); ask for fewer or smaller ones")
    }
  }

  /// The height, width and channels of the images.
  public var shape: ImageShape { model.plan.shape.image }

  /// How many images are asked for, of each class that is named.
  func each(_ usual: Int) -> Int { count ?? usual }

  /// The classes that walks are of.
  private var walkers: [Int] { kinds ?? Array(0..<max(model.plan.shape.classes, 1)) }

  /// How many walks stand beside each other.
  private var columns: Int { count ?? (kinds == nil ? 1 : walkers.count) }

  /// A PNG file for each image, numbered from 1, with the class in its name where a class is asked for.
  ///
  /// - Parameter withTensors: Whether to write `images.safetensors` too: the images' values before they became pixels, as
  ///   `images`, the `latents` that they were drawn from, and the numbers of their `classes` if the generator knows some.
  /// - Returns: The PNG files.
  public func files(in folder: URL, withTensors: Bool = false) throws -> [URL] {
    let each = each(64)
    let classes = classes(each: each)
    let total = classes?.count ?? each
    let digits = max(4, String(total).count)
    var files: [URL] = []
    let latents = latents(total)
    var values: [Tensor] = []
    try forEachBatch(latents, classes) { start, images in
      if withTensors { values.append(images) }
      let jobs = (0..<images.shape[0]).map { place -> (url: URL, image: Image) in
        let number = String(start + place + 1)
        let kind = (classes?[start + place]).map { "-\(model.plan.classNames[$0].fileNamePart)" } ?? ""
        let name = String(repeating: "0", count: digits - number.count) + number + kind + ".png"
        return (folder.appendingPathComponent(name), picture(images, place).enlarged(by: enlargement))
      }
      let failures = Parallel.map(jobs) { job in
        Result { try job.image.png().writeWhole(to: job.url, isFlushed: false) }
      }
      for failure in failures { try failure.get() }
      files += jobs.map(\.url)
    }
    if withTensors {
      var tensors = TensorFile(["latents": latents, "images": Tensor.concatenate(values)])
      if model.plan.shape.classes > 0 {
        let labels = classes ?? inTurn(0..<total)
        tensors.set("classes", Tensor(labels.map(Float.init)), as: .float32)
      }
      try tensors.write(to: folder.appendingPathComponent("images.safetensors"))
    }
    return files
  }

  /// One image of a batch.
  private func picture(_ images: Tensor, _ place: Int) -> Image {
    Image(images.slice(place..<place + 1).reshaped(Array(images.shape.dropFirst())))
  }

  /// All images in one picture, a row for each class that is asked for.
  ///
  /// - Returns: The file.
  public func grid(in folder: URL) throws -> URL {
    let each = each(kinds == nil ? 64 : 10)
    let grid = ImageGrid(
      drawn(each: each).images, columns: kinds == nil ? nil : each, scale: enlargement == 1 ? nil : enlargement,
      rowLabels: kinds?.map { model.plan.classNames[$0] } ?? [])
    let file = folder.appendingPathComponent("grid.png")
    try grid.encoded().writeWhole(to: file)
    return file
  }

  /// A walk through latent vectors on great circles, back to the first, of one image or of as many as were asked for.
  ///
  /// - Parameters:
  ///   - frames: The frames from one latent vector to the next.
  ///   - stops: The latent vectors that it goes through.
  /// - Returns: The film, or the frames as files.
  public func walk(frames: Int, through stops: Int, gif: Bool, apng: Bool, in folder: URL) throws -> [URL] {
    let (classes, columns) = (walkers, columns)
    // Every column walks a way of its own.
    let ways = (0..<columns).map { column -> Tensor in
      let points = latents(stops, "walk \(column)")
      return Tensor.concatenate(
        (0..<stops).map { stop in
          let next = (stop + 1) % stops
          return sphericalWalk(from: points.slice(stop..<stop + 1), to: points.slice(next..<next + 1), steps: frames)
        })
    }
    let pictures = (0..<frames * stops).map { step -> Image in
      let latents = Tensor.concatenate(ways.map { $0.slice(step..<step + 1) })
      let kinds = model.plan.shape.classes == 0 ? nil : (0..<columns).map { classes[$0 % classes.count] }
      let images = model.images(latents, classes: kinds)
      return columns == 1
        ? picture(images, 0).enlarged(by: enlargement) : ImageGrid(images, scale: enlargement).image
    }
    guard gif || apng else {
      return try pictures.enumerated().map { place, picture in
        let file = folder.appendingPathComponent(String(format: "frame-%04d.png", place + 1))
        try picture.png().writeWhole(to: file, isFlushed: false)
        return file
      }
    }
    let animation = Animation(frames: pictures, secondsPerFrame: 1.0 / 15)
    var files: [URL] = []
    if gif {
      files.append(folder.appendingPathComponent("walk.gif"))
      try animation.gif().writeWhole(to: files[0])
    }
    if apng {
      let file = folder.appendingPathComponent("walk.png")
      try animation.apng().writeWhole(to: file)
      files.append(file)
    }
    return files
  }

  /// The network as an ONNX file.
  public func onnx(in folder: URL) throws -> URL {
    let file = folder.appendingPathComponent("generator.onnx")
    try model.generator.onnx(classNames: model.plan.classNames).writeWhole(to: file)
    return file
  }

  /// A few of the images in half blocks, for a terminal; `nil` where nobody watches.
  public var preview: String? {
    let terminal = Terminal.standard()
    guard terminal.isInteractive else { return nil }
    let kinds = kinds.map { kinds in (0..<8).map { kinds[$0 % kinds.count] } }
    let images = model.images(latents(8), classes: kinds)
    let lines = terminal.preview(ImageGrid(images, columns: 8, scale: 1).raster, columns: 64)
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}

extension String {
  /// The text as a part of a file's name.
  fileprivate var fileNamePart: String { String(map { $0.isLetter || $0.isNumber ? $0 : "-" }) }
}
