extension [String: Tensor] {
  /// The tensors whose names begin with a prefix and a dot, by the rest of their names.
  public func part(_ prefix: String) -> [String: Tensor] {
    let own = filter { $0.key.hasPrefix(prefix + ".") }
    return Dictionary(uniqueKeysWithValues: own.map { (String($0.key.dropFirst(prefix.count + 1)), $0.value) })
  }

  /// The tensors with a prefix and a dot before each name: what ``part(_:)`` takes apart again.
  public func prefixed(by prefix: String) -> [String: Tensor] {
    Dictionary(uniqueKeysWithValues: map { ("\(prefix).\($0.key)", $0.value) })
  }
}
