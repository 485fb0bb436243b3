/// Where a value stands in a JSON text: `$.data.axes[0]`.
///
/// A list linked towards the root, so that going one step down costs one small allocation however deep the path.
public indirect enum JSONPath: Sendable, Equatable {
    case root
    case key(String, in: JSONPath)
    case index(Int, in: JSONPath)

    /// One step down.
    enum Step: Equatable, Sendable {
        case key(String)
        case index(Int)
    }

    func appending(_ step: Step) -> JSONPath {
        switch step {
        case .key(let key): return .key(key, in: self)
        case .index(let index): return .index(index, in: self)
        }
    }
}

extension JSONPath: CustomStringConvertible {
    /// The path in JSONPath notation (RFC 9535), names that are not identifiers in brackets.
    public var description: String {
        var steps: [String] = []
        var place = self
        while true {
            switch place {
            case .root:
                return "$" + steps.reversed().joined()
            case .index(let index, let parent):
                steps.append("[\(index)]")
                place = parent
            case .key(let key, let parent):
                steps.append(Self.isIdentifier(key) ? ".\(key)" : "['\(OneLine.text(key, limit: 40))']")
                place = parent
            }
        }
    }

    private static func isIdentifier(_ key: String) -> Bool {
        guard let first = key.utf8.first, key.utf8.count <= 80, !(first &- 0x30 < 10) else { return false }
        return key.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == UInt8(ascii: "_") }
    }
}
