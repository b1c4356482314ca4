/// What the pickle of a state dictionary is made of.
///
/// Compound values are named by their place in the machine's tables. So a value holds no other, and no nesting, however
/// deep, and no cycle can do harm.
enum PickleValue: Equatable {
  case none
  case bool(Bool)
  case integer(Int)
  case text(String)
  case bytes([UInt8])
  case tuple(Int)
  case list(Int)
  case dictionary(Int)
  case global(PickleGlobal)
  case storage(TorchStorage)
  case tensor(TorchTensor)
}

/// The few names outside itself that a state dictionary refers to. Nothing of that name is called; each has its meaning
/// here.
enum PickleGlobal: Equatable {
  case orderedDictionary
  case rebuildTensor
  case rebuildParameter
  case storage(ElementType)

  /// What a name of a module's means, or `nil` if a state dictionary has no business with it.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch", "DoubleStorage"): self = .storage(.float64)
    case ("torch", "FloatStorage"): self = .storage(.float32)
    case ("torch", "HalfStorage"): self = .storage(.float16)
    case ("torch", "BFloat16Storage"): self = .storage(.bfloat16)
    case ("torch", "LongStorage"): self = .storage(.int64)
    case ("torch", "IntStorage"): self = .storage(.int32)
    case ("torch", "ByteStorage"): self = .storage(.uint8)
    default: return nil
    }
  }
}

/// Why a pickle is not that of a state dictionary.
struct MalformedPickle: Error {
  let reason: String
}

/// A machine that understands pickles of protocol 2, as far as state dictionaries need them: it makes numbers, texts,
/// tuples, lists, dictionaries and descriptions of tensors. A pickle that asks for anything else is refused, since in
/// Python's own machine it could run any program.
///
/// Python, `pickletools` (the opcodes); PyTorch, `torch.serialization` (what tensors become).
struct PickleMachine {
  private(set) var tuples: [[PickleValue]] = []
  private(set) var lists: [[PickleValue]] = []
  private(set) var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []

  private var cursor: ByteCursor
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var steps = 0
  /// The tuples that were read as shapes: thousands of tensors may share one, and share its numbers too.
  private var shapes: [Int: [Int]] = [:]

  init(_ bytes: [UInt8]) { cursor = ByteCursor(bytes) }

  /// Where the next pickle begins.
  var position: Int { cursor.position }

  /// Reads one pickle and gives the value that it stands for.
  ///
  /// - Throws: ``MalformedPickle``.
  mutating func run() throws -> PickleValue {
    (stack, marks, memo) = ([], [], [:])
    do {
      while true {
        let place = cursor.position
        steps += 1
        guard steps <= HeldLimits.pickleSteps else {
          throw MalformedPickle(
            reason: "its pickle has more than the \(HeldLimits.pickleSteps) steps that are carried out")
        }
        if try step(cursor.next(UInt8.self), at: place) { break }
      }
    } catch is ByteCursor.EndReached {
      throw MalformedPickle(reason: "its pickle ends too early")
    }
    guard stack.count == 1, marks.isEmpty else {
      throw MalformedPickle(reason: "its pickle stops with \(stack.count) values at hand")
    }
    return stack[0]
  }

  /// Carries out one opcode; true after the last.
  private mutating func step(_ opcode: UInt8, at place: Int) throws -> Bool {
    switch Opcode(rawValue: opcode) {
    case .proto:
      let version = try cursor.next(UInt8.self)
      guard version == 2 else { throw MalformedPickle(reason: "its pickle has protocol \(version), expected 2") }
    case .stop: return true
    case .pushNone: stack.append(.none)
    case .newTrue: stack.append(.bool(true))
    case .newFalse: stack.append(.bool(false))
    case .binInt: stack.append(.integer(Int(try cursor.next(Int32.self))))
    case .binInt1: stack.append(.integer(Int(try cursor.next(UInt8.self))))
    case .binInt2: stack.append(.integer(Int(try cursor.next(UInt16.self))))
    case .long1:
      let digits = try cursor.take(Int(cursor.next(UInt8.self)))
      stack.append(Self.integer(digits).map(PickleValue.integer) ?? .bytes(Array(digits)))
    case .binUnicode:
      let bytes = try cursor.take(Int(cursor.next(UInt32.self)))
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw MalformedPickle(reason: "the text at byte \(place) of its pickle is not UTF-8")
      }
      stack.append(.text(text))
    case .global: stack.append(.global(try global(at: place)))
    case .mark: marks.append(stack.count)
    case .emptyTuple: push(tuple: [])
    case .tuple: push(tuple: try popMark(at: place))
    case .tuple1: push(tuple: try pop(1, at: place))
    case .tuple2: push(tuple: try pop(2, at: place))
    case .tuple3: push(tuple: try pop(3, at: place))
    case .emptyList:
      lists.append([])
      stack.append(.list(lists.count - 1))
    case .append: try extend(by: pop(1, at: place), at: place)
    case .appends: try extend(by: popMark(at: place), at: place)
    case .emptyDictionary: pushDictionary()
    case .setItem: try insert(pop(2, at: place), at: place)
    case .setItems: try insert(popMark(at: place), at: place)
    case .binPut: try remember(as: Int(cursor.next(UInt8.self)), at: place)
    case .longBinPut: try remember(as: Int(cursor.next(UInt32.self)), at: place)
    case .binGet: try recall(Int(cursor.next(UInt8.self)), at: place)
    case .longBinGet: try recall(Int(cursor.next(UInt32.self)), at: place)
    case .binPersistentID: stack.append(.storage(try storage(pop(1, at: place)[0])))
    case .reduce:
      let call = try pop(2, at: place)
      try reduce(call[0], elements(call[1]), at: place)
    case .build:
      // An OrderedDict may carry attributes: PyTorch's keep the versions of its modules there.
      _ = try pop(1, at: place)
      guard case .dictionary = stack.last else {
        throw MalformedPickle(reason: "byte \(place) of its pickle sets attributes of something else than a dictionary")
      }
    case nil:
      throw MalformedPickle(
        reason: "byte \(place) of its pickle is opcode 0x\(String(opcode, radix: 16)), which no state dictionary needs")
    }
    return false
  }
}

private enum Opcode: UInt8 {
  case mark = 0x28  // (
  case emptyTuple = 0x29  // )
  case stop = 0x2E  // .
  case binInt = 0x4A  // J
  case binInt1 = 0x4B  // K
  case binInt2 = 0x4D  // M
  case pushNone = 0x4E  // N
  case binPersistentID = 0x51  // Q
  case reduce = 0x52  // R
  case binUnicode = 0x58  // X
  case emptyList = 0x5D  // ]
  case append = 0x61  // a
  case build = 0x62  // b
  case global = 0x63  // c
  case appends = 0x65  // e
  case binGet = 0x68  // h
  case longBinGet = 0x6A  // j
  case binPut = 0x71  // q
  case longBinPut = 0x72  // r
  case setItem = 0x73  // s
  case tuple = 0x74  // t
  case setItems = 0x75  // u
  case emptyDictionary = 0x7D  // }
  case proto = 0x80
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case newTrue = 0x88
  case newFalse = 0x89
  case long1 = 0x8A
}

// MARK: - The stack

extension PickleMachine {
  /// The last values on the stack, of those put there since the last mark.
  private mutating func pop(_ count: Int, at place: Int) throws -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else {
      throw MalformedPickle(reason: "byte \(place) of its pickle takes values that are not there")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popMark(at place: Int) throws -> [PickleValue] {
    guard let mark = marks.popLast() else {
      throw MalformedPickle(reason: "byte \(place) of its pickle takes values that are not there")
    }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func push(tuple: [PickleValue]) {
    tuples.append(tuple)
    stack.append(.tuple(tuples.count - 1))
  }

  private mutating func pushDictionary() {
    dictionaries.append([])
    stack.append(.dictionary(dictionaries.count - 1))
  }

  private mutating func extend(by values: [PickleValue], at place: Int) throws {
    guard case .list(let list) = stack.last else {
      throw MalformedPickle(reason: "byte \(place) of its pickle appends to something else than a list")
    }
    lists[list] += values
  }

  private mutating func insert(_ items: [PickleValue], at place: Int) throws {
    guard case .dictionary(let dictionary) = stack.last, items.count.isMultiple(of: 2) else {
      throw MalformedPickle(reason: "byte \(place) of its pickle puts items into something else than a dictionary")
    }
    for i in stride(from: 0, to: items.count, by: 2) { dictionaries[dictionary].append((items[i], items[i + 1])) }
  }

  private mutating func remember(as index: Int, at place: Int) throws {
    guard let value = stack.last else {
      throw MalformedPickle(reason: "byte \(place) of its pickle takes values that are not there")
    }
    memo[index] = value
  }

  private mutating func recall(_ index: Int, at place: Int) throws {
    guard let value = memo[index] else {
      throw MalformedPickle(reason: "byte \(place) of its pickle recalls value \(index), which it never kept")
    }
    stack.append(value)
  }

  /// A little-endian two's-complement number, unless it is too long.
  private static func integer(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.count <= 8 else { return nil }
    var bits = digits.last.map { $0 >= 0x80 ? UInt64.max : 0 } ?? 0
    for digit in digits.reversed() { bits = bits << 8 | UInt64(digit) }
    return Int(truncatingIfNeeded: bits)
  }
}

// MARK: - What state dictionaries refer to

extension PickleMachine {
  private mutating func global(at place: Int) throws -> PickleGlobal {
    let newline = UInt8(ascii: "\n")
    let module = String(decoding: try cursor.take(upTo: newline), as: UTF8.self)
    let name = String(decoding: try cursor.take(upTo: newline), as: UTF8.self)
    guard let global = PickleGlobal(module: module, name: name) else {
      throw MalformedPickle(
        reason:
          "byte \(place) of its pickle asks for \(module.prefix(40)).\(name.prefix(40)), which no state dictionary "
          + "needs; nothing was run. Load it in Python, if you trust it, and save its state_dict()")
    }
    return global
  }

  private func elements(_ value: PickleValue) -> [PickleValue]? {
    if case .tuple(let tuple) = value { tuples[tuple] } else { nil }
  }

  /// ("storage", type, key, device, count), with one more for views in the older format, which must not be there.
  private func storage(_ identity: PickleValue) throws -> TorchStorage {
    guard let parts = elements(identity), (5...6).contains(parts.count), parts[0] == .text("storage"),
      case .global(.storage(let type)) = parts[1], case .text(let key) = parts[2], case .integer(let count) = parts[4],
      count >= 0, parts.count == 5 || parts[5] == .none
    else { throw MalformedPickle(reason: "its pickle refers to something else than a tensor's storage") }
    return TorchStorage(type: type, key: key, count: count)
  }

  private mutating func reduce(_ callee: PickleValue, _ arguments: [PickleValue]?, at place: Int) throws {
    guard case .global(let global) = callee, let arguments else {
      throw MalformedPickle(reason: "byte \(place) of its pickle calls something that is no function")
    }
    switch global {
    case .orderedDictionary where arguments.isEmpty: pushDictionary()
    case .rebuildTensor where (6...7).contains(arguments.count):
      guard case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1],
        let shape = try axes(arguments[2], at: place), let strides = try axes(arguments[3], at: place)
      else { fallthrough }
      stack.append(.tensor(try TorchTensor(storage: storage, offset: offset, shape: shape, strides: strides)))
    case .rebuildParameter where arguments.count == 3:
      guard case .tensor = arguments[0] else { fallthrough }
      stack.append(arguments[0])
    default:
      throw MalformedPickle(reason: "byte \(place) of its pickle calls a function with other arguments than it takes")
    }
  }

  /// A tuple of whole numbers, one for every axis of a tensor; `nil` for anything else.
  private mutating func axes(_ value: PickleValue, at place: Int) throws -> [Int]? {
    guard case .tuple(let tuple) = value else { return nil }
    if let known = shapes[tuple] { return known }
    let parts = tuples[tuple]
    guard parts.count <= HeldLimits.axes else {
      throw MalformedPickle(
        reason: "byte \(place) of its pickle makes a tensor of \(parts.count) axes, expected at most \(HeldLimits.axes)"
      )
    }
    let integers = parts.compactMap { part -> Int? in if case .integer(let integer) = part { integer } else { nil } }
    guard integers.count == parts.count else { return nil }
    shapes[tuple] = integers
    return integers
  }
}
