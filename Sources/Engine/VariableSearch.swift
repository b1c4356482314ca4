/// Finds the variables of a module by reflection, and their names: see ``Module``.
struct VariableSearch {
  private(set) var found: [(name: String, variable: Variable)] = []
  /// The objects that have been met, each of which counts once; where they refer to one another in a circle, that ends it.
  private var met: Set<ObjectIdentifier> = []
  private let root: String

  /// Searches a module and everything that it holds.
  init(of module: Module) {
    root = module.kind
    met.insert(ObjectIdentifier(module))
    visitChildren(of: module, name: "")
    let names = Dictionary(grouping: found, by: \.name).filter { $1.count > 1 }.keys
    require(names.isEmpty, "\(root): several variables are called \(names.sorted().joined(separator: ", "))")
  }

  /// Everything that a value has in itself, of which nothing can be a variable and much may be large.
  private static func isPlain(_ type: Any.Type) -> Bool { type is any Plain.Type }

  private mutating func visit(_ value: Any, name: String) {
    if Self.isPlain(type(of: value)) { return }
    if let variable = value as? Variable {
      if met.insert(ObjectIdentifier(variable)).inserted { found.append((name, variable)) }
      return
    }
    if let module = value as? Module {
      if met.insert(ObjectIdentifier(module)).inserted { visitChildren(of: module, name: name) }
      return
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      if let some = mirror.children.first { visit(some.value, name: name) }
    case .collection:
      if let collection = value as? any Collection, Self.isPlain(Self.elementType(of: collection)) { return }
      for (index, element) in mirror.children.enumerated() { visit(element.value, name: "\(name).\(index)") }
    case .tuple, .struct, .enum:
      // The elements of a tuple that have no names are labelled ".0", ".1" and so on.
      for child in mirror.children { visit(child.value, name: "\(name).\(child.label?.trimmingPrefix(".") ?? "")") }
    case .dictionary:
      guard let table = value as? [String: Any] else { return refuseVariables(of: value, name, "a key is no string") }
      for key in table.keys.sorted() { visit(table[key]!, name: "\(name).\(key)") }
    case .set: refuseVariables(of: value, name, "a set has no order")
    case .class:
      if met.insert(ObjectIdentifier(value as AnyObject)).inserted {
        refuseVariables(of: value, name, "\(type(of: value)) is a class and not a Module")
      }
    default: break
    }
  }

  private mutating func visitChildren(of module: Module, name: String) {
    for child in Self.children(of: Mirror(reflecting: module)) {
      let label = child.label ?? ""
      let path = name.isEmpty ? label : "\(name).\(label)"
      if label.hasPrefix(Self.lazyPrefix) {
        refuseVariables(
          ofType: type(of: child.value), path.replacing(Self.lazyPrefix, with: ""),
          "a lazy property may not be there yet")
      }
      visit(child.value, name: path)
    }
  }

  /// What Swift calls the storage of a lazy property.
  private static let lazyPrefix = "$__lazy_storage_$_"

  private static func children(of mirror: Mirror) -> [Mirror.Child] {
    guard let superclass = mirror.superclassMirror, superclass.subjectType != Module.self else {
      return Array(mirror.children)
    }
    return children(of: superclass) + mirror.children
  }

  private static func elementType<Elements: Collection>(of _: Elements) -> Any.Type { Elements.Element.self }

  // MARK: - Where variables have no name

  /// Stops the program if a value that is searched no further holds variables: they would be neither trained nor saved.
  private mutating func refuseVariables(of value: Any, _ name: String, _ reason: String) {
    let before = found.count
    for child in Self.children(of: Mirror(reflecting: value)) {
      visit(child.value, name: "\(name).\(child.label ?? "")")
    }
    require(
      found.count == before,
      "\(root): the variables in \(name) have no names, because \(reason); keep them in modules, arrays, tuples, structs "
        + "or dictionaries with strings as keys")
  }

  private func refuseVariables(ofType type: Any.Type, _ name: String, _ reason: String) {
    guard let wrapped = (type as? any AnyOptional.Type)?.wrapped else { return }
    require(
      !(wrapped is Module.Type || wrapped is Variable.Type),
      "\(root): the variables in \(name) cannot be found, because \(reason); make it in the initialiser")
  }
}

extension Module {
  /// The name of the module's class, for messages.
  package var kind: String { "\(type(of: self))" }
}

/// A type whose values hold no variables and need not be searched.
private protocol Plain {}
extension Tensor: Plain {}
extension Float: Plain {}
extension Double: Plain {}
extension Int: Plain {}
extension Int32: Plain {}
extension Int64: Plain {}
extension UInt8: Plain {}
extension UInt32: Plain {}
extension UInt64: Plain {}
extension Bool: Plain {}
extension String: Plain {}

private protocol AnyOptional { static var wrapped: Any.Type { get } }
extension Optional: AnyOptional { static var wrapped: Any.Type { Wrapped.self } }
