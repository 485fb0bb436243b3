/// Text on its way into a page.
enum HTMLText {
    /// `text` with every character that means something in HTML spelled as a reference; for content and for quoted
    /// attributes.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            // control characters and those that turn the direction of writing could disguise what is read
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The same of several lines, whose ends stay.
    static func escapedLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }.joined(
            separator: "\n")
    }

    /// JSON that may stand inside a script element: "<" occurs in strings only and is spelled as an escape, so no tag
    /// can end the element.
    static func scriptSafe(_ json: String) -> String { json.replacing("<", with: "\\u003c") }

    static func table(_ header: [String], _ rows: [[String]], numeric: Set<Int> = []) -> String {
        func cells(_ row: [String], _ tag: String) -> String {
            row.enumerated().map { "<\(tag)\(numeric.contains($0) ? " class=\"n\"" : "")>\(escaped($1))</\(tag)>" }
                .joined()
        }
        return "<div class=\"scroll\"><table><thead><tr>\(cells(header, "th"))</tr></thead><tbody>"
            + rows.map { "<tr>\(cells($0, "td"))</tr>" }.joined() + "</tbody></table></div>"
    }
}
