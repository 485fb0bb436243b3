import Formats

/// The named arrays of a file of candidates, whatever its format.
protocol CandidateArrays {
    /// The file as errors name it.
    var file: String { get }
    /// The names of all arrays of numbers, also of those that are not read.
    var names: [String] { get }

    /// The number of axes of an array; nil when the file has none of that name.
    func rank(_ name: String) throws(FormatError) -> Int?

    /// Shape and elements, in row-major order, of an array that must have these axes; nil when the file has none of
    /// that name.
    ///
    /// Binary numbers are widened exactly, decimals are rounded to the nearest float64. Elements may be NaN or
    /// infinite, in text as `NonFiniteNumber` spells them: that is the fault of one student, not of the file.
    func numbers(_ name: String, _ axes: [ArrayAxis]) throws(FormatError) -> (shape: [Int], values: [Double])?

    /// The error that an array that is needed is not there.
    func missing(_ name: String) -> FormatError

    /// What the file declares.
    func conventions() throws(FormatError) -> CandidateConventions

    /// Names of texts that stand beside the arrays, as the metadata of a .safetensors file.
    var metadataNames: [String] { get }

    /// Shape and element type, for people; nil when the array cannot be read at all.
    func declaration(_ name: String) -> (shape: [Int], type: String)?
}

extension CandidateArrays {
    var metadataNames: [String] { [] }

    /// Refuses a declaration in a place where nothing reads it: as an array `axes`, or metadata `axes`, `bias` or
    /// `loss`.
    func refuseMisplacedDeclarations() throws(FormatError) {
        let misplaced = names.first { $0 == "axes" } ?? metadataNames.first { ["axes", "bias", "loss"].contains($0) }
        guard let misplaced else { return }
        throw .cannotRead(
            file: file,
            reason:
                "'\(misplaced)' declares nothing where it stands; declare {\"axes\": .., \"bias\": .., \"loss\": ..} "
                + "as the JSON text '\(CandidateConventions.key)', or by options"
        )
    }

    /// Refuses a file whose arrays bear the names that frameworks give them, and says what writes it over.
    func refuseNamesOfOthers() throws(FormatError) {
        guard try rank("w") == nil else { return }
        let foreign = names.first { name in
            ["kernel", "weight"].contains { name.lowercased().contains($0) }
        }
        guard let foreign else { return }
        throw .cannotRead(
            file: file,
            reason:
                "there is no array 'w' or 'W1', and '\(foreign)' is a name of PyTorch, Flax or Keras; "
                + "certify.from_torch and from_flax of the Python package, or examples/exporters, write the arrays")
    }

    /// Refuses an array that may hold biases and is read by nobody: what would be certified is another function.
    ///
    /// Output biases may be where there is one number for each student, or for each of its outputs, unless `c` is read;
    /// biases of the neurons where there is one number for each neuron, unless `b` is read or the last column of `w` is
    /// declared to hold them. Numbers that are all integers, as seeds and counts are, are taken for biases only when
    /// the name speaks of them; where `c` or `b` is read, that name alone is refused.
    ///
    /// - Parameter read: the names of the arrays that are read.
    func refuseUnreadBiases(
        except read: [String], of students: StudentArrays, conventions: CandidateConventions
    ) throws(FormatError) {
        let n = students.students.count, m = students.width, k = students.outputCount
        let ofOutputs = [[n], [n, 1], [n, k]], ofNeurons = [[n, m], [n, m, 1], [n, 1, m]]
        let hasNeuronBiases = students.hasBiasArray || conventions.bias == .lastColumn
        for name in names where !read.contains(name) {
            guard let shape = declaration(name)?.shape, (ofOutputs + ofNeurons).contains(shape) else { continue }
            let isKnown = ofOutputs.contains(shape) ? students.hasOutputBiases : hasNeuronBiases
            let isUnlike = isKnown || hasOnlyIntegers(name, shape)
            guard !isUnlike || Self.speaksOfBiases(name) else { continue }
            let (owner, place) =
                ofOutputs.contains(shape)
                ? ("student", "output biases are read from c (\"output_bias\": true in the problem declares them)")
                : ("neuron", "biases of the neurons are read from b (\"bias\": true in its data declares them)")
            throw .cannotRead(
                file: file,
                reason:
                    "array '\(name)' has a number for each \(owner) and is not read; \(place); leave the array out "
                    + "if it is something else"
            )
        }
    }

    private func hasOnlyIntegers(_ name: String, _ shape: [Int]) -> Bool {
        // what cannot be read as numbers holds no biases
        let values = try? numbers(name, shape.map { ArrayAxis.exactly($0) })?.values
        return (values ?? []).allSatisfy { Int64(exactly: $0) != nil || $0.isNaN }
    }

    /// "bias", "output.bias", "b2".
    private static func speaksOfBiases(_ name: String) -> Bool {
        name.lowercased().contains("bias") || (name.first == "b" && name.count <= 2)
    }

    /// As ``numbers(_:_:)``, of an array that is needed.
    func required(_ name: String, _ axes: [ArrayAxis]) throws(FormatError) -> (shape: [Int], values: [Double]) {
        guard let found = try numbers(name, axes) else { throw missing(name) }
        return found
    }
}

extension CandidateFile {
    /// The formats of candidate files; the ending of the name declares which.
    public enum Format: String, Sendable, CaseIterable {
        case npz, safetensors, json, csv

        /// The format that a name declares.
        public init?(path: String) {
            guard let dot = path.lastIndex(of: "."),
                let format = Format(rawValue: path[path.index(after: dot)...].lowercased())
            else { return nil }
            self = format
        }

        func arrays(_ bytes: [UInt8], file: String) throws(FormatError) -> any CandidateArrays {
            switch self {
            case .npz: NumpyCandidateArrays(archive: try NumpyArchive(bytes: bytes, file: file))
            case .safetensors: SafetensorsCandidateArrays(source: try SafetensorsFile(bytes: bytes, file: file))
            case .json:
                JSONCandidateArrays(
                    root: JSONCursor(
                        try JSONValue.parse(bytes: bytes, file: file, nonFiniteWords: true), file: file,
                        limits: .running))
            case .csv: try CSVCandidateArrays(table: try CSVTable(bytes: bytes, file: file))
            }
        }
    }
}

/// Arrays of an .npz.
struct NumpyCandidateArrays: CandidateArrays {
    let archive: NumpyArchive

    var file: String { archive.file }
    var names: [String] { archive.names.filter { $0 != CandidateConventions.key } }

    func rank(_ name: String) throws(FormatError) -> Int? { try archive.optionalArray(name)?.shape.count }

    func numbers(_ name: String, _ axes: [ArrayAxis]) throws(FormatError) -> (shape: [Int], values: [Double])? {
        guard let array = try archive.optionalArray(name) else { return nil }
        try array.requireShape(axes)
        return (array.shape, try array.float64Values())
    }

    func missing(_ name: String) -> FormatError { .missingArray(file: file, array: name, available: archive.names) }

    func conventions() throws(FormatError) -> CandidateConventions {
        guard let text = try archive.optionalText(CandidateConventions.key) else { return CandidateConventions() }
        return try CandidateConventions.read(text: text, file: file)
    }

    func declaration(_ name: String) -> (shape: [Int], type: String)? {
        (try? archive.optionalArray(name)).map { ($0.shape, $0.elementTypeName) }
    }
}

/// Tensors of a .safetensors file.
struct SafetensorsCandidateArrays: CandidateArrays {
    let source: SafetensorsFile

    var file: String { source.file }
    var names: [String] { source.names }
    var metadataNames: [String] { source.metadata.keys.sorted() }

    func rank(_ name: String) throws(FormatError) -> Int? { source.declaration(of: name)?.shape.count }

    func numbers(_ name: String, _ axes: [ArrayAxis]) throws(FormatError) -> (shape: [Int], values: [Double])? {
        guard let tensor = try source.optionalTensor(name) else { return nil }
        try tensor.requireShape(axes)
        return (tensor.shape, try tensor.float64Values())
    }

    func missing(_ name: String) -> FormatError { .missingArray(file: file, array: name, available: names) }

    func conventions() throws(FormatError) -> CandidateConventions {
        guard let text = source.metadata[CandidateConventions.key] else { return CandidateConventions() }
        return try CandidateConventions.read(text: text, file: file)
    }

    func declaration(_ name: String) -> (shape: [Int], type: String)? {
        source.declaration(of: name).map { ($0.shape, SafetensorsElementType(rawValue: $0.type)?.name ?? $0.type) }
    }
}
