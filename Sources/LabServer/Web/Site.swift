import Foundation
import Lab

/// What is served, and to whom.
package struct Site: Sendable {
  /// The files by their paths, read once: no address leads to the disk.
  private let files: [String: HTTPResponse]
  /// What the reader's address holds, and afterwards the browser's cookie.
  let token: String
  private let shelf: RunShelf
  private let programs: Programs

  private static let kinds = [
    "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
  ]

  /// A site of the files in a folder, with a token of its own unless one is given.
  ///
  /// - Throws: What the file system throws.
  package init(
    _ folder: URL, shelf: RunShelf = RunShelf(), programs: Programs = Programs(), token: String? = nil
  ) throws {
    (self.token, self.shelf, self.programs) = (token ?? Self.newToken(), shelf, programs)
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
    if Self.isPage(request.path), files[request.path] != nil, let shown = Self.token(in: request.query),
      shown.token == token
    {
      // The address that the reader sees from now on can be shared: it holds no token.
      return HTTPResponse(
        status: "303 See Other",
        headers: [
          "Location": request.path + (shown.rest.isEmpty ? "" : "?\(shown.rest)"),
          "Set-Cookie": "\(cookie)=\(token); Path=/; HttpOnly; SameSite=Strict",
        ])
    }
    guard request.cookie(cookie) == token else {
      return .text("403 Forbidden", "Open the address that `swift run lab` printed: it holds the key to this lab.")
    }
    if let topic = Topic(rawValue: request.path) {
      // Browsers always say which page opens a WebSocket.
      guard !topic.startsProcesses || request.headers["origin"] != nil else {
        return .text("403 Forbidden", "Only a page of the lab may start or stop anything.")
      }
      return nil
    }
    return files[request.path] ?? picture(request.path) ?? figure(request.path)
      ?? .text("404 Not Found", "There is no such page.")
  }

  /// The answer to a path `/figures/chapter/4/NAME`, of a figure that was published; `nil` for any other.
  private func figure(_ path: String) -> HTTPResponse? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[1] == "figures", let found = PageView.figure(parts[2], parts[3], String(parts[4]))
    else { return nil }
    // A picture opened by itself runs nothing.
    return HTTPResponse(status: "200 OK", headers: ["Content-Type": found.type], body: found.bytes)
  }

  /// The answer to a path `/training/RUN/step-000100.png`; `nil` for any other.
  private func picture(_ path: String) -> HTTPResponse? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[1] == "training", RunFiles.step(ofPicture: parts[3]) != nil,
      let name = parts[2].removingPercentEncoding, let folder = try? shelf.folder(name)
    else { return nil }
    do {
      return HTTPResponse(
        status: "200 OK", headers: ["Content-Type": "image/png"],
        body: try RunFiles.picture(String(parts[3]), in: folder))
    } catch { return .text("404 Not Found", error.description.shown) }
  }

  /// Whether a path is that of a document, to which the reader's address may lead.
  private static func isPage(_ path: String) -> Bool { path == "/" || path.hasSuffix(".html") }

  /// A new conversation with a page.
  ///
  /// - Parameter send: Sends the page what it did not ask for.
  func conversation(about topic: Topic, _ send: @escaping @Sendable (Reply) -> Void) -> any Conversation {
    switch topic {
    case .plane: PlaneConversation()
    case .seeds: SeedsConversation()
    case .images: ImagePlayer(shelf)
    case .training: TrainingView(shelf, programs, send: send)
    case .book: PageView(programs, send: send)
    }
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
