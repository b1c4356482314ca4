import Foundation

/// A state dictionary as PyTorch's `torch.save` writes it: named tensors, described by a pickle.
///
/// Both of PyTorch's formats are read: since version 1.6 a zip archive with a pickle and one entry for every storage,
/// before that pickles and storages one after another. Neither runs anything: see ``PickleMachine``.
///
/// PyTorch, `torch.serialization`.
struct StateDictionary {
  /// The tensors by name.
  let entries: [String: TensorEntry]

  /// Whether a file begins as one of the two formats does.
  static func begins(_ file: FileReader) -> Bool {
    ZipArchive.isArchive(file) || file.peek(PickledFile.beginning.count) == PickledFile.beginning
  }

  /// Reads a file.
  ///
  /// - Throws: `StoreError.cannotRead`, `StoreError.damaged`.
  init(_ file: FileReader) throws {
    do {
      if ZipArchive.isArchive(file) {
        try self.init(ZippedFile(file), holding: HeldLimits.inflated(from: file.size))
      } else {
        try self.init(PickledFile(file), holding: file.size)
      }
    } catch let error as MalformedPickle {
      throw StoreError.damaged(path: file.path, format: .stateDictionary, reason: error.reason)
    }
  }

  private init(_ file: some StorageSource, holding limit: Int) throws {
    guard case .dictionary(let root) = file.root else {
      throw MalformedPickle(reason: "its pickle is not of a dictionary")
    }
    var storages: [String: TorchStorage] = [:]
    var tensors: [String: [(name: String, tensor: TorchTensor)]] = [:]
    var names: Set<String> = []
    for (key, value) in file.machine.dictionaries[root] {
      guard case .text(let name) = key else {
        throw MalformedPickle(reason: "its dictionary has a key that is not text")
      }
      guard case .tensor(let tensor) = value else {
        throw MalformedPickle(
          reason: "\"\(name)\" in its dictionary is not a tensor: save a module's state_dict() by itself")
      }
      guard names.insert(name).inserted else { throw MalformedPickle(reason: "it has \"\(name)\" twice") }
      guard storages.updateValue(tensor.storage, forKey: tensor.storage.key) ?? tensor.storage == tensor.storage else {
        throw MalformedPickle(reason: "storage \"\(tensor.storage.key)\" is described in two ways")
      }
      tensors[tensor.storage.key, default: []].append((name, tensor))
    }
    var entries: [String: TensorEntry] = [:]
    var held = 0
    for (key, storage) in storages {
      let bytes = try file.bytes(of: storage)
      held += bytes.count
      guard held <= limit else {
        throw MalformedPickle(reason: "its storages hold more than the \(limit) bytes that a file of its size may")
      }
      // Equal views are one tensor under several names.
      var views: [TorchTensor: TensorEntry] = [:]
      var gathered = 0
      for (name, tensor) in tensors[key]! {
        if let known = views[tensor] {
          entries[name] = known
          continue
        }
        gathered += tensor.shape.reduce(storage.type.byteCount, *)
        guard gathered <= HeldLimits.viewsOfStorage * bytes.count else {
          throw MalformedPickle(
            reason: "its tensors hold the elements of storage \"\(key)\" more than \(HeldLimits.viewsOfStorage) times")
        }
        let entry = tensor.entry(from: bytes)
        (views[tensor], entries[name]) = (entry, entry)
      }
    }
    self.entries = entries
  }
}

/// A file that tells which tensors there are, and has their storages.
private protocol StorageSource {
  var machine: PickleMachine { get }
  var root: PickleValue { get }
  func bytes(of storage: TorchStorage) throws -> [UInt8]
}

// MARK: - Since PyTorch 1.6

/// A zip archive: `data.pkl` and `data/0`, `data/1`, … in a folder of any name.
private struct ZippedFile: StorageSource {
  let machine: PickleMachine
  let root: PickleValue
  private let archive: ZipArchive
  private let folder: String
  private let limit: Int

  init(_ file: FileReader) throws {
    archive = try ZipArchive(file)
    limit = HeldLimits.inflated(from: file.size)
    let pickles = archive.names.filter { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }
    guard pickles.count == 1 else {
      throw MalformedPickle(reason: "it is an archive with \(pickles.count) entries called data.pkl, expected 1")
    }
    folder = String(pickles[0].dropLast("data.pkl".count))
    if archive.byteCount(of: folder + "byteorder") != nil {
      let order = String(decoding: try archive.bytes(of: folder + "byteorder", atMost: 64), as: UTF8.self)
      guard order == "little" else {
        throw MalformedPickle(reason: "its byte order is \"\(order.prefix(20))\", expected little")
      }
    }
    var machine = PickleMachine(try archive.bytes(of: pickles[0], atMost: HeldLimits.pickle))
    root = try machine.run()
    self.machine = machine
  }

  func bytes(of storage: TorchStorage) throws -> [UInt8] {
    let name = folder + "data/" + storage.key
    let (needed, tooMany) = storage.count.multipliedReportingOverflow(by: storage.type.byteCount)
    guard !tooMany, archive.byteCount(of: name) == needed else {
      let found = archive.byteCount(of: name).map { "has \($0) bytes" } ?? "is not there"
      throw MalformedPickle(
        reason: "entry \"\(name)\" \(found), expected \(storage.count) elements of type \(storage.type.rawValue)")
    }
    return try archive.bytes(of: name, atMost: limit)
  }
}

// MARK: - Before

/// Five pickles: a magic number, the version, the system, the dictionary and the keys of the storages; then, in the
/// order of the keys, for each storage its number of elements and the elements.
private struct PickledFile: StorageSource {
  /// The beginning of the first pickle: protocol 2, and the ten bytes of the magic number.
  static let beginning: [UInt8] = [0x80, 2, 0x8A, 10] + magic
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
  private static let version = 1001

  let machine: PickleMachine
  let root: PickleValue
  private let file: FileReader
  /// Where the storages' elements begin.
  private let places: [String: Int]

  init(_ file: FileReader) throws {
    self.file = file
    var machine = PickleMachine(try file.bytes(min(file.size, HeldLimits.pickle), at: 0))
    guard try machine.run() == .bytes(Self.magic), try machine.run() == .integer(Self.version) else {
      throw MalformedPickle(reason: "it is not of version \(Self.version) of the format")
    }
    guard case .dictionary(let system) = try machine.run(),
      machine.dictionaries[system].contains(where: { $0.key == .text("little_endian") && $0.value == .bool(true) })
    else { throw MalformedPickle(reason: "its byte order is not little-endian") }
    root = try machine.run()
    guard case .list(let list) = try machine.run() else {
      throw MalformedPickle(reason: "it has no list of storages")
    }
    places = try Self.places(of: machine.lists[list], from: machine.position, in: file, described: machine)
    self.machine = machine
  }

  /// Walks over the storages.
  private static func places(
    of keys: [PickleValue], from start: Int, in file: FileReader, described machine: PickleMachine
  ) throws -> [String: Int] {
    var sizes: [String: Int] = [:]
    for tuple in machine.dictionaries.joined() {
      if case .tensor(let tensor) = tuple.value { sizes[tensor.storage.key] = tensor.storage.type.byteCount }
    }
    var places: [String: Int] = [:]
    var position = start
    for key in keys {
      guard case .text(let key) = key, let size = sizes[key] else {
        throw MalformedPickle(reason: "it has a storage that no tensor uses")
      }
      guard position + 8 <= file.size else { throw MalformedPickle(reason: "it ends before storage \"\(key)\"") }
      var cursor = ByteCursor(try file.bytes(8, at: position))
      position += 8
      let count = try? cursor.nextLength()
      guard let count, count <= (file.size - position) / size else {
        throw MalformedPickle(reason: "it ends before the end of storage \"\(key)\"")
      }
      places[key] = position
      position += count * size
    }
    guard position == file.size else { throw MalformedPickle(reason: "it goes on after its last storage") }
    return places
  }

  func bytes(of storage: TorchStorage) throws -> [UInt8] {
    guard let place = places[storage.key] else {
      throw MalformedPickle(reason: "it does not hold storage \"\(storage.key)\"")
    }
    var cursor = ByteCursor(try file.bytes(8, at: place - 8))
    guard (try? cursor.nextLength()) == storage.count else {
      throw MalformedPickle(reason: "storage \"\(storage.key)\" does not have the \(storage.count) elements described")
    }
    return try file.bytes(storage.count * storage.type.byteCount, at: place)
  }
}
