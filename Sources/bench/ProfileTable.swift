import Engine
import Pictures

extension ComputeProfile {
  /// Where the time of one piece of work went, in two tables: by kind, and by operation.
  ///
  /// - Parameters:
  ///   - pieces: How many pieces of work were measured.
  ///   - peak: The multiplications with additions that all threads together can do in a second.
  func tables(pieces: Int, peak: Double) -> String {
    let milliseconds = { (seconds: Double) in NumberFormat.significant(3).text(seconds * 1e3 / Double(pieces)) }
    let share = { (seconds: Double) in NumberFormat.percent(1).text(seconds / self.seconds) }
    let ofPeak = { (multiplyAdds: Int, seconds: Double) in
      multiplyAdds == 0 ? "–" : NumberFormat.percent(0).text(Double(multiplyAdds) / seconds / peak)
    }
    let products = operations.reduce(0) { $0 + $1.multiplyAdds }
    let kinds = Table(
      header: ["where the time goes", "ms", "share", "of the peak"],
      rows: [
        [
          "products and convolutions", milliseconds(productSeconds), share(productSeconds),
          ofPeak(products, productSeconds),
        ],
        ["passes over memory", milliseconds(passSeconds), share(passSeconds), ""],
        ["between kernels, on one thread", milliseconds(serialSeconds), share(serialSeconds), ""],
        ["all", milliseconds(seconds), share(seconds), ofPeak(products, seconds)],
      ])
    let rows = operations.map { operation in
      [
        operation.name, NumberFormat.decimals(1).text(Double(operation.calls) / Double(pieces)),
        milliseconds(operation.seconds), share(operation.seconds), ofPeak(operation.multiplyAdds, operation.seconds),
      ]
    }
    let byOperation = Table(header: ["operation", "calls", "ms", "share", "of the peak"], rows: rows)
    let notes = [
      "Of all threads' time they wait \(NumberFormat.percent(0).text(waitingShare)).",
      "With every product at the peak it would take \(milliseconds(Double(products) / peak + passSeconds + serialSeconds)) ms.",
    ]
    return
      (kinds.lines + notes + [""] + byOperation.lines)
      .joined(separator: "\n")
  }
}
