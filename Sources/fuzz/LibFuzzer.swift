// scripts/fuzz-coverage alone compiles this, with the sanitizer that links libFuzzer.
#if COVERAGE
  import CFuzzer
  import Foundation
  import Fuzzing

  /// libFuzzer, which changes inputs by what code they reach.
  enum LibFuzzer {
    // libFuzzer calls a function without a context, on the thread that started it.
    nonisolated(unsafe) private static var inputs: CoverageInputs?

    /// Runs it for so many seconds, with a corpus that it keeps in a folder; the status to end with.
    static func run(_ target: FuzzTarget, seconds: Int, folder: URL) throws -> Int32 {
      let corpus = folder.appendingPathComponent("\(target.name)-corpus")
      let cases = folder.appendingPathComponent("\(target.name)-case")
      for place in [corpus, cases] {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      }
      let inputs = try CoverageInputs(of: target, in: cases)
      for (index, seed) in inputs.seeds.enumerated() {
        try Data(seed).write(to: corpus.appendingPathComponent("seed-\(index)"))
      }
      self.inputs = inputs
      let words = [
        target.name, "-max_total_time=\(seconds)", "-timeout=10", "-rss_limit_mb=4096", "-malloc_limit_mb=256",
        "-max_len=65536", "-print_final_stats=1", "-artifact_prefix=\(folder.path)/\(target.name)-", corpus.path,
      ]
      var count = Int32(words.count)
      var pointers = words.map { strdup($0) } + [nil]
      let status = pointers.withUnsafeMutableBufferPointer { buffer in
        var start = buffer.baseAddress
        return LLVMFuzzerRunDriver(&count, &start) { bytes, size in
          LibFuzzer.inputs?.read(Array(UnsafeBufferPointer(start: bytes, count: size)))
          return 0
        }
      }
      return status
    }
  }
#endif
