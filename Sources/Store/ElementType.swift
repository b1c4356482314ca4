/// How the elements of a stored tensor are represented.
///
/// The raw value is the name the safetensors format gives the type. The cases stand in the order in which a file holds
/// its tensors, widest elements first, so that every tensor begins at a multiple of its element's size.
public enum ElementType: String, CaseIterable, Sendable {
  /// 64-bit signed integers.
  case int64 = "I64"
  /// IEEE 754 double precision.
  case float64 = "F64"
  /// IEEE 754 single precision: what a `Tensor` computes in.
  case float32 = "F32"
  /// 32-bit signed integers.
  case int32 = "I32"
  /// The upper half of a single-precision float: its range, with 8 bits of precision.
  case bfloat16 = "BF16"
  /// IEEE 754 half precision: 11 bits of precision, up to 65,504.
  case float16 = "F16"
  /// Bytes.
  case uint8 = "U8"

  /// The size of one element in bytes.
  public var byteCount: Int {
    switch self {
    case .int64, .float64: 8
    case .float32, .int32: 4
    case .bfloat16, .float16: 2
    case .uint8: 1
    }
  }
}

/// A Swift type whose values a file holds bit for bit.
public protocol StoredElement: BitwiseCopyable {
  /// The type's name in a file.
  static var elementType: ElementType { get }
}

extension Int64: StoredElement {
  /// The type's name in a file.
  public static var elementType: ElementType { .int64 }
}

extension Double: StoredElement {
  /// The type's name in a file.
  public static var elementType: ElementType { .float64 }
}

extension Float: StoredElement {
  /// The type's name in a file.
  public static var elementType: ElementType { .float32 }
}

extension Int32: StoredElement {
  /// The type's name in a file.
  public static var elementType: ElementType { .int32 }
}

extension UInt8: StoredElement {
  /// The type's name in a file.
  public static var elementType: ElementType { .uint8 }
}
