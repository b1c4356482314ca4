import Foundation
import Testing

@testable import Store

/// What TensorBoard reads.
@Suite("Event files") struct StoreEventFileTests {
  private let now = Date(timeIntervalSince1970: 1_700_000_000.5)

  private func hexadecimal(_ bytes: Data) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

  @Test func checksumsAreCastagnolis() {
    #expect(crc32c("123456789".utf8) == 0xE306_9283)
    // RFC 3720, B.4.
    #expect(crc32c(Array(repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(crc32c(0..<32) == 0x46DD_794E)
    #expect(crc32c([]) == 0)
  }

  @Test func fieldsAreWrittenAsTheWireFormatSays() {
    var message = ProtobufWriter()
    message.integer(1, 150)
    message.text(2, "testing")
    message.float(3, 1)
    message.double(4, 1)
    message.integer(16, -1)
    message.message(3) { $0.integer(1, 150) }
    message.data(5, Data(repeating: 7, count: 200))
    #expect(
      hexadecimal(message.bytes) == "089601" + "120774657374696e67" + "1d0000803f" + "21000000000000f03f"
        + "8001ffffffffffffffffff01" + "1a03089601" + "2ac801" + String(repeating: "07", count: 200))
  }

  // These are the bytes of a file that TensorBoard read.
  @Test func theFileIsWhatTensorBoardReads() throws {
    try withTemporaryStore { folder in
      let file = try EventFile(in: folder, now: now)
      try file.append(step: 3, scalars: [("loss/generator", 0.5), ("loss/discriminator", -2)], now: now)
      try file.append(
        step: 1000, image: Data([0x89, 0x50]), width: 300, height: 2, channels: 1, tag: "images", now: now)
      #expect(hexadecimal(try Data(contentsOf: file.url)) == Self.bytesRead)
    }
  }

  private static let bytesRead =
    "1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b3531103f00000000000000"
    + "516576610900002040fc54d94110032a320a150a0e6c6f73732f67656e657261746f72150000003f0a190a126c6f7373"
    + "2f6469736372696d696e61746f7215000000c01f20e97a2500000000000000eabc36f30900002040fc54d94110e8072a"
    + "170a150a06696d61676573220b080210ac02180122028950d99bd29b"

  @Test func eachRecordIsThereWhenTheCallReturns() throws {
    try withTemporaryStore { folder in
      let file = try EventFile(in: folder, now: now)
      var sizes: [Int] = []
      for step in 0..<3 {
        sizes.append(try Data(contentsOf: file.url).count)
        try file.append(step: step, scalars: [("a", 1)], now: now)
      }
      #expect(sizes[0] > 0 && sizes[0] < sizes[1] && sizes[1] < sizes[2])
    }
  }

  @Test func filesOfOneSecondHaveNamesOfTheirOwn() throws {
    try withTemporaryStore { folder in
      let files = try (0..<3).map { _ in try EventFile(in: folder, now: now) }
      let first = files[0].url.lastPathComponent
      #expect(first.hasPrefix("events.out.tfevents.1700000000."))
      #expect(files.map(\.url.lastPathComponent) == [first, "\(first).1", "\(first).2"])
    }
  }

  @Test func aFolderThatIsNotThereIsNamed() throws {
    try withTemporaryStore { folder in
      let absent = folder.appendingPathComponent("absent")
      let error = #expect(throws: StoreError.self) { try EventFile(in: absent) }
      #expect(error?.description.hasSuffix("there is no folder \(absent.path); make it first") == true)
    }
  }
}
