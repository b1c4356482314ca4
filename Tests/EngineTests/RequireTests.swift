import Testing

@testable import Engine

@Suite("Misuse") struct RequireTests {
  @Test("A message names both shapes, in optimised builds too", .processOfItsOwn)
  func message() async {
    #if compiler(>=6.2)
      let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Linear(from: 3, to: 1, initializer: .he, random: Random(seed: 1))(.zeros([2, 4]))
      }
      let words = lastWords(result)
      #expect(words.contains("linear: an input of shape [2, 4] does not fit a weight of shape [1, 3]"), "\(words)")
      #expect(words.contains("Engine/MatrixProduct.swift:"), "\(words)")
    #endif
  }

  @Test("A condition that holds costs no message")
  func lazy() {
    var wasAsked = false
    func message() -> String {
      wasAsked = true
      return ""
    }
    require(true, message())
    #expect(!wasAsked)
  }
}
