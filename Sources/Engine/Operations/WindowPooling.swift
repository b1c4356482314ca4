import Kernels

// Pooling over windows that overlap or reach over the edge, as trained networks from elsewhere need it. Such networks
// are used and not trained here, so these have no derivative, and say so.

extension Tensor {
  /// The largest value of every window, by channel. What lies outside the image is not looked at.
  ///
  /// The tensor must not have a history: this operation has no derivative.
  public func maxPooled(_ window: ConvolutionWindow) -> Tensor {
    var shape = pooling(window, "maxPooled")
    return withPointers(to: self) { images in
      Tensor(shape: [shape.batch, shape.outputHeight, shape.outputWidth, shape.inputChannels]) {
        pool_maximum(&shape, images, $0.baseAddress!)
      }
    }
  }

  /// The mean of every window, by channel, over as many pixels of it as lie inside the image; then a bias by channel
  /// and leaky ReLU.
  ///
  /// The tensor must not have a history: this operation has no derivative.
  ///
  /// - Parameter slope: The activation's slope below zero; 1 for none.
  public func averagePooled(_ window: ConvolutionWindow, bias: Tensor? = nil, slope: Float = 1) -> Tensor {
    var shape = pooling(window, "averagePooled")
    return withEpilogue(bias, slope) { epilogue in
      withPointers(to: self) { images in
        Tensor(shape: [shape.batch, shape.outputHeight, shape.outputWidth, shape.inputChannels]) {
          pool_mean(&shape, images, epilogue, $0.baseAddress!)
        }
      }
    }
  }

  private func pooling(_ window: ConvolutionWindow, _ operation: String) -> ConvolutionShape {
    require(history == nil, "\(operation): windows have no derivative, and \(shape) has a history")
    require(
      shape.count == 4 && shape[1] + 2 * window.padding.height >= window.kernel.height
        && shape[2] + 2 * window.padding.width >= window.kernel.width,
      "\(operation): a window \(window.kernel) is larger than the images \(shape) ([batch, height, width, channels])")
    let size = window.outputSize(height: shape[1], width: shape[2])
    var pooling = window.shape(input: shape, output: [shape[0], size.height, size.width, shape[3]])
    require(
      pooling_fits(&pooling), "\(operation): \(window) has more than 64 pixels, or some only outside the image")
    return pooling
  }
}
