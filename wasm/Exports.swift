// What the worker of the published page calls (web/published/worker.js). A page has one conversation for each worker: with
// a player of one run, or with one of ten. Messages come in, and replies go out, through memory that both see.

private enum Talker {
  case run(LabPlayer)
  case seeds(LabSeeds)

  var wantsToWork: Bool {
    switch self {
    case .run(let player): player.wantsToWork
    case .seeds(let seeds): seeds.wantsToWork
    }
  }

  func take(_ message: String) throws(LabError) -> LabPlayer.Reply? {
    switch self {
    case .run(let player): try player.take(message)
    case .seeds(let seeds): try seeds.take(message)
    }
  }

  func work() -> LabPlayer.Reply? {
    switch self {
    case .run(let player): player.work()
    case .seeds(let seeds): seeds.work()
    }
  }
}

// Nothing here is used by two threads, for there is one.
nonisolated(unsafe) private var talker = Talker.run(LabPlayer())
nonisolated(unsafe) private var message = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 0)
nonisolated(unsafe) private var reply = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 0)

/// 0 for no reply, 1 for text, 2 for a frame.
private func put(_ answer: LabPlayer.Reply?) -> Int32 {
  let (kind, bytes): (Int32, [UInt8]) =
    switch answer {
    case nil: (0, [])
    case .text(let text): (1, Array(text.utf8))
    case .frame(let bytes): (2, bytes)
    }
  reply.deallocate()
  reply = .allocate(capacity: bytes.count)
  _ = reply.initialize(from: bytes)
  return kind
}

/// Begins a conversation with a player of one run (0) or of ten seeds (1).
@_expose(wasm, "lab_open") @_cdecl("lab_open")
public func labOpen(_ kind: Int32) { talker = kind == 0 ? .run(LabPlayer()) : .seeds(LabSeeds()) }

/// Room for a message of so many bytes.
@_expose(wasm, "lab_message") @_cdecl("lab_message")
public func labMessage(_ count: Int32) -> UnsafeMutablePointer<UInt8>? {
  message.deallocate()
  message = .allocate(capacity: Int(count))
  return message.baseAddress
}

/// Takes the message that stands in the room that was asked for; the kind of the reply.
@_expose(wasm, "lab_take") @_cdecl("lab_take")
public func labTake() -> Int32 {
  let text = String(decoding: message, as: UTF8.self)
  do { return put(try talker.take(text)) } catch { return put(.problem(error, with: text)) }
}

/// Whether there is work to do before the next message.
@_expose(wasm, "lab_wants_to_work") @_cdecl("lab_wants_to_work")
public func labWantsToWork() -> Int32 { talker.wantsToWork ? 1 : 0 }

/// Does a part of the work; the kind of the reply.
@_expose(wasm, "lab_work") @_cdecl("lab_work")
public func labWork() -> Int32 { put(talker.work()) }

/// What the page builds its controls from, as a reply.
@_expose(wasm, "lab_schema") @_cdecl("lab_schema")
public func labSchema() -> Int32 { put(.text(LabSchema.json)) }

/// Where the last reply is.
@_expose(wasm, "lab_reply") @_cdecl("lab_reply")
public func labReply() -> UnsafeMutablePointer<UInt8>? { reply.baseAddress }

/// How many bytes it has.
@_expose(wasm, "lab_reply_count") @_cdecl("lab_reply_count")
public func labReplyCount() -> Int32 { Int32(reply.count) }
