import Foundation
import Lab

/// Has the conversations that standard input holds, one message a line, and puts every reply out as the lab's page would get
/// it: its kind (1 for text, 2 for a frame) and its number of bytes, four bytes each and little-endian, and then its bytes. A
/// line `open run` or `open seeds` begins a new conversation, and `schema` asks for what the page builds its controls from;
/// between two messages all work is done.
///
/// `scripts/test-wasm` compares these bytes with those of the lab in a browser.
@main enum Converse {
  static func main() {
    var (player, seeds) = (LabPlayer(), LabSeeds())
    var isOfSeeds = false
    while let message = readLine() {
      if message == "open run" || message == "open seeds" {
        (player, seeds, isOfSeeds) = (LabPlayer(), LabSeeds(), message == "open seeds")
        continue
      }
      if message == "schema" {
        put(.text(LabSchema.json))
        continue
      }
      do {
        put(isOfSeeds ? try seeds.take(message) : try player.take(message))
      } catch { put(.problem(error, with: message)) }
      while isOfSeeds ? seeds.wantsToWork : player.wantsToWork { put(isOfSeeds ? seeds.work() : player.work()) }
    }
  }

  private static func put(_ reply: LabPlayer.Reply?) {
    let (kind, bytes): (UInt32, [UInt8]) =
      switch reply {
      case nil: (0, [])
      case .text(let text): (1, Array(text.utf8))
      case .frame(let bytes): (2, bytes)
      }
    guard kind > 0 else { return }
    var out: [UInt8] = []
    for value in [kind, UInt32(bytes.count)] { withUnsafeBytes(of: value.littleEndian) { out.append(contentsOf: $0) } }
    FileHandle.standardOutput.write(Data(out + bytes))
  }
}
