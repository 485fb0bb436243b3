import Formats

/// Nested lists of a JSON object; its keys `problem` and `conventions` are no arrays.
///
/// JSON has no NaN and no infinities. They are read as null (NaN), as strings ("NaN", "inf", .. as `NonFiniteNumber`
/// spells them), and as the words NaN, Infinity and -Infinity that Python's `json.dump` writes.
struct JSONCandidateArrays: CandidateArrays {
    let root: JSONCursor

    static let problemKey = "problem"

    var file: String { root.file }

    var names: [String] {
        ((try? root.object().keys) ?? []).filter { $0 != Self.problemKey && $0 != CandidateConventions.key }
    }

    /// The depth of nesting, counted along first elements.
    func rank(_ name: String) throws(FormatError) -> Int? { try shape(name)?.count }

    func numbers(_ name: String, _ axes: [ArrayAxis]) throws(FormatError) -> (shape: [Int], values: [Double])? {
        guard let list = try root.optional(name) else { return nil }
        let (shape, elements) = try list.tensor(axes)
        return (shape, try ExactNumberCoding.map(elements) { (place) throws(FormatError) in try Self.number(place) })
    }

    private static func number(_ place: JSONCursor) throws(FormatError) -> Double {
        switch place.value {
        case .null: return .nan
        case .string(let text):
            guard let value = NonFiniteNumber.parse(text) else {
                throw place.failure(expected: "a number, null, \"NaN\", \"inf\" or \"-inf\"")
            }
            return value
        default: return try place.nearestDouble()
        }
    }

    func missing(_ name: String) -> FormatError {
        .missingKey(file: file, path: root.path.description, key: name, available: (try? root.object().keys) ?? [])
    }

    func conventions() throws(FormatError) -> CandidateConventions {
        guard let place = try root.optional(CandidateConventions.key) else { return CandidateConventions() }
        return try CandidateConventions.read(place)
    }

    /// The problem that the file carries, if it does.
    func problem() throws(FormatError) -> ProblemStatement? {
        try root.optional(Self.problemKey).map { (place) throws(FormatError) in try ProblemStatement.read(place) }
    }

    func declaration(_ name: String) -> (shape: [Int], type: String)? {
        (try? shape(name)).map { ($0, "decimal") }
    }

    /// Lengths along first elements.
    private func shape(_ name: String) throws(FormatError) -> [Int]? {
        guard var place = try root.optional(name) else { return nil }
        var lengths: [Int] = []
        while case .array(let elements) = place.value {
            lengths.append(elements.count)
            guard !elements.isEmpty else { break }
            place = try place[0]
        }
        return lengths
    }
}
