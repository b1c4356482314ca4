import Foundation

/// log(1 + eˢ), in double precision.
public func softplus(_ s: Double) -> Double { max(s, 0) + log1p(exp(-abs(s))) }

/// 1 / (1 + e⁻ˢ), in double precision.
public func sigmoid(_ s: Double) -> Double { 1 / (1 + exp(-s)) }
