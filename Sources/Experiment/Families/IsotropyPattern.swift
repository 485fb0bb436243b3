import Gaussian

/// Partitions of the number of targets, one for each number k: fixed parts and one that takes the rest, `1,k-1`.
public struct IsotropyPattern: Sendable, Hashable {
    /// nil stands for k minus all the others.
    private let parts: [Int?]

    /// From a text such as `1,k-1`, `2,1,k-3` or, for one number of targets alone, `1,5`.
    ///
    /// - Throws: ``ExperimentError`` with what is wrong.
    public init(_ text: String) throws(ExperimentError) {
        var parts = [Int?](), subtracted: Int?
        for word in text.split(separator: ",", omittingEmptySubsequences: false).map({ $0.filter { $0 != " " } }) {
            if let part = Int(word), part > 0 {
                parts.append(part)
            } else if word == "k" || word.hasPrefix("k-"), subtracted == nil,
                let rest = word == "k" ? 0 : Int(word.dropFirst(2)), rest >= 0
            {
                parts.append(nil)
                subtracted = rest
            } else {
                throw .badSetting(
                    name: "isotropy '\(text)'",
                    problem: "'\(word)' is neither a positive number nor, once, k or k-<number>")
            }
        }
        guard !parts.isEmpty else { throw .badSetting(name: "isotropy '\(text)'", problem: "has no parts") }
        let fixed = parts.reduce(0) { $0 + ($1 ?? 0) }
        guard subtracted == nil || subtracted == fixed else {
            throw .badSetting(
                name: "isotropy '\(text)'", problem: "the parts add up to k only if the last one is k-\(fixed)")
        }
        self.parts = parts
    }

    /// The symmetry for k targets; nil when the parts do not add up to k.
    public func symmetry(targets k: Int) -> DiagonalSymmetry? {
        let rest = k - parts.reduce(0) { $0 + ($1 ?? 0) }
        let all = parts.map { $0 ?? rest }
        guard all.allSatisfy({ $0 > 0 }), all.reduce(0, +) == k else { return nil }
        return DiagonalSymmetry(parts: all)
    }
}

extension IsotropyPattern {
    /// The number of targets of a pattern without k; nil for one with it.
    public var fixedOrder: Int? {
        parts.contains { $0 == nil } ? nil : parts.reduce(0) { $0 + ($1 ?? 0) }
    }
}
