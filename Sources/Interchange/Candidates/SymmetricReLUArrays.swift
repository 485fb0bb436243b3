import Certify
import Formats
import Gaussian

/// ReLU students on Gaussian inputs, k by k, that S_p1 x .. x S_pr fixes, by the numbers that they consist of.
///
/// `parts` (r) are p_1 .. p_r; `diagonal` (students, r) the diagonal entry of each diagonal block of W, coordinates by
/// neurons; `off_diagonal` (students, r, r), at (i, j), the other entry of block (i, j): coordinate in block i, neuron
/// in block j. Where p_j = 1 there is no such place in block (j, j), and the number is 0. The parameters are those of
/// ``SymmetricReLULandscape``.
public struct SymmetricReLUArrays: Sendable {
    public let symmetry: DiagonalSymmetry
    public let students: [Student]

    static let names = ["parts", "diagonal", "off_diagonal"]

    /// Whether the file is laid out like this.
    static func describe(_ arrays: any CandidateArrays) throws(FormatError) -> Bool {
        try arrays.rank("parts") != nil
    }

    init(_ arrays: any CandidateArrays, conventions: CandidateConventions) throws(FormatError) {
        guard conventions.declared.isEmpty else {
            throw .cannotRead(file: arrays.file, reason: "students given by 'parts' have one layout: declare none")
        }
        let symmetry = try Self.symmetry(arrays), r = symmetry.parts.count
        let (shape, diagonal) = try arrays.required("diagonal", ["students", .exactly(r)])
        let count = shape[0]
        let (_, offDiagonal) = try arrays.required("off_diagonal", [.exactly(count), .exactly(r), .exactly(r)])
        for student in 0..<count {
            for (j, part) in symmetry.parts.enumerated() where part == 1 {
                let value = offDiagonal[(student * r + j) * r + j]
                guard value == 0 else {
                    throw .wrongElement(
                        file: arrays.file, array: "off_diagonal", index: [student, j, j],
                        expected: "0, as block \(j) has a diagonal alone", found: "\(value)")
                }
            }
        }
        let claims = try CandidateClaims.read(arrays, count: count, conventions: conventions)
        self.symmetry = symmetry
        students = (0..<count).map { student in
            let parameters = symmetry.unknowns.map { unknown in
                switch unknown {
                case .diagonal(let j): diagonal[student * r + j]
                case .beside(let j): offDiagonal[(student * r + j) * r + j]
                case .between(let i, let j): offDiagonal[(student * r + i) * r + j]
                }
            }
            return Student(index: student, parameters: parameters, claims: claims[student])
        }
    }

    private static func symmetry(_ arrays: any CandidateArrays) throws(FormatError) -> DiagonalSymmetry {
        let (_, numbers) = try arrays.required("parts", ["blocks"])
        var parts: [Int] = [], order = 0
        for (position, number) in numbers.enumerated() {
            guard let part = Int(exactly: number), (1...DiagonalSymmetry.largestOrder - order).contains(part),
                parts.count < GaussianReLUProblemFile.largestBlockCount
            else {
                throw .wrongElement(
                    file: arrays.file, array: "parts", index: [position],
                    expected: "at most \(GaussianReLUProblemFile.largestBlockCount) positive integers that add up to "
                        + "at most \(DiagonalSymmetry.largestOrder)",
                    found: "\(number)")
            }
            (parts, order) = (parts + [part], order + part)
        }
        guard !parts.isEmpty else { throw .cannotRead(file: arrays.file, reason: "array 'parts' is empty") }
        return DiagonalSymmetry(parts: parts)
    }

    /// What a file of such students holds, with the numbers as float64 spells them.
    ///
    /// - Parameter students: the values of the unknowns of each, in their order.
    public static func encode(_ symmetry: DiagonalSymmetry, students: [[Double]]) -> JSONValue {
        func number(_ value: Double) -> JSONValue { JSONNumber(shortest: value).map { .number($0) } ?? .null }
        func matrix(_ values: [Double], _ entry: (Int, Int) -> DiagonalSymmetry.Unknown) -> [[JSONValue]] {
            let table = Dictionary(uniqueKeysWithValues: zip(symmetry.unknowns, values))
            return symmetry.parts.indices.map { i in
                symmetry.parts.indices.map { j in number(table[entry(i, j)] ?? 0) }
            }
        }
        return [
            "parts": .array(symmetry.parts.map { .number(JSONNumber($0)) }),
            "diagonal": .array(
                students.map { values in .array(matrix(values) { _, j in .diagonal(j) }.first ?? []) }),
            "off_diagonal": .array(
                students.map { values in
                    .array(matrix(values) { i, j in i == j ? .beside(j) : .between(i, j) }.map { .array($0) })
                }),
        ]
    }
}
