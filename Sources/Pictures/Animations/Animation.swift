import Engine

/// Pictures of one size that follow one another: a walk between latents, a generator that learns.
///
/// ```swift
/// try Animation(frames: walk, secondsPerFrame: 0.08).gif().write(to: file)
/// ```
public struct Animation: Equatable, Sendable {
  /// The pictures, first to last; at least one, all of the same size and kind.
  public let frames: [Image]
  /// How long each is shown.
  public let secondsPerFrame: Double
  /// How long the last picture is shown, if the film leads up to it; nil for as long as the others.
  public let secondsAtEnd: Double?
  /// How often the whole is shown; nil for without end.
  public let plays: Int?

  /// An animation of the given pictures.
  ///
  /// - Parameters:
  ///   - frames: At least one picture, all of the same width, height and channels.
  ///   - secondsPerFrame: From 0.01 to 60. Most viewers show none shorter than 0.02.
  ///   - secondsAtEnd: How long the last picture is shown, from 0.01 to 60, for a film that leads up to it. Such a film shows its
  ///     last picture also where it does not move: on paper, and in programs that know only PNG.
  ///   - plays: How often the whole is shown, from 1 to 65,535; nil for without end.
  public init(frames: [Image], secondsPerFrame: Double, secondsAtEnd: Double? = nil, plays: Int? = nil) {
    require(!frames.isEmpty, "Animation: at least one frame expected")
    let first = frames[0]
    for (index, frame) in frames.enumerated() {
      require(
        (frame.width, frame.height, frame.channels) == (first.width, first.height, first.channels),
        "Animation: frame \(index) has \(frame.width)×\(frame.height) pixels of \(frame.channels) channels, the first "
          + "\(first.width)×\(first.height) of \(first.channels)")
    }
    for seconds in [secondsPerFrame, secondsAtEnd ?? secondsPerFrame] {
      require((0.01...60).contains(seconds), "Animation: \(seconds) seconds a frame; 0.01 to 60 expected")
    }
    require((1...65_535).contains(plays ?? 1), "Animation: \(plays ?? 1) plays; 1 to 65,535 expected, or nil")
    self.frames = frames
    self.secondsPerFrame = secondsPerFrame
    self.secondsAtEnd = secondsAtEnd
    self.plays = plays
  }

  /// How long a frame is shown.
  func seconds(ofFrame index: Int) -> Double {
    index == frames.count - 1 ? secondsAtEnd ?? secondsPerFrame : secondsPerFrame
  }

  /// The width of every frame, in pixels.
  public var width: Int { frames[0].width }
  /// The height of every frame, in pixels.
  public var height: Int { frames[0].height }
}
