import Engine

/// Points of the reader's in the square from −3 to 3, each coordinate one of 4,096 values, so that an address that holds
/// them holds them exactly: four characters of the URL-safe base 64 for a point.
public struct LabPoints: Equatable, Sendable {
  /// The most points of a plan.
  public static let limit = 1000
  private static let half: Float = 3
  private static let last: Float = 4095
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  private static let values: [UInt8: UInt16] = Dictionary(
    uniqueKeysWithValues: digits.enumerated().map { ($1, UInt16($0)) })

  /// Both coordinates of every point, in 4,095ths of the square's side.
  private var places: [UInt16]

  /// The number of points.
  public var count: Int { places.count / 2 }

  /// No points.
  public init() { places = [] }

  /// The points nearest to these; one outside the square is moved to its edge.
  public init(_ points: [(x: Float, y: Float)]) {
    func place(_ value: Float) -> UInt16 {
      UInt16((min(max((value + Self.half) / (2 * Self.half), 0), 1) * Self.last).rounded())
    }
    places = points.flatMap { [place($0.x), place($0.y)] }
  }

  /// The points that ``text`` wrote; `nil` for anything else.
  public init?(text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count.isMultiple(of: 4), bytes.count <= 4 * Self.limit else { return nil }
    places = []
    for start in stride(from: 0, to: bytes.count, by: 2) {
      guard let high = Self.values[bytes[start]], let low = Self.values[bytes[start + 1]] else { return nil }
      places.append(high << 6 | low)
    }
  }

  /// The points as they stand in an address.
  public var text: String {
    String(decoding: places.flatMap { [Self.digits[Int($0 >> 6)], Self.digits[Int($0 & 63)]] }, as: UTF8.self)
  }

  /// The points, `[count, 2]`.
  public var tensor: Tensor {
    Tensor(shape: [count, 2], scalars: places.map { Float($0) / Self.last * (2 * Self.half) - Self.half })
  }
}
