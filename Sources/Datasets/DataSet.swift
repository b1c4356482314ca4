import Foundation

/// A set of labelled images that commands, caches and pages know by one name.
///
/// Everything that is particular to a data set is in its one declaration (see `DataSets.swift`): code that trains,
/// scores or shows takes the value and asks it, and never compares names.
public struct DataSet: Sendable {
  /// What commands, files and caches call it, such as `cifar10`.
  public let name: String
  /// What readers are told; nobody is to take drawn images for photographs.
  public let title: String
  /// What may be done with the images, and whose they are.
  public let licence: String
  /// The height, width and channels of an image.
  public let shape: ImageShape
  /// Whether a mirrored image could be one of the set, so that training may mirror it.
  public let allowsFlips: Bool
  /// How many images a generator can be trained on when every file is there; `nil` if they are drawn without end.
  public let trainingImages: Int?
  /// The images of a part: of the range if one is given, all that the part usually has if none is.
  private let load: @Sendable (_ split: Split, _ range: Range<Int>?, _ folder: String?) throws -> ImageDataset

  /// The parts of a data set, none of which shares an image with another of a different purpose.
  public enum Split: String, CaseIterable, Sendable {
    /// What a generator's discriminator sees.
    case train
    /// What nobody trains on.
    case test
    /// What the book's own feature network is trained on, labelled by the classes that it tells apart.
    case featureTrain
    /// What that network is judged by, labelled alike.
    case featureTest
  }

  /// Which images exactly, as files and caches remember it.
  public struct Identity: Codable, Hashable, Sendable {
    /// The data set's name, such as `cifar10`.
    public var name: String
    /// Which copy of it, such as `cifar10-jpeg`: copies that differ in a single bit train differently.
    public var variant: String

    /// The identity of a copy; the name itself if there is but one.
    public init(name: String, variant: String? = nil) {
      self.name = name
      self.variant = variant ?? name
    }
  }

  /// Declares a data set.
  public init(
    name: String, title: String, licence: String, shape: ImageShape, allowsFlips: Bool, trainingImages: Int?,
    load: @escaping @Sendable (_ split: Split, _ range: Range<Int>?, _ folder: String?) throws -> ImageDataset
  ) {
    self.name = name
    self.title = title
    self.licence = licence
    self.shape = shape
    self.allowsFlips = allowsFlips
    self.trainingImages = trainingImages
    self.load = load
  }

  /// The images of a part.
  ///
  /// - Parameters:
  ///   - range: Which of them; as many as the part usually has if left out.
  ///   - folder: Where the reader says that the files lie; the usual places if left out.
  /// - Throws: What is wrong with the files, in one line that says what to do.
  public func images(_ split: Split, _ range: Range<Int>? = nil, folder: String? = nil) throws -> ImageDataset {
    try load(split, range, folder)
  }

  /// Whether its images are drawn when they are asked for, without end; else they lie in files that may be missing.
  public var isDrawn: Bool { trainingImages == nil }

  /// What readers are told of a certain copy.
  public func title(of identity: Identity) -> String {
    identity.variant == name ? title : "\(title) (\(identity.variant))"
  }
}

extension DataSet: Equatable {
  /// Data sets are equal if they go by the same name.
  public static func == (left: DataSet, right: DataSet) -> Bool { left.name == right.name }
}

extension DataSet {
  /// The data set of that name.
  ///
  /// - Throws: ``UnknownDataSet`` if there is none.
  public static func named(_ name: String) throws(UnknownDataSet) -> DataSet {
    guard let found = all.first(where: { $0.name == name }) else { throw UnknownDataSet(name: name) }
    return found
  }
}

/// A name that no data set goes by.
public struct UnknownDataSet: Error, CustomStringConvertible, Sendable {
  /// The name.
  public let name: String

  /// What was found, and what was expected.
  public var description: String {
    "no data set is called '\(name)', expected \(DataSet.all.map(\.name).joined(separator: " or "))"
  }
}
