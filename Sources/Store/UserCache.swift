import Foundation

/// The book's own folder among the user's caches: what it holds can be deleted at any time, and is made again.
public enum UserCache {
  /// `minimax` in `$XDG_CACHE_HOME`, or else in `~/Library/Caches` on macOS and `~/.cache` elsewhere.
  public static var folder: URL { folder(environment: ProcessInfo.processInfo.environment) }

  /// The folder in the given environment.
  public static func folder(environment: [String: String]) -> URL {
    let caches: URL
    if let named = environment["XDG_CACHE_HOME"], !named.isEmpty {
      caches = URL(fileURLWithPath: named)
    } else {
      let home = URL(fileURLWithPath: environment["HOME"] ?? NSHomeDirectory())
      #if os(macOS)
        caches = home.appendingPathComponent("Library/Caches")
      #else
        caches = home.appendingPathComponent(".cache")
      #endif
    }
    return caches.appendingPathComponent("minimax")
  }
}
