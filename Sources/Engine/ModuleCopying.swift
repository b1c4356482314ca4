extension Module {
  /// Gives every variable, trained or not, the value that it has in another module of the same kind and size.
  public func copyValues(of other: Module) {
    let (own, others) = (namedVariables, other.namedVariables)
    require(
      own.map { $0.name } == others.map { $0.name },
      "copyValues: \(other.kind) has \(others.count) variables of other names than \(kind) with \(own.count)"
    )
    for ((_, variable), (_, value)) in zip(own, others) { variable.value = value.value }
  }
}
