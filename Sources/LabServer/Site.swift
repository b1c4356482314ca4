import Foundation
import Lab

/// What is served, and to whom.
package struct Site: Sendable {
  /// The files by their paths, read once: no address leads to the disk.
  private let files: [String: HTTPResponse]
  /// What the reader's address holds, and afterwards the browser's cookie.
  let token: String

  private static let kinds = [
    "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
  ]

  /// A site of the files in a folder, with a token of its own unless one is given.
  ///
  /// - Throws: What the file system throws.
  package init(_ folder: URL, token: String? = nil) throws {
    self.token = token ?? Self.newToken()
    var files: [String: HTTPResponse] = [
      "/schema.json": HTTPResponse(
        status: "200 OK", headers: ["Content-Type": "application/json"], body: Array(LabSchema.json.utf8))
    ]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let file = folder.appendingPathComponent(name)
      guard let kind = Self.kinds[file.pathExtension] else { continue }
      files[name == "index.html" ? "/" : "/\(name)"] = HTTPResponse(
        status: "200 OK", headers: ["Content-Type": kind], body: Array(try Data(contentsOf: file)))
    }
    self.files = files
  }

  /// The answer to a request; `nil` if it may open a WebSocket.
  package func response(to request: HTTPRequest, port: UInt16) -> HTTPResponse? {
    let answer = judged(request, port)
    guard var answer else { return nil }
    let usual = [
      "Content-Security-Policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' "
        + "ws://127.0.0.1:\(port) ws://localhost:\(port); base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
      "Cross-Origin-Resource-Policy": "same-origin",
    ]
    answer.headers.merge(usual) { own, _ in own }
    return answer
  }

  private func judged(_ request: HTTPRequest, _ port: UInt16) -> HTTPResponse? {
    let hosts = ["127.0.0.1:\(port)", "localhost:\(port)"]
    // A name of somebody else's that leads to this machine is still theirs (DNS rebinding).
    guard let host = request.headers["host"], hosts.contains(host) else {
      return .text("403 Forbidden", "This is the lab at \(hosts[0]), and was asked for under another name.")
    }
    if let origin = request.headers["origin"], !hosts.contains(where: { origin == "http://\($0)" }) {
      return .text("403 Forbidden", "Pages of other sites may not use the lab.")
    }
    guard request.method == "GET" else {
      return .text("405 Method Not Allowed", "The lab answers GET alone.")
    }
    let cookie = "minimax-lab-\(port)"
    if request.path == "/", let shown = Self.token(in: request.query), shown.token == token {
      // The address that the reader sees from now on can be shared: it holds no token.
      return HTTPResponse(
        status: "303 See Other",
        headers: [
          "Location": shown.rest.isEmpty ? "/" : "/?\(shown.rest)",
          "Set-Cookie": "\(cookie)=\(token); Path=/; HttpOnly; SameSite=Strict",
        ])
    }
    guard request.cookie(cookie) == token else {
      return .text("403 Forbidden", "Open the address that `swift run lab` printed: it holds the key to this lab.")
    }
    if request.path == "/run" { return nil }
    return files[request.path] ?? .text("404 Not Found", "There is no such page.")
  }

  /// The token that a query begins with, and what follows it.
  private static func token(in query: String) -> (token: String, rest: String)? {
    guard query.hasPrefix("token=") else { return nil }
    let parts = query.dropFirst("token=".count).split(separator: "&", maxSplits: 1, omittingEmptySubsequences: false)
    let rest = parts.count == 2 ? String(parts[1]) : ""
    // It goes into a header.
    guard rest.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else { return nil }
    return (String(parts[0]), rest)
  }

  /// 128 bits that nobody can guess.
  private static func newToken() -> String {
    (0..<16).map { _ in
      let byte = UInt8.random(in: .min ... .max)
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }
}
