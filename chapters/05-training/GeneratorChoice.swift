/// Which of the book's image generators is meant.
public enum GeneratorChoice: String, CaseIterable, Codable, Sendable {
  /// Transposed convolutions alone.
  case plain
  /// With a further convolution after each doubling.
  case enhanced
}
