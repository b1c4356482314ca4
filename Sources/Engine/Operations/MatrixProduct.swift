import Kernels

/// The product of two matrices, either of them transposed on the way in: no transposed copy is made.
///
/// Its derivatives are two more products of the same kind.
public func matrixProduct(
  _ a: Tensor, _ b: Tensor, transposingFirst: Bool = false, transposingSecond: Bool = false
) -> Tensor {
  require(
    a.shape.count == 2 && b.shape.count == 2, "matrixProduct: \(a.shape) and \(b.shape) are not two matrices")
  let (rows, depth) = transposingFirst ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
  let (bDepth, columns) = transposingSecond ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
  require(
    depth == bDepth,
    """
    matrixProduct: \(a.shape)\(transposingFirst ? " transposed" : "") and \(b.shape)\
    \(transposingSecond ? " transposed" : "") do not fit together
    """)
  return .operation(
    multiplied(a, b, rows, columns, depth, transposingFirst, transposingSecond, epilogue: nil), of: [a, b],
    derivative: .each(
      { at in
        transposingFirst
          ? matrixProduct(at[1], at.gradient, transposingFirst: transposingSecond, transposingSecond: true)
          : matrixProduct(at.gradient, at[1], transposingSecond: !transposingSecond)
      },
      { at in
        transposingSecond
          ? matrixProduct(at.gradient, at[0], transposingFirst: true, transposingSecond: transposingFirst)
          : matrixProduct(at[0], at.gradient, transposingFirst: !transposingFirst)
      }
    ))
}

/// `x · weightᵀ + bias`, then leaky ReLU: a dense layer in one pass. `x` is `[batch, in]`, `weight` `[out, in]`.
///
/// - Parameter slope: The activation's slope below zero; 1 for none.
public func linear(_ x: Tensor, weight: Tensor, bias: Tensor? = nil, slope: Float = 1) -> Tensor {
  require(
    x.shape.count == 2 && weight.shape.count == 2 && x.shape[1] == weight.shape[1],
    "linear: an input of shape \(x.shape) does not fit a weight of shape \(weight.shape) ([out, in])")
  let value = withEpilogue(bias, slope) {
    multiplied(x, weight, x.shape[0], weight.shape[0], x.shape[1], false, true, epilogue: $0)
  }
  return .operation(
    value, of: bias.map { [x, weight, $0] } ?? [x, weight],
    derivative: .together { at in
      let (g, biasGradient) = epilogueGradient(at, slope)
      return [
        at.wanted[0] ? matrixProduct(g, at[1]) : nil,
        at.wanted[1] ? matrixProduct(g, at[0], transposingFirst: true) : nil,
        biasGradient,
      ]
    })
}

/// Back through bias and activation, of an operation whose third input, if it has one, is the bias: the gradient at the
/// sums, and the bias's if it is asked for.
func epilogueGradient(_ at: Pullback, _ slope: Float) -> (sums: Tensor, bias: Tensor?) {
  let (output, gradient) = (at.output, at.gradient)
  let wantsBias = at.wanted.count == 3 && at.wanted[2]
  if !wantsBias || slope == 1 || at.createGraph {
    let sums = slope == 1 ? gradient : output.leakyReLUGradient(gradient, slope)
    return (sums, wantsBias ? sums.sum(axes: Array(output.shape.indices.dropLast())) : nil)
  }
  // Both in one pass, which leaves no history.
  let channels = at[2].count
  let bias = Storage(count: channels)
  let sums = withPointers(to: output, gradient) { values, gradient in
    Tensor(shape: output.shape) {
      epilogue_gradient(
        output.count / channels, channels, values, gradient, slope, $0.baseAddress!, bias.values.baseAddress!)
    }
  }
  return (sums, Tensor(shape: [channels], storage: bias, history: nil))
}

private func multiplied(
  _ a: Tensor, _ b: Tensor, _ rows: Int, _ columns: Int, _ depth: Int, _ transposingFirst: Bool,
  _ transposingSecond: Bool, epilogue: UnsafePointer<Epilogue>?
) -> Tensor {
  withPointers(to: a, b) { a, b in
    Tensor(shape: [rows, columns]) {
      matrix_multiply(
        rows, columns, depth, a, transposingFirst ? 1 : depth, transposingFirst ? rows : 1, b,
        transposingSecond ? 1 : columns, transposingSecond ? depth : 1, epilogue, $0.baseAddress!)
    }
  }
}
