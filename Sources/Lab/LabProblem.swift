import Engine

extension LabPlayer.Reply {
  /// What the page is told of a message that could not be done: JSON.
  public static func problem(_ error: LabError, with message: String) -> LabPlayer.Reply {
    let to = String(message.prefix { $0 != " " }.prefix(20))
    let text = error.description.shown.shortened(to: 600)
    return .text("{\"error\":\(LabSchema.string(text)),\"to\":\(LabSchema.string(to))}")
  }
}
