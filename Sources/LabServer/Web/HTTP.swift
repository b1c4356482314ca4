import Foundation

/// The head of a request. Requests with a body are not answered, so that is all there is.
package struct HTTPRequest: Sendable {
  /// The longest head that is read, in bytes; an address may hold a whole plan.
  package static let longestHead = 16_384

  /// Such as `GET`.
  let method: String
  /// What stands before the question mark.
  let path: String
  /// What stands behind it.
  let query: String
  /// By their names in lower case. A name that came twice is missing, because nobody knows which one counts.
  let headers: [String: String]

  /// The request that these bytes are the head of; `nil` if they are none.
  package init?(head: [UInt8]) {
    guard let text = String(validating: head, as: UTF8.self) else { return nil }
    var lines = text.components(separatedBy: "\r\n")
    let words = lines.removeFirst().split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0", words[1].hasPrefix("/") else {
      return nil
    }
    method = String(words[0])
    let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(target[0])
    query = target.count == 2 ? String(target[1]) : ""
    var headers: [String: String] = [:]
    var repeated: Set<String> = []
    for line in lines where !line.isEmpty {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let name = line[..<colon].lowercased()
      if headers.updateValue(line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces), forKey: name)
        != nil
      {
        repeated.insert(name)
      }
    }
    self.headers = headers.filter { !repeated.contains($0.key) }
  }

  /// The value of a cookie.
  func cookie(_ name: String) -> String? {
    for part in (headers["cookie"] ?? "").split(separator: ";") {
      let pair = part.trimmingCharacters(in: .whitespaces).split(separator: "=", maxSplits: 1)
      if pair.count == 2, pair[0] == name { return String(pair[1]) }
    }
    return nil
  }

  /// Reads a head from a connection, which has so many seconds to send it; also what came after it.
  package static func head(from connection: some Connection, within seconds: Double) -> (head: [UInt8], rest: [UInt8])?
  {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var bytes: [UInt8] = []
    while bytes.count < longestHead, ContinuousClock.now < deadline {
      guard let more = connection.receive(atMost: 4096) else { return nil }
      let searched = max(bytes.count - 3, 0)
      bytes += more
      if let end = bytes[searched...].firstRange(of: [13, 10, 13, 10]) {
        return (Array(bytes[..<end.lowerBound]), Array(bytes[end.upperBound...]))
      }
    }
    return nil
  }
}

/// What a request is answered with.
package struct HTTPResponse: Sendable, Equatable {
  /// The status and what it means.
  package var status: String
  /// Headers beside the usual ones.
  package var headers: [String: String] = [:]
  /// The content.
  package var body: [UInt8] = []

  /// A line of text.
  static func text(_ status: String, _ text: String) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: ["Content-Type": "text/plain; charset=utf-8"], body: Array((text + "\n").utf8))
  }

  /// The answer as bytes; the connection ends with it.
  package var bytes: [UInt8] {
    var head = "HTTP/1.1 \(status)\r\n"
    let all = headers.merging(["Content-Length": "\(body.count)", "Connection": "close"]) { own, _ in own }
    for (name, value) in all.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
    return Array((head + "\r\n").utf8) + body
  }
}
