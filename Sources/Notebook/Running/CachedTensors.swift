import Engine
import Store

/// The tensors of a cache. Their shapes and numbers are checked when they are taken out, because a file can be whole and yet hold
/// something else.
public struct CachedTensors: Sendable {
  /// The cache's name, for what is said about it.
  public let key: String
  /// Everything that it holds, for a network, which checks its weights itself.
  public let all: [String: Tensor]
  /// What helps if they cannot be used.
  private let remedy: String

  /// The tensors of a cache of that name, which a page computes.
  public init(key: String, all: [String: Tensor]) {
    (self.key, self.all, remedy) = (key, all, "restore the file, or compute it anew with --fresh")
  }

  /// The tensors of a file that comes with the book, and that the running page does not compute.
  ///
  /// - Parameters:
  ///   - key: The file's name without its extension.
  ///   - folder: Where it lies in the book's folder, such as `answers/cache`.
  /// - Throws: A `StoreError` if the file is missing or damaged.
  public init(shipped key: String, in folder: String) throws {
    let file = try BookFiles.existing("\(folder)/\(key).safetensors.zst")
    (self.key, all, remedy) = (
      key, try TensorFile(contentsOf: file).tensors, "restore the file that comes with the book"
    )
  }

  /// A tensor of a shape that is known, all of whose numbers are finite and below a billion.
  ///
  /// - Throws: ``PageError`` if there is no such tensor, or it has another shape or numbers that cannot be.
  public func tensor(_ name: String, _ shape: [Int]) throws -> Tensor {
    _ = try values(name, shape)
    return all[name]!
  }

  /// The numbers of such a tensor, row by row.
  ///
  /// - Parameters:
  ///   - name: The tensor's name.
  ///   - shape: Its shape.
  ///   - columns: The places of a row whose numbers must be finite and below a billion; all if left out.
  /// - Throws: ``PageError`` if there is no such tensor, or it has another shape or numbers that cannot be.
  public func values(_ name: String, _ shape: [Int], areFinite columns: [Int]? = nil) throws -> [Double] {
    guard let tensor = all[name], tensor.shape == shape else {
      throw PageError(
        "the cache \(key) holds \(all[name].map { "\(name) of shape \($0.shape)" } ?? "no \(name)"), expected shape "
          + "\(shape); \(remedy)")
    }
    let values = tensor.scalars.map(Double.init)
    let width = shape.last ?? 1
    guard values.indices.allSatisfy({ columns?.contains($0 % width) == false || abs(values[$0]) < 1e9 }) else {
      throw PageError("the cache \(key) has a number in \(name) that no run can have had; \(remedy)")
    }
    return values
  }
}
