import Engine
import Testing

/// Pooling over windows that overlap and reach over the edge, against plain loops.
@Suite struct WindowPoolingTests {
  private static let windows = [
    ConvolutionWindow(kernel: 3, stride: 2), ConvolutionWindow(kernel: 3, padding: 1),
    ConvolutionWindow(kernel: (2, 5), stride: 3, padding: (1, 4)), ConvolutionWindow(kernel: 1),
  ]

  /// The values of every window, by channel.
  private static func windows(of x: Tensor, _ window: ConvolutionWindow) -> (shape: [Int], values: [[Float]]) {
    let (n, h, w, c) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let size = window.outputSize(height: h, width: w)
    let scalars = x.scalars
    var values: [[Float]] = []
    for image in 0..<n {
      for y in 0..<size.height {
        for x in 0..<size.width {
          let (top, left) = (y * window.stride - window.padding.height, x * window.stride - window.padding.width)
          for channel in 0..<c {
            var inside: [Float] = []
            for row in top..<top + window.kernel.height where (0..<h).contains(row) {
              for column in left..<left + window.kernel.width where (0..<w).contains(column) {
                inside.append(scalars[((image * h + row) * w + column) * c + channel])
              }
            }
            values.append(inside)
          }
        }
      }
    }
    return ([n, size.height, size.width, c], values)
  }

  @Test(arguments: windows.indices, [1, 16, 21, 48])
  func windowsArePooledAsDefined(window: Int, channels: Int) {
    let window = Self.windows[window]
    let random = Random(seed: 3)
    let x = random.normal([2, 9, 7, channels])
    let expected = Self.windows(of: x, window)
    let maximum = x.maxPooled(window)
    #expect(maximum.shape == expected.shape)
    #expect(maximum.scalars == expected.values.map { $0.max()! })
    let bias = random.normal([channels])
    let mean = x.averagePooled(window), activated = x.averagePooled(window, bias: bias, slope: 0)
    for (i, values) in expected.values.enumerated() {
      let exact = values.reduce(0, +) / Float(values.count)
      #expect(abs(mean.scalars[i] - exact) < 1e-5)
      #expect(abs(activated.scalars[i] - max(exact + bias.scalars[i % channels], 0)) < 1e-5)
    }
  }
}
