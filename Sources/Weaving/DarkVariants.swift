import Notebook

/// Figures that look different on a dark page, as GitHub shows them: by `<picture>`, whose second source is for readers
/// who asked their browser for dark pages. Notebooks, which may drop that element, keep the plain link.
struct DarkVariants {
  /// The files for dark pages, by the files for light ones.
  private let names: [String: String]

  /// The variants that some figures have.
  init(_ figures: [FigureFile]) {
    names = Dictionary(
      figures.compactMap { figure in figure.dark.map { (figure.name, $0) } }, uniquingKeysWith: { first, _ in first })
  }

  /// The Markdown with a `<picture>` in place of every line that is a link to a figure with a variant, outside of blocks of
  /// code.
  func set(in markdown: String) -> String {
    var fence: Int?
    return markdown.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let marks = line.prefix { $0 == "`" }.count
      if let open = fence {
        if marks >= open, marks == line.count { fence = nil }
      } else if marks >= 3 {
        fence = marks
      } else if let match = line.wholeMatch(of: #/!\[(.*)\]\(figures/([^()\s]+)\)/#), let dark = names[String(match.2)]
      {
        let alternative = String(match.1).replacing("\\[", with: "[").replacing("\\]", with: "]")
        return """
          <picture>
            <source media="(prefers-color-scheme: dark)" srcset="figures/\(dark)">
            <img alt="\(alternative.escapedForHTML)" src="figures/\(match.2)">
          </picture>
          """
      }
      return String(line)
    }.joined(separator: "\n")
  }
}

extension String {
  /// The text as the value of an attribute in HTML.
  fileprivate var escapedForHTML: String {
    replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;").replacing(
      ">", with: "&gt;")
  }
}
