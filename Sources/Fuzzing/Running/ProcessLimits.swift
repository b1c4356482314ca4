import Foundation

/// What one case may take, and how it is measured.
enum ProcessLimits {
  /// The processor time of a case, in seconds; a case that takes longer hangs. A build whose addresses are watched is several
  /// times slower.
  static let seconds = dlsym(dlopen(nil, RTLD_NOW), "__asan_init") == nil ? 2 : 15
  /// The time on the wall in which a case must be over, for one that waits for something.
  private static let waiting: UInt32 = 60
  /// The address space that cases may have beside what the process has at first: beyond it an allocation fails, so that
  /// the machine stays usable.
  private static let addressSpace = 1 << 32

  /// The most memory that a case may take: 64 MB, and eight times what the file holds.
  static func memory(held: Int) -> Int { (64 << 20) + 8 * held }

  /// Bounds the address space of this process.
  static func bound() {
    var limit = rlimit()
    guard let now = Usage.current?.addressSpace, getrlimit(memoryLimit, &limit) == 0 else { return }
    limit.rlim_cur = min(rlim_t(now + addressSpace), limit.rlim_max)
    setrlimit(memoryLimit, &limit)
    // The system shall not write the memory of a process that crashes to the disk.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(coreLimit, &none)
  }

  // Glibc declares these numbers as an enumeration that its own functions do not take.
  #if canImport(Glibc)
    private static let memoryLimit = __rlimit_resource_t(RLIMIT_AS.rawValue)
    private static let coreLimit = __rlimit_resource_t(RLIMIT_CORE.rawValue)
    private static let profiling = __itimer_which_t(ITIMER_PROF.rawValue)
    fileprivate static let ownUsage = __rusage_who_t(RUSAGE_SELF.rawValue)
  #else
    private static let memoryLimit = RLIMIT_AS
    private static let coreLimit = RLIMIT_CORE
    private static let profiling = ITIMER_PROF
    fileprivate static let ownUsage = RUSAGE_SELF
  #endif

  /// Begins a case: a signal ends the process if it takes too long.
  static func start() {
    var timer = itimerval(
      it_interval: timeval(tv_sec: 0, tv_usec: 0), it_value: timeval(tv_sec: seconds, tv_usec: 0))
    setitimer(profiling, &timer, nil)
    alarm(waiting)
  }
}

/// The memory and the time that this process has taken.
struct Usage {
  /// In bytes.
  var addressSpace: Int, resident: Int

  /// What it has now; `nil` where the system does not say.
  static var current: Usage? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
    let pages = text.split(separator: " ").prefix(2).compactMap { Int($0) }
    guard pages.count == 2 else { return nil }
    let size = Int(getpagesize())
    return Usage(addressSpace: pages[0] * size, resident: pages[1] * size)
  }

  /// The most resident memory since ``resetPeak()``, in bytes; where the system cannot forget, since the process began.
  static var peak: Int {
    if let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    {
      return (Int(line.filter(\.isNumber)) ?? 0) * 1024
    }
    var usage = rusage()
    getrusage(ProcessLimits.ownUsage, &usage)
    return Int(usage.ru_maxrss)
  }

  /// Forgets the peak.
  static func resetPeak() {
    let file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    _ = write(file, "5", 1)
  }

  /// The processor time of this process, in seconds.
  static var processorTime: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
