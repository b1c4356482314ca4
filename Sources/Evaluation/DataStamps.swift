import Datasets
import Notebook

extension DataStamp {
  /// The stamp of a certain copy of a data set; of the usual one if none is named.
  public init(_ set: DataSet, _ identity: DataSet.Identity? = nil) {
    let identity = identity ?? DataSet.Identity(name: set.name)
    self.init(name: identity.name, variant: identity.variant, title: set.title(of: identity))
  }
}
