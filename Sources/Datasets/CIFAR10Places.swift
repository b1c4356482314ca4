import Foundation
import Store

extension CIFAR10 {
  /// CIFAR-10 from the first place that is named: `data`, the environment's `CIFAR10`, or the cache folder.
  ///
  /// A place that somebody named must hold the data; the cache folder need not.
  /// - Parameters:
  ///   - data: The folder given by the `--data` option.
  ///   - environment: The environment's variables.
  /// - Returns: The data, or nil if no place was named and the cache folder does not exist.
  /// - Throws: `CIFAR10Error` if the first place does not hold the data.
  public static func find(
    data: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(CIFAR10Error) -> CIFAR10? {
    if let named = data ?? environment["CIFAR10"], !named.isEmpty {
      return try CIFAR10(folder: URL(fileURLWithPath: named))
    }
    let cache = cacheFolder(environment: environment)
    return FileManager.default.fileExists(atPath: cache.path) ? try CIFAR10(folder: cache) : nil
  }

  /// CIFAR-10 from the first place that is named, for those who cannot do without: `find` that throws instead of
  /// returning nil.
  public static func require(
    data: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(CIFAR10Error) -> CIFAR10 {
    guard let found = try find(data: data, environment: environment) else {
      throw .notFetched(cacheFolder(environment: environment))
    }
    return found
  }

  /// Where `make cifar10` puts the data: `minimax/cifar-10-batches-bin` in the user's cache folder, which is
  /// `$XDG_CACHE_HOME`, or else `~/Library/Caches` on macOS and `~/.cache` elsewhere.
  public static func cacheFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    UserCache.folder(environment: environment).appendingPathComponent(folderName)
  }
}
