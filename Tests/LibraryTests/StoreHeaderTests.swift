import Foundation
import Testing

@testable import Store

/// A header that the format forbids, or that a file cannot have.
struct BadHeader: CustomTestStringConvertible {
  let json: String
  var dataLength = 8
  /// What the error must speak of.
  let complaint: String
  var testDescription: String { complaint }
}

@Suite struct StoreHeaderTests {
  static let good = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#

  static let bad: [BadHeader] = [
    BadHeader(json: "", complaint: "brace"),
    BadHeader(json: " {}", dataLength: 0, complaint: "brace"),
    BadHeader(json: "[]", complaint: "brace"),
    BadHeader(json: "{", complaint: "no \" at byte 1"),
    BadHeader(json: "{} x", dataLength: 0, complaint: "after the closing brace"),
    BadHeader(json: "{}{}", dataLength: 0, complaint: "after the closing brace"),
    BadHeader(json: "{a:1}", complaint: "no \""),
    BadHeader(json: #"{"a"}"#, complaint: "no :"),
    BadHeader(json: #"{"a":1}"#, complaint: "no {"),
    BadHeader(json: #"{"a":null}"#, complaint: "no {"),
    BadHeader(json: #"{"a"#, complaint: "string without an end"),
    BadHeader(json: #"{"a\""#, complaint: "string without an end"),
    BadHeader(json: #"{"a\q":{}}"#, complaint: "unknown escape"),
    BadHeader(json: #"{"\u12g4":{}}"#, complaint: "hexadecimal"),
    BadHeader(json: #"{"\u12"#, complaint: "hexadecimal"),
    BadHeader(json: #"{"\ud800":{}}"#, complaint: "half a character"),
    BadHeader(json: #"{"\udc00":{}}"#, complaint: "half a character"),
    BadHeader(json: "{\"a\nb\":{}}", complaint: "control character"),
    BadHeader(json: #"{"a":{}}"#, complaint: "lacks its dtype"),
    BadHeader(json: #"{"a":{"dtype":"F32","shape":[2]}}"#, complaint: "lacks its dtype"),
    BadHeader(json: #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#, complaint: "unknown \"x\""),
    BadHeader(
      json: #"{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, complaint: "\"dtype\" twice"),
    BadHeader(json: #"{"a":{"dtype":"F8","shape":[8],"data_offsets":[0,8]}}"#, complaint: "holds F8"),
    BadHeader(json: #"{"a":{"dtype":"f32","shape":[2],"data_offsets":[0,8]}}"#, complaint: "holds f32"),
    BadHeader(json: #"{"a":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}"#, complaint: "no \""),
    BadHeader(json: #"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#, complaint: "no ]"),
    BadHeader(json: #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, complaint: "natural number"),
    BadHeader(json: #"{"a":{"dtype":"F32","shape":[02],"data_offsets":[0,8]}}"#, complaint: "natural number"),
    BadHeader(json: #"{"a":{"dtype":"F32","shape":[2,],"data_offsets":[0,8]}}"#, complaint: "natural number"),
    BadHeader(json: #"{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}"#, complaint: "no ["),
    BadHeader(
      json: #"{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}}"#, complaint: "natural number"),
    BadHeader(
      json: #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, complaint: "too large"),
    BadHeader(
      json: #"{"a":{"dtype":"F32","shape":[9223372036854775807,9,0],"data_offsets":[0,8]}}"#, complaint: "too large"),
    BadHeader(json: #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, complaint: "needs 8"),
    BadHeader(json: #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, complaint: "needs 12"),
    BadHeader(json: #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, complaint: "beginning and an end"),
    BadHeader(json: #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}"#, complaint: "beginning and an end"),
    BadHeader(
      json: #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, dataLength: 12, complaint: "begins at byte 4"),
    BadHeader(json: good, dataLength: 7, complaint: "at most 7"),
    BadHeader(json: good, dataLength: 9, complaint: "goes on after"),
    BadHeader(json: "{}", dataLength: 1, complaint: "goes on after"),
    BadHeader(
      json:
        #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}}"#,
      dataLength: 7, complaint: "begins at byte 3"),
    BadHeader(
      json:
        #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[3],"data_offsets":[5,8]}}"#,
      complaint: "begins at byte 5"),
    BadHeader(
      json:
        #"{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}"#,
      complaint: "\"a\" twice"),
    BadHeader(json: #"{"__metadata__":{"a":1}}"#, dataLength: 0, complaint: "no \""),
    BadHeader(json: #"{"__metadata__":"a"}"#, dataLength: 0, complaint: "no {"),
    BadHeader(json: #"{"__metadata__":{"a":"1","a":"2"}}"#, dataLength: 0, complaint: "metadata names \"a\" twice"),
    BadHeader(json: #"{"__metadata__":{},"__metadata__":{}}"#, dataLength: 0, complaint: "\"__metadata__\" twice"),
  ]

  @Test(arguments: bad)
  func badHeadersAreRefused(header: BadHeader) throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("bad.safetensors")
      try file(header.json, dataLength: header.dataLength).writeQuickly(to: url)
      let error = #expect(throws: StoreError.self) { try TensorFile(contentsOf: url) }
      let text = error?.description ?? ""
      #expect(
        text.hasPrefix("\(url.path) is not a whole safetensors file: ") && text.contains(header.complaint), "\(text)")
    }
  }

  @Test func unusualButAllowedHeadersAreRead() throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("good.safetensors")
      try file(Self.good + "   ", dataLength: 8).writeQuickly(to: url)
      #expect(try TensorFile(contentsOf: url).tensor("a").scalars == [0, 0])
      let spaced = """
        {\t"b": {"shape": [ 1 , 2 ], "data_offsets" : [2, 4], "dtype":"U8"},
         "a\\u00e9\\ud83d\\ude00\\/": {"dtype":"U8", "shape":[2], "data_offsets":[0,2]}, "__metadata__" : { } }
        """
      try file(spaced, dataLength: 4).writeQuickly(to: url)
      #expect(try TensorFile(contentsOf: url).names == ["aé😀/", "b"])
      // Two empty tensors at the same place, before a tensor that begins there.
      let empties = """
        {"c":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},\
        "a":{"dtype":"I64","shape":[5,0],"data_offsets":[0,0]}}
        """
      try file(empties, dataLength: 1).writeQuickly(to: url)
      #expect(try TensorFile(contentsOf: url).names == ["a", "b", "c"])
    }
  }

  static let noHeaders: [([UInt8], String)] = [
    ([], "ends 8 bytes too early"),
    ([2, 0, 0, 0, 0, 0, 0], "ends 1 byte too early"),
    ([3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D], "length of a header"),
    (Array(repeating: 0xFF, count: 64), "length of a header"),
    ([0, 0xE1, 0xF5, 6, 0, 0, 0, 0, 0x7B, 0x7D], "length of a header"),
    ([5, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x22, 0xFF, 0x22, 0x7D], "not UTF-8"),
    (Array("just a text file\n".utf8), "length of a header"),
  ]

  @Test(arguments: noHeaders)
  func filesWithoutAHeaderAreRefused(bytes: [UInt8], complaint: String) throws {
    try withTemporaryStore { folder in
      let url = folder.appendingPathComponent("bad.safetensors")
      try Data(bytes).writeQuickly(to: url)
      let text = #expect(throws: StoreError.self) { try TensorFile(contentsOf: url) }?.description ?? ""
      #expect(text.hasPrefix("\(url.path) is not a whole safetensors file: ") && text.contains(complaint), "\(text)")
    }
  }

  private func file(_ json: String, dataLength: Int) -> Data {
    withUnsafeBytes(of: UInt64(json.utf8.count).littleEndian) { Data($0) } + Data(json.utf8) + Data(count: dataLength)
  }
}
