import ArgumentParser

/// How much of a page is run, and so which of its claims are checked.
public enum Profile: String, CaseIterable, Codable, Comparable, Sendable {
  /// Seconds: identities, gradients, closed forms, and claims over the caches that come with the book.
  case quick
  /// About a minute, from those caches.
  case standard
  /// The real thing, hours if need be: what made the caches.
  case full

  /// Profiles are ordered by how much they run.
  public static func < (left: Profile, right: Profile) -> Bool { left.order < right.order }

  private var order: Int {
    switch self {
    case .quick: 0
    case .standard: 1
    case .full: 2
    }
  }
}

extension Profile: ExpressibleByArgument {}
