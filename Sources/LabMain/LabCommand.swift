import ArgumentParser
@preconcurrency import Foundation
import Lab
import LabServer
import Notebook
import Store

@main
struct LabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab", abstract: "Serves the lab: the game of two networks, live in your browser.",
    discussion: """
      Runs in the plane, images of trained generators, the training runs in runs/train, and the pages of the book with \
      runs of them. Only this machine can reach \
      it. Ctrl-C closes it; what it has started stops too, with everything saved.
      """)

  @Option(parsing: .unconditional, help: "The port; the next free one if it is taken.", transform: portText)
  var port: UInt16 = 8765

  @Option(
    parsing: .unconditional,
    help: "The plan to begin with, as it stands in the page's address (such as data=grid&remedy=r1).",
    transform: planText)
  var plan = LabPlan()

  @Option(
    name: .customLong("run"), parsing: .unconditional,
    help: ArgumentHelp("Show this run of `train` first: its folder, which may lie anywhere.", valueName: "folder"),
    transform: URL.existingFolder)
  var runFolder: URL?

  @Flag(help: "Open the browser.")
  var open = false

  static func main() { Command.main(Self.self) }

  func run() throws {
    let server = try Server(Site(BookFiles.existing("web"), shelf: RunShelf(named: runFolder)), port: port)
    if port != 0, server.port != port { print("Port \(port) is taken.") }
    let address =
      runFolder.map { server.address("run=" + RunShelf.name(of: $0).inAddress, of: "training.html") }
      ?? server.address(plan.query)
    print("The lab is open; Ctrl-C closes it:\n\(address)")
    fflush(stdout)
    if open { Self.show(address) }
    server.run(until: .byUser)
    // What was started here saves what it can go on from.
    Interruption.byUser.whileClosing { Job.stopAll(within: 60) }
  }

  /// Opens an address in the browser that the system names; where there is none, the address stands in the terminal.
  private static func show(_ address: String) {
    #if os(macOS)
      let opener = "open"
    #else
      let opener = "xdg-open"
    #endif
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [opener, address]
    process.standardError = FileHandle.nullDevice
    try? process.run()
  }
}

private func portText(_ text: String) throws -> UInt16 {
  if let port = UInt16(text), port == 0 || port >= 1024 { return port }
  throw UsageError("expected a port from 1024 to 65535, or 0 for any that is free")
}

private func planText(_ text: String) throws -> LabPlan {
  do { return try LabPlan(query: text) } catch { throw UsageError("\(error)") }
}

extension String {
  /// The text as a value in an address.
  fileprivate var inAddress: String {
    addingPercentEncoding(withAllowedCharacters: .alphanumerics.intersection(CharacterSet(charactersIn: "!"..."~")))
      ?? ""
  }
}
