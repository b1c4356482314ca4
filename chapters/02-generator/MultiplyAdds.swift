import Engine

extension ImageGenerator {
  /// The multiplications, each with its addition, that one image takes. Transposed convolutions use each weight once for
  /// every input pixel, the others once for every output pixel.
  var multiplyAdds: Int {
    var side = 4
    var total = project.weight.value.count
    for block in blocks {
      total += side * side * block.up.weight.value.count
      side *= 2
      total += block.refinements.reduce(0) { $0 + side * side * $1.convolution.weight.value.count }
    }
    return total + side * side * toColour.weight.value.count
  }
}
