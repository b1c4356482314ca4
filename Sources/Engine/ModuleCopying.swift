extension Module {
  /// Gives every variable, trained or not, the value that it has in another module of the same kind and size.
  public func copyValues(of other: Module) {
    let (own, others) = (namedVariables, other.namedVariables)
    require(
      own.map(\.name) == others.map(\.name),
      "copyValues: \(type(of: other)) has \(others.count) variables of other names than \(type(of: self)) with \(own.count)"
    )
    for ((_, variable), (_, value)) in zip(own, others) { variable.value = value.value }
  }
}
