import ArgumentParser
import Book
import Engine
import Foundation

/// Times a piece of the book's work and prints a line of JSON.
@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times a piece of the book's work and prints a line of JSON; without a name, lists what can be timed.")

  @Argument(help: "What to time.")
  var name: String?

  @Option(help: "The most threads to compute with.")
  var threads: Int?

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads \(threads): expected 1 or more") }
    if let name, !benchmarks.contains(where: { $0.name == name }) {
      let names = benchmarks.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no benchmark named \(name); expected one of \(names)")
    }
  }

  func run() throws {
    if let threads { Parallel.threads = threads }
    guard let benchmark = benchmarks.first(where: { $0.name == name }) else {
      let width = benchmarks.map(\.name.count).max() ?? 0
      for benchmark in benchmarks {
        print("  " + benchmark.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + benchmark.summary)
      }
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.keyEncodingStrategy = .convertToSnakeCase
    print(String(decoding: try encoder.encode(benchmark.run()), as: UTF8.self))
  }
}
