import GAN

/// Something to bring about, and how the lab knows that it came about.
public struct LabChallenge: Sendable {
  /// What to do.
  public let title: String
  /// Where to begin to think.
  public let hint: String
  /// The plan to start from.
  public let start: LabPlan
  /// Whether it is met by a run at a step with these scores.
  let isMet: @Sendable (_ plan: LabPlan, _ frame: LabFrame, _ scores: LabScores) -> Bool

  /// All of them; a frame's bits are in this order.
  public static let all: [LabChallenge] = [
    LabChallenge(
      title: "Make it collapse",
      hint:
        "The generator must end on at most two of the ring's modes. What does a discriminator that lags behind allow?",
      start: LabPlan()
    ) { plan, frame, scores in
      plan.data == .ring && frame.steps >= 300 && (scores.reached ?? 8) <= 2
    },
    LabChallenge(
      title: "Cover all 8 modes without R1",
      hint:
        "R1 is the easy way. What else keeps the discriminator from becoming too steep, or gives the generator a view of all modes?",
      start: LabPlan()
    ) { plan, _, scores in
      plan.data == .ring && plan.remedy != Remedy.r1().flag && plan.remedy != Remedy.fadingR1R2().flag
        && scores.covered == 8
    },
    LabChallenge(
      title: "Leave the generator without a slope",
      hint:
        "With the minimax loss, let the discriminator become so sure of generated points that D(G(z)) is under 0.1%.",
      start: with { $0.loss = .minimax }
    ) { plan, frame, _ in plan.loss == .minimax && frame.steps >= 10 && frame.onFake < 0.001 },
    LabChallenge(
      title: "Reach 23 modes of the grid",
      hint:
        "After 2,000 steps the generator must still reach almost all of the 25. The bare pair loses ten of them (chapter 6).",
      start: with { $0.data = .grid }
    ) { plan, frame, scores in plan.data == .grid && frame.steps >= 2000 && (scores.reached ?? 0) >= 23 },
  ]

  private init(
    title: String, hint: String, start: LabPlan,
    isMet: @escaping @Sendable (_ plan: LabPlan, _ frame: LabFrame, _ scores: LabScores) -> Bool
  ) {
    (self.title, self.hint, self.start, self.isMet) = (title, hint, start, isMet)
  }

  private static func with(_ change: (inout LabPlan) -> Void) -> LabPlan {
    var plan = LabPlan()
    change(&plan)
    return plan
  }

  /// The challenges that a frame with scores meets, a bit for each.
  static func met(by frame: LabFrame, plan: LabPlan) -> UInt32 {
    guard let scores = frame.scores else { return 0 }
    return all.enumerated().reduce(0) { $1.element.isMet(plan, frame, scores) ? $0 | 1 << UInt32($1.offset) : $0 }
  }
}
