import Foundation
import Store
import Testing

@testable import Engine

/// Values computed by PyTorch in double precision, and how near ours must come.
struct Reference {
  static let values = try! Reference()
  private let file: TensorFile

  private init() throws {
    let url = Bundle.module.url(forResource: "ops", withExtension: "safetensors", subdirectory: "Resources")!
    file = try TensorFile(contentsOf: url)
  }

  var names: [String] { file.names }

  subscript(name: String) -> Tensor {
    do { return try file.tensor(name) } catch { fatalError("\(error)") }
  }

  /// The cases whose name begins with `prefix`: what stands before ".x".
  func cases(_ prefix: String) -> [String] {
    names.filter { $0.hasPrefix(prefix + ".") && $0.hasSuffix(".x") && !$0.hasSuffix(".grad.x") }.map {
      String($0.dropLast(2))
    }
  }
}

/// The largest difference between two tensors, as a share of the largest expected value.
func relativeError(_ found: Tensor, _ expected: Tensor) -> Float {
  guard found.shape == expected.shape else { return .infinity }
  let largest = expected.scalars.map(abs).max() ?? 0
  let difference = zip(found.scalars, expected.scalars).map { pair in
    let distance = abs(pair.0 - pair.1)
    return distance.isNaN ? Float.infinity : distance
  }
  return (difference.max() ?? 0) / max(largest, .leastNormalMagnitude)
}

/// Values agree within 1e-5 of the largest.
func expectValue(_ found: Tensor, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
  expectNear(found, name, tolerance: 1e-5, sourceLocation: sourceLocation)
}

/// Gradients, first and second, agree within 1e-4 of the largest.
func expectGradient(_ found: Tensor, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
  expectNear(found, name, tolerance: 1e-4, sourceLocation: sourceLocation)
}

private func expectNear(_ found: Tensor, _ name: String, tolerance: Float, sourceLocation: SourceLocation) {
  let expected = Reference.values[name]
  // Scalars are stored as vectors of one.
  let shaped = found.shape.isEmpty && expected.shape == [1] ? found.reshaped([1]) : found
  let error = relativeError(shaped, expected)
  #expect(
    error <= tolerance, "\(name): off by \(error) of the largest; \(shaped) for \(expected)",
    sourceLocation: sourceLocation)
}
