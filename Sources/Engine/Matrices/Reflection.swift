import Kernels

/// A Householder reflection I - τ v vᵀ that maps a vector to a multiple of one axis.
struct Reflection {
  /// 0 if the vector is such a multiple already, and nothing has to be done.
  let scale: Double
  /// What the vector becomes along the axis.
  let image: Double

  /// Finds the reflection of `vector` onto the axis `pivot`, and writes v in its place.
  init(of vector: UnsafeMutableBufferPointer<Double>, onto pivot: Int) {
    var largest = 0.0
    for (i, value) in vector.enumerated() where i != pivot { largest = max(largest, abs(value)) }
    guard largest > 0 else {
      scale = 0
      image = vector[pivot]
      return
    }
    // Divided by the largest, no square can overflow or vanish.
    largest = max(largest, abs(vector[pivot]))
    for i in vector.indices { vector[i] /= largest }
    let norm = double_dot(vector.count, vector.baseAddress!, vector.baseAddress!).squareRoot()
    let own = vector[pivot]
    // The sign that makes v longer: no digits cancel.
    let signed = own < 0 ? norm : -norm
    vector[pivot] = own - signed
    scale = 1 / (norm * (norm + abs(own)))
    image = signed * largest
  }
}

/// The parts into which work over the rows of a matrix is cut; fewer for small ones, the same for any number of threads.
func rowParts(_ rows: Int, of elements: Int) -> Int { min(16, max(1, rows * elements / 16384)) }
