// Elementary functions of sixteen values at once. Errors stay below 2·10⁻⁷ of the result (sigmoid, softplus and the
// exponential included, down to denormal results); infinities give their limits and not-a-number stays what it is.

/// x · 2ⁿ for n in −252…254, in two steps, so that a denormal or infinite result is rounded only once.
INLINE Lanes scale_by_power_of_two(Lanes x, IntegerLanes n) {
  IntegerLanes half = n >> 1;
  Lanes first = (Lanes)((half + 127) << 23);
  Lanes second = (Lanes)((n - half + 127) << 23);
  return x * first * second;
}

INLINE Lanes exponential(Lanes x) {
  // Beyond these bounds the result is 0 or ∞ anyway; a comparison with not-a-number is false and keeps it.
  x = choose(x < -105, splat(-105), x);
  x = choose(x > 90, splat(90), x);

  // x = n · ln 2 + r with |r| ≤ ½ ln 2. Adding 1.5 · 2²³ leaves n, rounded, in the low bits of the sum.
  const float shift = 12582912;
  Lanes shifted = x * 1.44269504f + shift;
  Lanes n = shifted - shift;
  IntegerLanes exponent = (IntegerLanes)shifted - (IntegerLanes)splat(shift);
  // ln 2 in two parts, of which the first has so few bits that its product with n is exact.
  Lanes r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;

  // The Taylor series; the first term left out is below 6 · 10⁻⁹.
  Lanes series = r * (1.0f / 5040) + 1.0f / 720;
  series = series * r + 1.0f / 120;
  series = series * r + 1.0f / 24;
  series = series * r + 1.0f / 6;
  series = series * r + 0.5f;
  return scale_by_power_of_two(r * r * series + r + 1, exponent);
}

/// ln(1 + x) for x in √½ − 1 … 1, by 2 artanh(s) with s = x / (2 + x), arranged so that x itself enters unrounded.
INLINE Lanes logarithm_of_one_plus(Lanes x) {
  Lanes s = x / (x + 2);
  Lanes square = s * s;
  Lanes series = square * (2.0f / 15) + 2.0f / 13;
  series = series * square + 2.0f / 11;
  series = series * square + 2.0f / 9;
  series = series * square + 2.0f / 7;
  series = series * square + 2.0f / 5;
  series = series * square + 2.0f / 3;
  Lanes half = x * x * 0.5f;
  return x - (half - s * (half + series * square));
}

INLINE Lanes logarithm(Lanes x) {
  const float smallestNormal = 0x1p-126f;
  IntegerLanes denormal = x < smallestNormal;
  Lanes scaled = choose(denormal, x * 0x1p23f, x);

  // x = m · 2ⁿ with m in √½ … √2: subtracting the bits of √½ carries into the exponent where it should.
  const int32_t bitsOfRootHalf = 0x3F3504F3;
  IntegerLanes bits = (IntegerLanes)scaled;
  IntegerLanes exponent = (bits - bitsOfRootHalf) >> 23;
  Lanes m = (Lanes)(bits - (exponent << 23));
  Lanes n = __builtin_convertvector(exponent, Lanes) - choose(denormal, splat(23), splat(0));

  Lanes y = n * 0.693359375f + (logarithm_of_one_plus(m - 1) - n * 2.12194440e-4f);
  y = choose(x == 0, splat(-INFINITY), y);
  y = choose(x < 0, splat(NAN), y);
  return choose((x == INFINITY) | (x != x), x, y);
}

INLINE Lanes absolute(Lanes x) { return (Lanes)((IntegerLanes)x & 0x7FFFFFFF); }

INLINE Lanes with_sign_of(Lanes magnitude, Lanes x) {
  return (Lanes)((IntegerLanes)magnitude | ((IntegerLanes)x & (int32_t)0x80000000));
}

/// Near zero an odd polynomial (minimax on |x| ≤ 0.625, error 4 · 10⁻⁹), because 1 − 2 / (e²ˣ + 1) would cancel there.
INLINE Lanes hyperbolic_tangent(Lanes x) {
  Lanes square = x * x;
  Lanes series = square * -0.005717045f + 0.020650588f;
  series = series * square - 0.053743497f;
  series = series * square + 0.133314908f;
  series = series * square - 0.333332833f;
  Lanes near = x + x * square * series;
  Lanes magnitude = absolute(x);
  Lanes far = with_sign_of(1 - 2 / (exponential(2 * magnitude) + 1), x);
  return choose(magnitude > 0.625f, far, near);
}

/// By e^−|x| on both sides, which cannot overflow.
INLINE Lanes sigmoid(Lanes x) {
  Lanes decay = exponential(-absolute(x));
  return choose(x < 0, decay, splat(1)) / (1 + decay);
}

/// max(x, 0) + ln(1 + e^−|x|).
INLINE Lanes softplus(Lanes x) {
  return larger_lanes(x, splat(0)) + logarithm_of_one_plus(exponential(-absolute(x)));
}

/// Below 1 an odd polynomial, above it 1 − e^−x² · g(1 / x), both minimax (errors 1 · 10⁻⁹ and 4 · 10⁻⁹).
INLINE Lanes error_function(Lanes x) {
  Lanes square = x * x;
  Lanes series = square * 7.88912294e-5f - 8.02084222e-4f;
  series = series * square + 5.18953567e-3f;
  series = series * square - 2.68544443e-2f;
  series = series * square + 1.12836003e-1f;
  series = series * square - 3.76126260e-1f;
  series = series * square + 1.12837911f;
  Lanes near = x * series;

  Lanes magnitude = absolute(x);
  // From 4 on the result rounds to 1.
  Lanes held = choose(magnitude > 4, splat(4), magnitude);
  Lanes t = 1 / held;
  Lanes g = t * 2.53784191e-2f - 1.38752118e-1f;
  g = g * t + 3.08656514e-1f;
  g = g * t - 3.09970826e-1f;
  g = g * t - 3.39421146e-2f;
  g = g * t + 5.77875018e-1f;
  g = g * t - 1.66130857e-3f;
  Lanes far = with_sign_of(1 - exponential(-held * held) * g, x);
  return choose(magnitude > 1, far, near);
}

/// sin 2πt and cos 2πt for t in 0 … 1, by Taylor series on an eighth of a turn either side of the nearest quarter.
INLINE void sine_and_cosine_of_turns(Lanes t, Lanes *sine, Lanes *cosine) {
  const float shift = 12582912;
  Lanes shifted = t * 4 + shift;
  IntegerLanes quarter = (IntegerLanes)shifted & 3;
  Lanes angle = (t - (shifted - shift) * 0.25f) * 6.28318531f;

  Lanes square = angle * angle;
  Lanes s = square * (1.0f / 362880) - 1.0f / 5040;
  s = s * square + 1.0f / 120;
  s = s * square - 1.0f / 6;
  s = angle + angle * square * s;
  Lanes c = square * (-1.0f / 3628800) + 1.0f / 40320;
  c = c * square - 1.0f / 720;
  c = c * square + 1.0f / 24;
  c = 1 - square * 0.5f + square * square * c;

  IntegerLanes odd = (quarter & 1) != 0;
  Lanes sineHere = choose(odd, c, s), cosineHere = choose(odd, s, c);
  *sine = choose((quarter & 2) != 0, -sineHere, sineHere);
  *cosine = choose(((quarter + 1) & 2) != 0, -cosineHere, cosineHere);
}
