import Formats

/// The arrays of a file but for some that are not to be read, as if they were not there.
struct CandidateArraysWithout: CandidateArrays {
    let whole: any CandidateArrays
    let ignored: Set<String>

    /// - Throws: ``FormatError`` when the file has none of a name, which is then a slip.
    init(_ whole: any CandidateArrays, ignoring ignored: Set<String>) throws(FormatError) {
        self.whole = whole
        self.ignored = ignored
        if let absent = ignored.subtracting(whole.names).sorted().first {
            throw .missingArray(file: whole.file, array: absent, available: whole.names)
        }
    }

    var file: String { whole.file }
    var names: [String] { whole.names.filter { !ignored.contains($0) } }
    var metadataNames: [String] { whole.metadataNames }

    func rank(_ name: String) throws(FormatError) -> Int? {
        ignored.contains(name) ? nil : try whole.rank(name)
    }

    func numbers(_ name: String, _ axes: [ArrayAxis]) throws(FormatError) -> (shape: [Int], values: [Double])? {
        ignored.contains(name) ? nil : try whole.numbers(name, axes)
    }

    func missing(_ name: String) -> FormatError { whole.missing(name) }
    func conventions() throws(FormatError) -> CandidateConventions { try whole.conventions() }
    func declaration(_ name: String) -> (shape: [Int], type: String)? { whole.declaration(name) }
}
