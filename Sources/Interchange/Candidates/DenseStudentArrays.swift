import Certify
import Dense
import Formats

/// Dense networks given by weights `W1`, `W2`, .. and biases `b1`, `b2`, .., as one parameter vector each.
///
/// `W1` is (students, width, inputs), `W2` (students, its width, the width before), and so on, as
/// `torch.nn.Linear.weight`; with the axes declared as "inputs-neurons" the last two are the other way round, as the
/// kernels of Flax and Keras. `bl` is (students, width), and absent where the layer has no biases. The parameters of a
/// student are those of ``DenseLayout``.
struct DenseStudentArrays {
    let layout: DenseLayout
    let students: [Student]
    /// `v` (students, P): a direction for each, in the order of the parameters; nil when there is none.
    let directions: [[Double]]?
    /// The names of what was read.
    let names: [String]

    /// Whether the file is laid out like this.
    static func describe(_ arrays: any CandidateArrays) throws(FormatError) -> Bool { try arrays.rank("W1") != nil }

    init(_ arrays: any CandidateArrays, conventions: CandidateConventions) throws(FormatError) {
        if let bias = conventions.bias {
            throw .wrongJSON(
                file: arrays.file, path: "\(CandidateConventions.key).bias",
                expected: "no declaration where the arrays b1, b2, .. hold the biases", found: "\"\(bias.rawValue)\"")
        }
        let isTransposed = conventions.axes == .inputsNeurons
        var parts: [(weights: [Double], rows: Int, columns: Int, biases: [Double]?)] = []
        var names: [String] = [], count = 0
        while try arrays.rank("W\(parts.count + 1)") != nil {
            let name = "W\(parts.count + 1)", biasName = "b\(parts.count + 1)"
            let before: ArrayAxis = parts.last.map { .exactly($0.rows) } ?? "inputs"
            let students: ArrayAxis = parts.isEmpty ? "n" : .exactly(count)
            let (shape, values) = try arrays.required(
                name, isTransposed ? [students, before, "width"] : [students, "width", before])
            count = shape[0]
            let rows = shape[isTransposed ? 2 : 1], columns = shape[isTransposed ? 1 : 2]
            let biases = try arrays.numbers(biasName, [.exactly(count), .exactly(rows)])?.values
            names += biases == nil ? [name] : [name, biasName]
            parts.append((values, rows, columns, biases))
        }
        try Self.refuseUnread(arrays, read: names, depth: parts.count)
        let claims = try CandidateClaims.read(arrays, count: count, conventions: conventions)
        layout = DenseLayout(
            inputDimension: parts.first?.columns ?? 0, widths: parts.map(\.rows), biases: parts.map { $0.biases != nil }
        )
        let P = layout.count
        let directions = try arrays.numbers("v", [.exactly(count), .exactly(P)]).map { array in
            (0..<count).map { Array(array.values[($0 * P)..<(($0 + 1) * P)]) }
        }
        self.directions = directions
        self.names = names + (directions == nil ? [] : ["v"])
        students = (0..<count).map { student in
            var parameters: [Double] = []
            for (weights, rows, columns, biases) in parts {
                let own = weights[(student * rows * columns)..<((student + 1) * rows * columns)]
                if isTransposed {
                    for row in 0..<rows {
                        for column in 0..<columns { parameters.append(own[own.startIndex + column * rows + row]) }
                    }
                } else {
                    parameters += own
                }
                if let biases { parameters += biases[(student * rows)..<((student + 1) * rows)] }
            }
            let found = Student(index: student, parameters: parameters, claims: claims[student])
            guard case .candidate(var candidate) = found, let directions else { return found }
            candidate.direction = directions[student]
            return .candidate(candidate)
        }
    }

    /// Refuses weights or biases that belong to no layer: what would be certified is another function.
    private static func refuseUnread(
        _ arrays: any CandidateArrays, read: [String], depth: Int
    ) throws(FormatError) {
        let unread = arrays.names.first { name in
            let isNumbered =
                ["W", "b"].contains(name.prefix(1)) && name.count > 1 && name.dropFirst().allSatisfy(\.isNumber)
            return !read.contains(name) && (isNumbered || ["w", "a", "b", "c", "W"].contains(name))
        }
        guard let unread else { return }
        throw .cannotRead(
            file: arrays.file,
            reason:
                "array '\(unread)' is not read; layers are W1, b1 to W\(depth), b\(depth), without a gap (leave the "
                + "array out if it is something else)")
    }
}

extension DenseLayout {
    /// "the arrays W1 (n, 16, 2), b1 (n, 16), W2 (n, 3, 16)".
    var arraysText: String {
        let arrays = (0..<depth).map { l in
            "W\(l + 1) (n, \(width(l)), \(width(l - 1)))" + (hasBias(l) ? ", b\(l + 1) (n, \(width(l)))" : "")
        }
        return "the arrays " + arrays.joined(separator: ", ")
    }

    /// "2-16-3".
    public var widthsText: String { ([inputDimension] + widths).map(String.init).joined(separator: "-") }

    /// The first array in which students of this layout differ from what a problem demands, in words; nil when none
    /// does.
    func difference(from demanded: DenseLayout) -> String? {
        guard depth == demanded.depth else {
            return "the file holds W1 to W\(depth), the problem has \(demanded.depth) layers"
        }
        for l in 0..<depth {
            let own = (width(l), width(l - 1)), due = (demanded.width(l), demanded.width(l - 1))
            if own != due {
                return
                    "array 'W\(l + 1)' is (n, \(own.0), \(own.1)), that of the problem's layers is "
                    + "(n, \(due.0), \(due.1))"
                    + (own == (due.1, due.0)
                        ? "; if its axes are the other way round, declare it: --axes inputs-neurons" : "")
            }
            switch (hasBias(l), demanded.hasBias(l)) {
            case (true, false):
                return
                    "array 'b\(l + 1)': the file holds biases, layer \(l + 1) of the problem has none (\"bias\": true "
                    + "declares them)"
            case (false, true):
                return
                    "layer \(l + 1) of the problem has biases, which the file lacks: give them as b\(l + 1) "
                    + "(n, \(due.0))"
            default: break
            }
        }
        return inputDimension == demanded.inputDimension ? nil : "the inputs differ in dimension"
    }

    /// "weight (3, 1) of layer 2", "bias 0 of layer 1".
    func name(of place: Int) -> String {
        switch parameter(place) {
        case .weight(let layer, let unit, let input): "weight (\(unit), \(input)) of layer \(layer + 1)"
        case .bias(let layer, let unit): "bias \(unit) of layer \(layer + 1)"
        }
    }
}
