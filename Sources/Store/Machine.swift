import Engine
import Foundation

/// The machine that a run was made on, as the page's stamp names it.
public struct Machine: Codable, Equatable, Sendable {
  /// The processor's name, such as "AMD EPYC 9R14".
  public let processor: String
  /// The number of cores that the run could use.
  public let cores: Int
  /// The instruction set that the kernels chose, such as `avx512`.
  public let instructionSet: String

  /// A machine that was described elsewhere.
  public init(processor: String, cores: Int, instructionSet: String) {
    (self.processor, self.cores, self.instructionSet) = (processor, cores, instructionSet)
  }

  /// This machine.
  public static var current: Machine {
    Machine(
      processor: processorName ?? "unknown processor", cores: ProcessInfo.processInfo.activeProcessorCount,
      instructionSet: Processor.instructionSet)
  }

  /// What results depend on to the bit: the instruction set, and where dense products are Apple's, the processor and the
  /// system.
  public static var arithmetic: String {
    let instructions = Processor.instructionSet
    guard instructions == "accelerate" else { return instructions }
    return "\(instructions), \(current.processor), \(ProcessInfo.processInfo.operatingSystemVersionString)"
  }

  private static var processorName: String? {
    #if os(macOS)
      var size = 0
      guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0 else { return nil }
      var name = [UInt8](repeating: 0, count: size)
      guard sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0) == 0 else { return nil }
      return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    #else
      guard let information = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return nil }
      let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
      return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    #endif
  }
}
