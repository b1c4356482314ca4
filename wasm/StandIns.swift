import Kernels

// What stands in for parts of Swift, and of the book's libraries, that Embedded Swift or a machine of one thread has not.
// The names are those of what they replace, so that all other files are compiled as they are: see scripts/wasm.

// MARK: - For Swift

/// A task-local value where there is one task.
@propertyWrapper struct TaskLocal<Value> {
  private final class Place {
    var value: Value
    init(_ value: Value) { self.value = value }
  }

  private let place: Place

  init(wrappedValue: Value) { place = Place(wrappedValue) }

  var wrappedValue: Value { place.value }
  var projectedValue: Self { self }

  func withValue<Result>(_ value: Value, operation: () throws -> Result) rethrows -> Result {
    let before = place.value
    place.value = value
    defer { place.value = before }
    return try operation()
  }
}

/// Nothing is encoded here.
public protocol Encodable {}
/// Nothing is decoded here.
public protocol Decodable {}
/// Nothing is encoded or decoded here.
public typealias Codable = Decodable & Encodable

// MARK: - For the engine

/// Work that is spread over the one thread that there is.
public enum Parallel {
  static func perform(_ count: Int, job: (Int) -> Void) {
    for index in 0..<count { job(index) }
  }

  static func ranges(_ count: Int, of size: Int, body: (Range<Int>) -> Void) {
    for start in stride(from: 0, to: count, by: size) { body(start..<min(start + size, count)) }
  }
}

/// Memory for tensors: the C library's.
enum Memory {
  static func take(_ count: Int) -> UnsafeMutablePointer<Float> {
    let bytes = (max(count, 1) * MemoryLayout<Float>.stride + 63) & ~63
    return UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(to: Float.self, capacity: count)
  }

  static func give(_ start: UnsafeMutablePointer<Float>) { UnsafeMutableRawPointer(start).deallocate() }
}

/// Nobody asks where the time goes.
enum ComputeProfile {
  @inline(__always)
  static func record<Result>(_ name: StaticString, _ body: () throws -> Result) rethrows -> Result { try body() }
}

/// Left to themselves, kernels do their jobs in order, and ask the C library for memory.
let kernelsAreReady: Void = ()

/// Finds the variables of the modules that a pair in the plane is made of, without reflection. The names and the order are
/// those of the properties' declarations.
struct VariableSearch {
  private(set) var found: [(name: String, variable: Variable)] = []

  init(of module: Module) { visit(module, "") }

  private mutating func visit(_ module: Module, _ path: String) {
    if let linear = module as? Linear {
      add(linear.weight, path + "weight")
      if let bias = linear.bias { add(bias, path + "bias") }
    } else if let normalised = module as? SpectralNorm<Linear> {
      visit(normalised.layer, path + "layer.")
      add(normalised.left, path + "left")
    } else if let network = module as? Sequential {
      for (place, layer) in network.layers.enumerated() { visit(layer, "\(path)layers.\(place).") }
    } else if let generator = module as? PointGenerator {
      for (place, layer) in generator.layers.enumerated() { visit(layer, "\(path)layers.\(place).") }
    } else {
      let isKnown = module is Dropout || module is MinibatchDeviation || module is Pack
      require(isKnown, "VariableSearch: a module of unknown kind at \(path)")
    }
  }

  private mutating func add(_ variable: Variable, _ name: String) {
    if !found.contains(where: { $0.variable === variable }) { found.append((name, variable)) }
  }
}

extension Module {
  /// What messages call the module: the names of classes are not to be had.
  var kind: String { "a module" }
}

// MARK: - For training

/// Where samples are from.
enum Origin { case real, generated }

extension Trainer {
  /// The logits of samples; there is no auxiliary classifier.
  func assess(_ samples: Tensor, _ classes: Tensor?, of origin: Origin) -> (logits: Tensor, confusion: Tensor?) {
    (judge(samples, classes), nil)
  }
}

// MARK: - For pictures

/// How a number is written: here, only with the digits that it has.
enum NumberFormat { case significant(Int) }

extension Float {
  func text(_ format: NumberFormat) -> String { "\(self)" }
}
