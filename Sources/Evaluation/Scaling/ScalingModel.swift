import Foundation
import Store

/// A model of the seconds of a training step on many machines.
///
/// A step of R ranks with n images each takes
///
///     T = C(n) + Σ X over the two players' turns
///
/// *Computing:* C(n) = a + c · n, with a and c fitted to the measured computing of ranks alike: as many threads, as many
/// ranks on the machine, and the same between them, because a network takes its share of the processors too.
///
/// *Sending:* in a turn, parcel i of vᵢ values is handed over at the time rᵢ, and all is computed at the time e. A rank sends
/// bᵢ = 4 · vᵢ · (R − 1) / R bytes of it to the others, over a link of latency L and bandwidth W, parcel after parcel, while
/// it computes; then it adds its slice, and all slices are gathered, as many bytes again:
///
///     fᵢ = max(fᵢ₋₁, rᵢ + aᵢ) + bᵢ / W          X = max(0, f + L − e) + Σ bᵢ / W + max aᵢ + L
///
/// rᵢ and e are measured shares of C(n). A message of more than 64 KB is announced first, and then asked for: aᵢ is 2 L for
/// it and 0 for a smaller one. Between processes of one machine the processors that compute also carry the bytes; there
/// nothing is gained by sending early, and X = 2 (Σ bᵢ / W + max aᵢ + L).
///
/// The model leaves out what a message costs the processor, that switches are shared, and that some machines are slower
/// than others: with many machines a step takes longer than it says.
public struct ScalingModel: Sendable {
  /// Ranks that compute alike.
  public struct Setting: Hashable, Sendable {
    /// The threads of each rank, the ranks of a machine, and what lies between them.
    public var threads: Int, together: Int, network: String

    /// The ranks of a measured point.
    public init(_ point: ScalingPoint) { (threads, together, network) = (point.threads, point.ranks, point.network) }
  }

  /// The seconds of computing: a + c · n.
  public struct Line: Sendable {
    /// a, and c.
    public var fixed: Double, perImage: Double

    /// The line with the least sum of squared relative errors; through the origin if all points have as many images.
    init(_ points: [(images: Double, seconds: Double)]) {
      // With weights 1/y²: the normal equations of a + c·n.
      var (one, n, nn, y, ny) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (images, seconds) in points {
        let weight = 1 / (seconds * seconds)
        one += weight
        n += weight * images
        nn += weight * images * images
        y += weight * seconds
        ny += weight * seconds * images
      }
      let determinant = one * nn - n * n
      let slope = determinant > 1e-9 * one * nn ? (one * ny - n * y) / determinant : ny / nn
      (perImage, fixed) = (slope, determinant > 1e-9 * one * nn ? (y - slope * n) / one : 0)
    }

    /// The seconds for so many images.
    func seconds(_ images: Int) -> Double { fixed + perImage * Double(images) }
  }

  /// The fitted lines.
  public let lines: [Setting: Line]
  /// When what is handed over: of the point with the most images, whose times are the surest.
  public let turns: [ScalingPoint.Turn]
  /// What lies between ranks, by the network's name: the least latency and the largest bandwidth that was measured.
  public let links: [String: ScalingLink]

  /// A model fitted to measured points, all ranks of each of which are on one machine.
  public init(_ points: [ScalingPoint]) {
    lines = Dictionary(grouping: points, by: Setting.init).mapValues {
      Line($0.map { (Double($0.images), $0.computeSeconds) })
    }
    turns = points.filter { !$0.turns.isEmpty }.max { $0.images < $1.images }?.turns ?? []
    links = Dictionary(grouping: points.filter { $0.link != nil }, by: \.network).mapValues { points in
      let links = points.map { $0.link! }
      return ScalingLink(
        latency: links.map(\.latency).min()!, bandwidth: links.map(\.bandwidth).max()!, isCarried: links[0].isCarried)
    }
  }

  /// The bytes that each of so many ranks sends in a step.
  public func bytes(ranks: Int) -> Double {
    turns.flatMap(\.parcels).reduce(0) { $0 + 2 * Self.bytes($1, ranks) }
  }

  private static func bytes(_ parcel: ScalingPoint.Parcel, _ ranks: Int) -> Double {
    4 * Double(parcel.values) * Double(ranks - 1) / Double(ranks)
  }

  /// The seconds of a step; `nil` where no line was measured.
  ///
  /// - Parameters:
  ///   - ranks: R.
  ///   - images: n, the images of each rank.
  ///   - setting: How ranks compute.
  ///   - link: What lies between them; none for one rank.
  public func seconds(ranks: Int, images: Int, _ setting: Setting, over link: ScalingLink?) -> Double? {
    guard let computing = lines[setting]?.seconds(images) else { return nil }
    guard ranks > 1, let link else { return computing }
    return computing + turns.reduce(0) { $0 + Self.wait($1, ranks, computing, link) }
  }

  /// How long a turn waits, in seconds, for gradients that are still on their way once its own computing is done.
  private static func wait(
    _ turn: ScalingPoint.Turn, _ ranks: Int, _ computing: Double, _ link: ScalingLink
  ) -> Double {
    let sending = turn.parcels.reduce(0) { $0 + bytes($1, ranks) / link.bandwidth }
    func announcing(_ parcel: ScalingPoint.Parcel) -> Double {
      link.secondsToAnnounce(bytes: 4 * Double(parcel.values) / Double(ranks))
    }
    let gathering = sending + (turn.parcels.map(announcing).max() ?? 0) + link.latency
    guard !link.isCarried else { return 2 * gathering }
    let sent = turn.parcels.reduce(0) { free, parcel in
      max(free, parcel.time * computing + announcing(parcel)) + bytes(parcel, ranks) / link.bandwidth
    }
    return max(0, sent + link.latency - turn.end * computing) + gathering
  }

  /// What the model says of a measured point, in seconds.
  public func seconds(of point: ScalingPoint) -> Double? {
    seconds(ranks: point.ranks, images: point.images, Setting(point), over: links[point.network])
  }

  /// How far the model is off a measured point, as a share of what was measured.
  public func error(of point: ScalingPoint) -> Double? { seconds(of: point).map { $0 / point.stepSeconds - 1 } }
}
