/// Makes a file that a reader fails on smaller, as long as it fails in the same way.
struct Reducer {
  /// How often the reader is tried at most: a crash is seen at once, a hang after seconds.
  var tries: Int

  /// The smallest file that was found. It leaves out ever shorter stretches, and then turns bytes into zeros.
  func smallest(_ bytes: [UInt8], _ fails: ([UInt8]) throws -> Bool) rethrows -> [UInt8] {
    var (smallest, left) = (bytes, tries)
    func take(_ candidate: [UInt8]) throws -> Bool {
      guard left > 0, candidate != smallest else { return false }
      left -= 1
      guard try fails(candidate) else { return false }
      smallest = candidate
      return true
    }
    var length = max(bytes.count / 2, 1)
    while length >= 1, left > 0 {
      var start = 0
      while start < smallest.count, left > 0 {
        let stretch = start..<min(start + length, smallest.count)
        var shorter = smallest
        shorter.removeSubrange(stretch)
        if try take(shorter) { continue }
        var emptier = smallest
        emptier.replaceSubrange(stretch, with: repeatElement(0, count: stretch.count))
        _ = try take(emptier)
        start += length
      }
      length /= 2
    }
    return smallest
  }
}

extension Campaign {
  /// The smallest file that fails as a case did.
  public func smallestFile(of failure: Failure, target: FuzzTarget, seed: UInt64) throws -> [UInt8] {
    let bytes = try FuzzCases(of: target, seed: seed).file(failure.number)
    // A case that fails only after others have been read stays as it is.
    guard try self.failure(of: bytes)?.isLike(failure.kind) == true else { return bytes }
    return try Reducer(tries: failure.kind == .hang ? 40 : 400).smallest(bytes) { candidate in
      try self.failure(of: candidate)?.isLike(failure.kind) == true
    }
  }
}
