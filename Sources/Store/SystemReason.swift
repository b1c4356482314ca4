import Foundation

extension Error {
  /// What the system said, where Foundation only says that the operation could not be completed; and the file that it was
  /// about, if the error knows it.
  public var systemReason: String {
    let error = self as NSError
    let causes = sequence(first: error) { ($0.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError } }
    let code = causes.first { $0.domain == NSPOSIXErrorDomain }?.code
    let vague = "The operation could not be completed. "
    let reason =
      code.map { systemMessage(Int32(truncatingIfNeeded: $0)) }
      ?? error.localizedDescription.replacingOccurrences(of: vague, with: "")
    let url = error.userInfo[NSURLErrorKey] as? URL
    return (error.userInfo[NSFilePathErrorKey] as? String ?? url?.path).map { "\($0): \(reason)" } ?? reason
  }
}

/// Runs what writes into an open file, and names the file if that fails.
///
/// - Throws: `StoreError.cannotWrite`.
public func writing<Result>(to file: URL, _ body: () throws -> Result) throws -> Result {
  do { return try body() } catch let error as CocoaError {
    throw StoreError.cannotWrite(path: file.path, reason: error.systemReason)
  }
}
