/// Symbols compressed as GIF files hold them: a code stands for a string of symbols that was met before, and codes grow
/// from one bit more than a symbol's to twelve bits.
///
/// Welch, *A technique for high-performance data compression* (1984).
///
/// - Parameters:
///   - symbols: Each below 2 to the power of `symbolBits`.
///   - symbolBits: From 2 to 8.
func lzwCompressed(_ symbols: [UInt8], symbolBits: Int) -> [UInt8] {
  let (clear, end, largest) = (1 << symbolBits, 1 << symbolBits + 1, 4096)
  var output = BitPacker()
  // For a string's code and the symbol after it, the code of the longer string; 0 if it was not met yet.
  var longer = [UInt16](repeating: 0, count: largest << symbolBits)
  var (next, codeBits) = (end + 1, symbolBits + 1)
  output.append(clear, bits: codeBits)
  guard var string = symbols.first.map(Int.init) else {
    output.append(end, bits: codeBits)
    return output.finished()
  }
  for symbol in symbols.dropFirst() {
    let place = string << symbolBits | Int(symbol)
    if longer[place] != 0 {
      string = Int(longer[place])
      continue
    }
    output.append(string, bits: codeBits)
    if next < largest {
      longer[place] = UInt16(next)
      // The reader knows each string one code later than we do: the code that it must know to need more bits is the
      // one before this.
      if next == 1 << codeBits { codeBits += 1 }
      next += 1
    } else {
      // What was learned at the picture's top seldom fits its bottom: begin anew.
      output.append(clear, bits: codeBits)
      longer.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
      (next, codeBits) = (end + 1, symbolBits + 1)
    }
    string = Int(symbol)
  }
  output.append(string, bits: codeBits)
  // This code, too, lets the reader learn a string.
  if next == 1 << codeBits, codeBits < 12 { codeBits += 1 }
  output.append(end, bits: codeBits)
  return output.finished()
}

/// Numbers of some bits each, put into bytes from the lowest bit up.
private struct BitPacker {
  private var bytes: [UInt8] = []
  private var (held, heldBits) = (0, 0)

  mutating func append(_ value: Int, bits: Int) {
    held |= value << heldBits
    heldBits += bits
    while heldBits >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: held))
      held >>= 8
      heldBits -= 8
    }
  }

  func finished() -> [UInt8] { heldBits > 0 ? bytes + [UInt8(truncatingIfNeeded: held)] : bytes }
}
