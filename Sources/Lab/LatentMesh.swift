import Engine

/// Latent vectors that cover the latent space evenly *by probability*: between neighbouring lines of the mesh lies the
/// same share of all latent vectors. So where the generator's mesh is narrow its samples are dense.
struct LatentMesh {
  /// The vectors, `[count, size]`: for two values row by row, each row along the first value.
  let latents: Tensor
  /// The vectors in a row.
  let columns: Int

  /// A mesh for so many latent values; `nil` if there are more than a picture can show.
  init?(size: Int, noise: LabNoise) {
    switch size {
    case 1:
      columns = 161
      latents = Tensor(shape: [columns, 1], scalars: Self.lines(columns, noise))
    case 2:
      columns = 21
      let lines = Self.lines(columns, noise)
      latents = Tensor(shape: [columns * columns, 2], scalars: lines.flatMap { y in lines.flatMap { x in [x, y] } })
    default: return nil
    }
  }

  /// Values between which latent values lie equally often; the first and the last cut off a part of 1/200 each.
  private static func lines(_ count: Int, _ noise: LabNoise) -> [Float] {
    let shares = (0..<count).map { 0.005 + 0.99 * Float($0) / Float(count - 1) }
    switch noise {
    case .uniform: return shares.map { 2 * $0 - 1 }
    case .normal: return normalQuantiles(shares)
    }
  }

  /// Where the standard normal distribution has these shares, ascending, below it.
  private static func normalQuantiles(_ shares: [Float]) -> [Float] {
    // The density is summed on a fine grid and looked up: exact to a thousandth, which no picture shows.
    let step: Float = 0.002
    let places = (0...4000).map { Float($0 - 2000) * step }
    let density = (Tensor(places).squared() * -0.5).exp().scalars
    let total = density.reduce(0, +)
    var (place, below): (Int, Float) = (0, 0)
    return shares.map { share in
      while below < share * total, place < places.count - 1 {
        below += density[place]
        place += 1
      }
      return places[place]
    }
  }
}
