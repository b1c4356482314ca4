import Foundation

/// The library by which JPEG is read, libturbojpeg, found when the first JPEG comes: nothing is needed to build.
///
/// These are functions of its second interface, which its third version has too.
struct TurboJPEG: Sendable {
  typealias Handle = UnsafeMutableRawPointer
  typealias Number = UnsafeMutablePointer<Int32>

  /// `tjInitDecompress`.
  typealias MakeDecoder = @Sendable @convention(c) () -> Handle?
  /// `tjDecompressHeader3`: a file, its length; then what is read: width, height, subsampling, colour space. 0 if all is
  /// well.
  typealias ReadHeader =
    @Sendable @convention(c) (Handle, UnsafePointer<UInt8>, CUnsignedLong, Number, Number, Number, Number) -> Int32
  /// `tjDecompress2`: a file, its length; where the pixels go, their width, bytes in a row, height, format; flags. 0 if
  /// there was neither an error nor a warning. The size decoded is the largest, in eighths of the file's, that fits.
  typealias Decode =
    @Sendable @convention(c) (
      Handle, UnsafePointer<UInt8>, CUnsignedLong, UnsafeMutablePointer<UInt8>, Int32, Int32, Int32, Int32, Int32
    ) -> Int32
  /// `tjGetErrorStr2`.
  typealias Message = @Sendable @convention(c) (Handle) -> UnsafePointer<CChar>?
  /// `tjDestroy`.
  typealias Destroy = @Sendable @convention(c) (Handle) -> Int32

  let makeDecoder: MakeDecoder
  let readHeader: ReadHeader
  let decode: Decode
  let message: Message
  let destroy: Destroy

  /// The library; nil where it is not installed. It is looked for once.
  static let installed = TurboJPEG(paths: usualPaths)

  /// By its name where the system looks for libraries, and in the folders of Homebrew and MacPorts.
  static let usualPaths: [String] = {
    #if os(macOS)
      let folders = ["/opt/homebrew/opt/jpeg-turbo/lib/", "/usr/local/opt/jpeg-turbo/lib/", "/opt/local/lib/", ""]
      return folders.flatMap { ["\($0)libturbojpeg.0.dylib", "\($0)libturbojpeg.dylib"] }
    #else
      return ["libturbojpeg.so.0", "libturbojpeg.so"]
    #endif
  }()

  /// The first of some libraries that is there and has all these functions.
  init?(paths: [String]) {
    for path in paths {
      guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else { continue }
      if let makeDecoder = dlsym(library, "tjInitDecompress"), let readHeader = dlsym(library, "tjDecompressHeader3"),
        let decode = dlsym(library, "tjDecompress2"), let message = dlsym(library, "tjGetErrorStr2"),
        let destroy = dlsym(library, "tjDestroy")
      {
        self.makeDecoder = unsafeBitCast(makeDecoder, to: MakeDecoder.self)
        self.readHeader = unsafeBitCast(readHeader, to: ReadHeader.self)
        self.decode = unsafeBitCast(decode, to: Decode.self)
        self.message = unsafeBitCast(message, to: Message.self)
        self.destroy = unsafeBitCast(destroy, to: Destroy.self)
        return
      }
      dlclose(library)
    }
    return nil
  }
}
