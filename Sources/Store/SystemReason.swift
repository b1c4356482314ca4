import Foundation

extension Error {
  /// What the system said, where Foundation only says that the operation could not be completed; and the file that it was
  /// about, if the error knows it.
  public var systemReason: String {
    let error = self as NSError
    let causes = sequence(first: error) { $0.userInfo[NSUnderlyingErrorKey] as? NSError }
    // Some errors of Foundation's have no cause, and say of a folder only that an operation could not be completed.
    let known = [
      NSFileWriteVolumeReadOnlyError: EROFS, NSFileWriteNoPermissionError: EACCES, NSFileWriteOutOfSpaceError: ENOSPC,
    ]
    let code =
      causes.first { $0.domain == NSPOSIXErrorDomain }?.code
      ?? (error.domain == NSCocoaErrorDomain ? known[error.code].map(Int.init) : nil)
    let reason = code.map { systemMessage(Int32(truncatingIfNeeded: $0)) } ?? error.localizedDescription
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
