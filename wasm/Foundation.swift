// Of Foundation, the engine uses the functions of C's mathematics. Where a program has no Foundation, this module is it.

@_exported import CMathematics

/// xʸ.
@inlinable public func pow(_ x: Float, _ y: Float) -> Float { powf(x, y) }
/// eˣ.
@inlinable public func exp(_ x: Float) -> Float { expf(x) }

/// The cosine as Linux's C library rounds it, for |x| < 120. Most C libraries differ in the last bit of one value in a hundred,
/// and a learning rate that falls along a cosine would make every run another one.
///
/// The polynomials are those of Arm's Optimized Routines (© 2018 Arm Limited, MIT licence), which that library uses too.
public func cos(_ x: Float) -> Float {
  guard abs(x) < 120 else { return cosf(x) }
  // Within a quarter of a turn from a multiple of a right angle, which says whether a sine or a cosine is left, and its sign.
  let right = 0x1.921FB54442D18p0
  let turns = abs(x) < 0.785_398_2 ? 0 : (Int32(Double(x) * 0x1.45F306DC9C883p+23) + 0x80_0000) >> 24
  let rest = Double(x) - Double(turns) * right
  let square = rest * rest
  if turns & 1 == 0 {
    let fourth = square * square
    let small = -0x1.6C087E89A359Dp-10 + square * 0x1.99343027BF8C3p-16
    let large = 1 + square * -0x1.FFFFFFD0C621Cp-2
    let cosine = large + fourth * 0x1.55553E1068F19p-5 + fourth * square * small
    return Float(turns & 2 == 0 ? cosine : -cosine)
  }
  let cube = rest * square
  let small = 0x1.1107605230BC4p-7 + square * -0x1.994EB3774CF24p-13
  let sine = rest + cube * -0x1.555545995A603p-3 + cube * square * small
  return Float(turns & 2 == 0 ? -sine : sine)
}
