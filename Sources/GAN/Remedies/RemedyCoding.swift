extension Remedy: Encodable {
  private enum Key: CodingKey { case flag, settings }

  /// Encodes what a cached result depends on.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(flag, forKey: .flag)
    try container.encode(settings, forKey: .settings)
  }
}
