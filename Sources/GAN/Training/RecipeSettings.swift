import Store
import Foundation

/// Why a recipe cannot be what somebody wrote.
public enum RecipeError: Error, CustomStringConvertible, Sendable, Equatable {
  /// A setting that no recipe has; perhaps the nearest is meant.
  case unknown(String, nearest: String?)
  /// A value that the setting cannot have.
  case wrongValue(String, found: String, expected: String)
  /// Text that is no `name=value`.
  case noAssignment(String)
  /// A file that holds no recipe.
  case unreadable(file: String, reason: String)

  /// What was found, what was expected, and what to do.
  public var description: String {
    switch self {
    case .unknown(let name, let nearest):
      "no recipe has a setting '\(name)'\(nearest.map { ", perhaps '\($0)' is meant" } ?? ""); there are "
        + Recipe.settingNames.joined(separator: ", ")
    case .wrongValue(let name, let found, let expected): "\(name) is '\(found)', expected \(expected)"
    case .noAssignment(let text): "'\(text)' sets nothing, expected name=value, such as generatorRate=3e-4"
    case .unreadable(let file, let reason): "\(file) holds no recipe (\(reason)), expected JSON such as {\"width\": 32}"
    }
  }
}

extension Recipe {
  /// One of a recipe's settings, as JSON and `--set` name it.
  struct Setting: Sendable {
    let name: String
    /// What values it takes, in words.
    let expected: String
    /// Reads the value from text.
    let set: @Sendable (_ recipe: inout Recipe, _ text: String) -> Bool
    /// The value as text.
    let text: @Sendable (Recipe) -> String

    /// A whole number in a range.
    static func whole(
      _ name: String, _ path: WritableKeyPath<Recipe, Int> & Sendable, _ range: ClosedRange<Int>
    ) -> Setting {
      Setting(name: name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { recipe, text in
        guard let value = Int(text), range.contains(value) else { return false }
        recipe[keyPath: path] = value
        return true
      } text: {
        "\($0[keyPath: path])"
      }
    }

    /// One of a few names.
    static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
      _ name: String, _ path: WritableKeyPath<Recipe, Value> & Sendable
    ) -> Setting {
      let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
      return Setting(name: name, expected: "one of \(names)") { recipe, text in
        guard let value = Value(rawValue: text) else { return false }
        recipe[keyPath: path] = value
        return true
      } text: {
        $0[keyPath: path].rawValue
      }
    }

    /// A number in a range.
    static func number(
      _ name: String, _ path: WritableKeyPath<Recipe, Float> & Sendable, _ range: ClosedRange<Float>
    ) -> Setting {
      Setting(name: name, expected: "a number from \(range.lowerBound) to \(range.upperBound)") { recipe, text in
        guard let value = Float(text), range.contains(value) else { return false }
        recipe[keyPath: path] = value
        return true
      } text: {
        "\($0[keyPath: path])"
      }
    }
  }

  /// Every setting, in the order in which a recipe declares them.
  static let settings: [Setting] = [
    .choice("blocks", \.blocks),
    .whole("refinements", \.refinements, 0...4),
    .whole("width", \.width, 1...512),
    .number("dropout", \.dropout, 0...0.95),
    .choice("spectralNorm", \.spectralNorm),
    .choice("discriminatorNorm", \.discriminatorNorm),
    .choice("loss", \.loss),
    .number("classWeight", \.classWeight, 0...100),
    .choice("classInput", \.classInput),
    .number("generatorRate", \.generatorRate, 0...1),
    .number("discriminatorRate", \.discriminatorRate, 0...1),
    .number("beta1", \.beta1, 0...0.999),
    Setting(
      name: "fade", expected: "none, or the last step at full rates and the first at the least, such as 8000-16000"
    ) { recipe, text in
      if text == "none" {
        recipe.fade = nil
        return true
      }
      let steps = text.split(separator: "-").map { Int($0) }
      guard steps.count == 2, let after = steps[0], let until = steps[1], 0 <= after, after < until, until < 1 << 31
      else { return false }
      recipe.fade = Fade(after: after, until: until)
      return true
    } text: {
      $0.fade.map { "\($0.after)-\($0.until)" } ?? "none"
    },
    .number("r1", \.r1, 0...10_000),
    .number("r2", \.r2, 0...10_000),
    .whole("r1Interval", \.r1Interval, 1...1024),
    Setting(
      name: "augmentation", expected: "none, all, or parts of colour, translation and cutout joined by +"
    ) { recipe, text in
      let parts = Set(text.split(separator: "+").map(String.init))
      guard
        ["none", "all"].contains(text) || (!parts.isEmpty && parts.isSubset(of: ["colour", "translation", "cutout"]))
      else { return false }
      func has(_ part: String) -> Bool { text == "all" || parts.contains(part) }
      recipe.augmentation =
        text == "none"
        ? nil
        : DifferentiableAugmentation(
          colour: has("colour"), translation: has("translation") ? 1 / 8 : 0, cutout: has("cutout") ? 1 / 2 : 0)
      return true
    } text: { recipe in
      guard let augmentation = recipe.augmentation else { return "none" }
      let parts = [
        augmentation.colour ? "colour" : nil, augmentation.translation > 0 ? "translation" : nil,
        augmentation.cutout > 0 ? "cutout" : nil,
      ].compactMap(\.self)
      return parts.count == 3 ? "all" : parts.isEmpty ? "none" : parts.joined(separator: "+")
    },
    .number("averageDecay", \.averageDecay, 0...0.999_999),
    .whole("batchSize", \.batchSize, 1...4096),
    .choice("precision", \.precision),
  ]

  /// The names of all settings.
  public static var settingNames: [String] { settings.map(\.name) }

  /// The settings that a run may change when it goes on.
  public static let changeable: Set<String> = ["generatorRate", "discriminatorRate", "fade"]

  /// The recipe with one setting changed.
  ///
  /// - Throws: ``RecipeError`` for a setting that there is not, or a value that it cannot have.
  public mutating func set(_ name: String, to text: String) throws(RecipeError) {
    guard let setting = Self.settings.first(where: { $0.name == name }) else {
      throw .unknown(name, nearest: Self.settingNames.nearest(to: name))
    }
    guard setting.set(&self, text) else { throw .wrongValue(name, found: text, expected: setting.expected) }
  }

  /// Changes settings as `name=value` says.
  ///
  /// - Throws: ``RecipeError``.
  public mutating func set(_ assignment: String) throws(RecipeError) {
    guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
      throw .noAssignment(assignment)
    }
    try set(String(assignment[..<equals]), to: String(assignment[assignment.index(after: equals)...]))
  }

  /// Changes settings as the members of a JSON object say: numbers, and text as in ``set(_:to:)``.
  ///
  /// - Parameter file: What an error calls the JSON.
  /// - Throws: ``RecipeError``.
  public mutating func set(json: Data, file: String) throws(RecipeError) {
    let object: Any
    do { object = try JSONSerialization.jsonObject(with: json) } catch {
      throw .unreadable(file: file, reason: "it is not JSON")
    }
    guard let members = object as? [String: Any] else { throw .unreadable(file: file, reason: "it is no JSON object") }
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      switch value {
      case let text as String: try set(name, to: text)
      case let number as NSNumber: try set(name, to: "\(number)")
      default: throw .wrongValue(name, found: "\(value)", expected: "a number or text")
      }
    }
  }

  /// The recipe as ``set(json:file:)`` reads it, a setting on each line.
  public var json: Data {
    let members = Self.settings.map { setting in
      let text = setting.text(self)
      return "  \"\(setting.name)\": \(Double(text) == nil ? "\"\(text)\"" : text)"
    }
    return Data("{\n\(members.joined(separator: ",\n"))\n}\n".utf8)
  }

  /// Checks that every setting has a value that it can have, for a recipe that comes from a file.
  ///
  /// - Throws: ``RecipeError``.
  public func checked() throws(RecipeError) {
    var copy = self
    for setting in Self.settings { try copy.set(setting.name, to: setting.text(self)) }
    // The text of an augmentation names its parts without their sizes.
    for (name, share) in [("translation", augmentation?.translation ?? 0), ("cutout", augmentation?.cutout ?? 0)]
    where !(0...1).contains(share) {
      throw .wrongValue("the augmentation's \(name)", found: "\(share)", expected: "a share of the side from 0 to 1")
    }
  }

  /// The settings in which two recipes differ: the name, the value here, and the value there.
  public func differences(from other: Recipe) -> [(name: String, here: String, there: String)] {
    Self.settings.compactMap { setting in
      let (here, there) = (setting.text(self), setting.text(other))
      return here == there ? nil : (setting.name, here, there)
    }
  }
}
