import Formats
import Interchange

/// Damaged files into every reader. What is asked for: an answer or one `FormatError`, in little time and memory, and
/// never a crash.
package struct ImporterFuzzing: Sendable {
    /// One kind of file: how good ones look, and who reads it.
    package struct Target: Sendable {
        package let name: String
        let seeds: [[UInt8]]
        /// Packs damaged content so that it gets past checksums; the content itself is damaged otherwise.
        let wrap: (@Sendable ([UInt8]) -> [UInt8])?
        let read: @Sendable ([UInt8]) throws -> Void
    }

    package let targets: [Target]

    /// - Throws: when a seed cannot be made.
    package init() throws {
        let npz = try Self.archive(), problem = Array(Samples.smallProblem.utf8)
        let json = Array(
            """
            {"w": [[[1.5, -0.25], [0.75, 2]], [[1, 2], [null, "inf"]]], "a": [[2, -1], [1, 1]], "c": [0.5, "nan"], "loss": \
            [3.2e-5, NaN], "conventions": {"bias": "none"}, "problem": \(Samples.smallProblem)}
            """.utf8)
        let csv = Array(
            "w0_0,w0_1,w1_0,w1_1,a0,a1,c,loss\n1.5,-0.25,0.75,2,1,-1,2,3.2e-5\n\"1\",nan,,2,-inf,1,1,0\r\n".utf8)
        func candidates(_ ending: String) -> @Sendable ([UInt8]) throws -> Void {
            { bytes in
                let file = try CandidateFile(bytes: bytes, path: "fuzz.\(ending)")
                if let problem = file.problem { _ = file.mismatch(with: problem) }
                for student in file.notFinite { _ = student.description(ParameterNames(file)) }
            }
        }
        let npy = Self.npy([2, 2, 2], count: 8), npyColumns = Self.npy([2, 2, 3], count: 12, isFortran: true)
        targets = [
            Target(name: "npz", seeds: [npz], wrap: nil, read: candidates("npz")),
            Target(
                name: "npy", seeds: [npy, npyColumns],
                wrap: { StoredZip.archive([("w.npy", $0), ("a.npy", Self.npy([2, 2], count: 4)), ("W.npy", $0)]) },
                read: candidates("npz")),
            Target(name: "safetensors", seeds: [Self.safetensors()], wrap: nil, read: candidates("safetensors")),
            Target(name: "json", seeds: [json], wrap: nil, read: candidates("json")),
            Target(name: "csv", seeds: [csv], wrap: nil, read: candidates("csv")),
            Target(
                name: "problem",
                seeds: [problem] + (Samples.problems + Samples.extendedProblems).map { Array($0.utf8) }, wrap: nil
            ) { bytes in
                for limits in [Limits.checking] {
                    let problem = try ProblemStatement.read(
                        JSONCursor(try JSONValue.parse(bytes: bytes, file: "fuzz"), file: "fuzz", limits: limits))
                    // what reads the canonical form back must find the same problem
                    let again = try ProblemStatement.read(JSONCursor(problem.encoded, file: "again", limits: .running))
                    guard again.hash == problem.hash else {
                        throw Finding(what: "the canonical form of a problem is another problem")
                    }
                }
            },
        ]
    }

    /// Reads one damaged file.
    ///
    /// - Returns: whether it was read as a good one.
    /// - Throws: ``Finding``.
    package func run(_ target: Target, _ generator: inout some RandomNumberGenerator) throws -> Bool {
        let seed = target.seeds.randomElement(using: &generator) ?? []
        let other = targets.randomElement(using: &generator)?.seeds.first ?? []
        let damaged = ByteMutation.apply(to: seed, other: other, &generator)
        let bytes = target.wrap?(damaged) ?? damaged
        do {
            try target.read(bytes)
            return true
        } catch let error as FormatError {
            guard !error.description.contains(where: \.isNewline) else {
                throw Finding(what: "an error of several lines: \(error)")
            }
            return false
        }
    }

    // MARK: Seeds

    private static func archive() throws -> [UInt8] {
        StoredZip.archive([
            ("w.npy", npy([2, 2, 2], count: 8)), ("a.npy", npy([2, 2], count: 4)), ("loss.npy", npy([2], count: 2)),
            ("b.npy", npy([2, 2], count: 4)), ("c.npy", npy([2], count: 2)),
        ])
    }

    /// A .npy file of small float64 numbers.
    private static func npy(_ shape: [Int], count: Int, isFortran: Bool = false) -> [UInt8] {
        var header =
            "{'descr': '<f8', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': "
            + "(\(shape.map { "\($0), " }.joined())), }"
        while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
        header += "\n"
        var bytes: [UInt8] =
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)]
        bytes += Array(header.utf8)
        for k in 0..<count { withUnsafeBytes(of: (Double(k) / 4).bitPattern.littleEndian) { bytes += $0 } }
        return bytes
    }

    private static func safetensors() -> [UInt8] {
        let header =
            #"{"__metadata__":{"conventions":"{\"loss\": \"half-mean\"}"},"w":{"dtype":"F32","shape":[2,2,2],"data_offsets":[0,32]},"a":{"dtype":"F16","shape":[2,2],"data_offsets":[32,40]}}"#
        var bytes: [UInt8] = []
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { bytes += $0 }
        bytes += Array(header.utf8)
        for k in 0..<8 { withUnsafeBytes(of: (Float(k) / 4).bitPattern.littleEndian) { bytes += $0 } }
        for k in 0..<4 { withUnsafeBytes(of: Float16(k).bitPattern.littleEndian) { bytes += $0 } }
        return bytes
    }
}

/// Something that must not happen.
package struct Finding: Error, CustomStringConvertible {
    package let what: String
    package init(what: String) { self.what = what }
    package var description: String { what }
}
