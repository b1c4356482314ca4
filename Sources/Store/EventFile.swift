import Engine
import Foundation

/// A file of a run's numbers and pictures that TensorBoard shows while it grows.
///
/// The file is a series of records, each a length, its checksum, an event in Protocol Buffers' wire format, and the
/// event's checksum. Nothing is kept back: when a call returns, the whole record is with the system, and every reader
/// sees it. A run that goes on later opens a new file in the same folder; TensorBoard joins them.
///
/// The TensorFlow authors, `event.proto`, `summary.proto` and `record_writer.h` (2015).
public final class EventFile {
  /// Where the file stands: `events.out.tfevents.<seconds since 1970>.<host>` in the run's folder.
  public let url: URL
  private let file: FileWriter

  /// Creates a file in a folder, which must exist.
  ///
  /// - Parameters:
  ///   - folder: The run's folder; TensorBoard names the run by it.
  ///   - now: The time in the file's name, by which TensorBoard puts the files of a run in order.
  /// - Throws: `StoreError.cannotWrite`.
  public init(in folder: URL, now: Date = Date()) throws {
    let host = ProcessInfo.processInfo.hostName.replacingOccurrences(of: "/", with: "-")
    let name = "events.out.tfevents.\(Int(now.timeIntervalSince1970)).\(host)"
    (file, url) = try Self.newFile(name, in: folder)
    try append(now) { $0.text(3, "brain.Event:2") }
  }

  /// Another run may have begun in the same second: its file keeps the plain name.
  private static func newFile(_ name: String, in folder: URL) throws -> (FileWriter, URL) {
    var url = folder.appendingPathComponent(name)
    for number in 1... {
      do {
        return (try FileWriter(creating: url.path), url)
      } catch let error as SystemError {
        guard error.code == EEXIST else {
          let reason =
            error.code == ENOENT ? "there is no folder \(folder.path); make it first" : systemMessage(error.code)
          throw StoreError.cannotWrite(path: url.path, reason: reason)
        }
        url = folder.appendingPathComponent("\(name).\(number)")
      }
    }
    fatalError("EventFile: every number is taken")
  }

  /// Appends the numbers of a step.
  ///
  /// - Parameters:
  ///   - step: The step that they were measured after.
  ///   - scalars: Each number's tag, such as `loss/generator`, of which TensorBoard makes a curve's title and group, and
  ///     its value.
  ///   - now: The time that is shown beside them.
  /// - Throws: `StoreError.cannotWrite`.
  public func append(step: Int, scalars: [(tag: String, value: Float)], now: Date = Date()) throws {
    try append(now, step: step) { summary in
      for scalar in scalars {
        summary.message(1) {
          $0.text(1, scalar.tag)
          $0.float(2, scalar.value)
        }
      }
    }
  }

  /// Appends a picture of a step.
  ///
  /// - Parameters:
  ///   - step: The step that it was drawn after.
  ///   - image: The bytes of a PNG file.
  ///   - width: Its width in pixels.
  ///   - height: Its height in pixels.
  ///   - channels: Samples in a pixel: 1 (grey), 3 (RGB) or 4 (RGBA).
  ///   - tag: The picture's title.
  ///   - now: The time that is shown beside it.
  /// - Throws: `StoreError.cannotWrite`.
  public func append(
    step: Int, image: Data, width: Int, height: Int, channels: Int = 3, tag: String, now: Date = Date()
  ) throws {
    try append(now, step: step) { summary in
      summary.message(1) {
        $0.text(1, tag)
        $0.message(4) {
          $0.integer(1, height)
          $0.integer(2, width)
          $0.integer(3, channels)
          $0.data(4, image)
        }
      }
    }
  }

  private func append(_ now: Date, step: Int, summary: (inout ProtobufWriter) -> Void) throws {
    try append(now) {
      $0.integer(2, step)
      $0.message(5, summary)
    }
  }

  private func append(_ now: Date, _ fields: (inout ProtobufWriter) -> Void) throws {
    var event = ProtobufWriter()
    event.double(1, now.timeIntervalSince1970)
    fields(&event)
    do {
      // One write for the whole record, so that a reader seldom meets half of one.
      try Self.record(event.bytes).withUnsafeBytes(file.write)
    } catch let error as SystemError {
      throw StoreError.cannotWrite(path: url.path, reason: systemMessage(error.code))
    }
  }

  /// The frame of a TFRecord around some bytes: their number and its checksum before them, their checksum behind.
  static func record(_ bytes: Data) -> Data {
    let length = withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Data($0) }
    return length + maskedChecksum(length) + bytes + maskedChecksum(bytes)
  }

  /// A checksum turned and shifted, for the checksum of bytes that hold their own checksum tells nothing.
  private static func maskedChecksum(_ bytes: Data) -> Data {
    let sum = crc32c(bytes)
    return withUnsafeBytes(of: ((sum >> 15 | sum << 17) &+ 0xA282_EAD8).littleEndian) { Data($0) }
  }
}
