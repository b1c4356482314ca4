import Pictures

/// Where a function that is known at nodes in rows and columns crosses a level: marching squares (Lorensen and Cline 1987,
/// in two dimensions).
///
/// Nodes lie at the centres of a grid's cells, and around them on the grid's edge, where the values are those of the outermost
/// cells. A rim of nodes around these lies on the edge too, and has no values, so that every ring is closed.
struct MarchingSquares {
  private let columns, rows: Int
  /// NaN at a node that has none.
  private let values: [Double]
  private let places: [Point]

  /// - Parameters:
  ///   - values: One for each cell of the grid; NaN where there is none.
  ///   - corner: Where the lower left corner of the grid lies.
  ///   - opposite: Where its upper right corner lies.
  init(over grid: PlaneGrid, values: [Double], from corner: Point, to opposite: Point) {
    (columns, rows) = (grid.columns + 4, grid.rows + 4)
    let cell = (opposite - corner) / Point(Double(grid.columns), Double(grid.rows))
    var (nodes, places): ([Double], [Point]) = ([], [])
    for row in -2..<grid.rows + 2 {
      for column in -2..<grid.columns + 2 {
        let across = min(max(Double(column) + 0.5, 0), Double(grid.columns))
        let upward = min(max(Double(row) + 0.5, 0), Double(grid.rows))
        places.append(corner + cell * Point(across, upward))
        let isRim = row == -2 || row > grid.rows || column == -2 || column > grid.columns
        let nearest = min(max(row, 0), grid.rows - 1) * grid.columns + min(max(column, 0), grid.columns - 1)
        nodes.append(isRim ? .nan : values[nearest])
      }
    }
    (self.values, self.places) = (nodes, places)
  }

  /// The edges of the region where the values are at least `level`, each closed by a line from its last point to its first.
  /// An edge passes half-way between a node of the region and one that has no value.
  func rings(from level: Double) -> [[Point]] {
    // For each side on which an edge enters a square, the side on which it leaves; −1 for the other sides.
    var next = [Int](repeating: -1, count: 2 * values.count)
    for piece in pieces(at: level) { next[piece.entry] = piece.exit }
    var rings: [[Point]] = []
    for start in next.indices where next[start] >= 0 {
      var ring: [Point] = []
      var side = start
      while next[side] >= 0 {
        ring.append(crossing(of: side, at: level))
        let following = next[side]
        next[side] = -1
        side = following
      }
      rings.append(ring)
    }
    return rings
  }

  /// Pieces of the line along which the values are `level`, one or two for each square that it passes through; none where a
  /// corner of the square has no finite value.
  func segments(at level: Double) -> [(Point, Point)] {
    pieces(at: level).filter(\.isAmongFinite).map { piece in
      (crossing(of: piece.entry, at: level), crossing(of: piece.exit, at: level))
    }
  }

  /// A way through a square, with the region at its left.
  private struct Piece {
    /// The sides on which it comes in and goes out. The side from a node to the right has twice the node's number, and the one
    /// upward has one more.
    let entry, exit: Int
    /// Whether all corners of the square have finite values.
    let isAmongFinite: Bool
  }

  private func pieces(at level: Double) -> [Piece] {
    var pieces: [Piece] = []
    for row in 0..<rows - 1 {
      for column in 0..<columns - 1 {
        let node = row * columns + column
        let (first, second) = (values[node] >= level, values[node + 1] >= level)
        let (third, fourth) = (values[node + columns + 1] >= level, values[node + columns] >= level)
        if first == second, second == third, third == fourth { continue }
        // Round the square from its lower left corner, anticlockwise.
        let isInside = [first, second, third, fourth]
        let sides = [2 * node, 2 * (node + 1) + 1, 2 * (node + columns), 2 * node + 1]
        let entries = (0..<4).filter { isInside[$0] && !isInside[($0 + 1) % 4] }
        let exits = (0..<4).filter { !isInside[$0] && isInside[($0 + 1) % 4] }
        let sum = values[node] + values[node + 1] + values[node + columns] + values[node + columns + 1]
        for entry in entries {
          // At a saddle the mean tells which corners belong together.
          let exit = entries.count == 1 ? exits[0] : (entry + (sum / 4 >= level ? 1 : 3)) % 4
          pieces.append(Piece(entry: sides[entry], exit: sides[exit], isAmongFinite: sum.isFinite))
        }
      }
    }
    return pieces
  }

  /// Where a side has the level; half-way to a node that has no value.
  private func crossing(of side: Int, at level: Double) -> Point {
    let node = side / 2
    let other = node + (side.isMultiple(of: 2) ? 1 : columns)
    let share = (level - values[node]) / (values[other] - values[node])
    return places[node] + (places[other] - places[node]) * (share.isNaN ? 0.5 : share)
  }
}
