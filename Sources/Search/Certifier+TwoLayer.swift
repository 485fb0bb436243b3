import Certify
import Networks
import Rigor

extension Certifier {
    /// A certifier for two-layer students f(x) = sum_j a_j s(w_j·x) of one width, with every search for structure:
    /// exact global minima and, for one output, equal neurons and outputs 0, channels to infinity.
    ///
    /// - Parameters:
    ///   - problem: activation, data and labels, all exact; `.reference` is the problem of MATHEMATICS section 1.
    ///   - width: number m of neurons, at least 1.
    ///   - options: how hard to try.
    public init(problem: TwoLayerProblem, width: Int, options: Options = Options()) {
        precondition(width >= 1, "a student has at least one neuron")
        self.init(knowing: TwoLayerLandscape(problem: problem, width: width), options: options)
    }

    /// Judges one two-layer student with one output; as ``certify(w:a:claims:)`` for several.
    ///
    /// - Parameters:
    ///   - w: input weights, m rows of d numbers.
    ///   - a: outputs, m numbers.
    public func certify(
        w: [[Double]], a: [Double], claims: Candidate.Claims = Candidate.Claims()
    ) throws(StudentShapeError) -> Certificate {
        try certify(w: w, a: a.map { [$0] }, claims: claims)
    }

    /// Judges one two-layer student. May be called from several threads at once.
    ///
    /// - Parameters:
    ///   - w: input weights, m rows of d numbers; each float64 is the exact dyadic number it denotes.
    ///   - a: outputs, m rows of k numbers.
    ///   - claims: what float64 said about the student, if that is to be audited.
    /// - Returns: the verdict with everything needed to check it again.
    /// - Throws: ``StudentShapeError`` when the student is not one of this landscape; never because nothing could be
    ///   proved, which is the verdict `undecided`.
    public func certify(w: [[Double]], a: [[Double]], claims: Candidate.Claims = Candidate.Claims())
        throws(StudentShapeError) -> Certificate
    {
        guard let students = landscape as? TwoLayerLandscape else { throw .notTwoLayer }
        let m = students.width, d = students.inputDimension, k = students.outputCount
        guard w.count == m else { throw .neurons(expected: m, found: w.count) }
        guard a.count == m else { throw .outputs(expected: m, found: a.count) }
        for (neuron, weights) in w.enumerated() {
            guard weights.count == d else { throw .inputs(neuron: neuron, expected: d, found: weights.count) }
            guard a[neuron].count == k else {
                throw .outputsOfNeuron(neuron: neuron, expected: k, found: a[neuron].count)
            }
            guard (weights + a[neuron]).allSatisfy(\.isFinite) else { throw .notFinite(neuron: neuron) }
        }
        return certify(Candidate(index: 0, parameters: (w + a).flatMap { $0 }, claims: claims))
    }
}

/// Why numbers are not a student of a landscape.
public enum StudentShapeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The landscape is not one of two-layer students.
    case notTwoLayer
    /// `w` has the wrong number of rows.
    case neurons(expected: Int, found: Int)
    /// `a` has the wrong number of entries.
    case outputs(expected: Int, found: Int)
    /// A row of `w` has the wrong length.
    case inputs(neuron: Int, expected: Int, found: Int)
    /// A row of `a` has the wrong length.
    case outputsOfNeuron(neuron: Int, expected: Int, found: Int)
    /// A parameter of the neuron is NaN or infinite.
    case notFinite(neuron: Int)

    /// In words.
    public var description: String {
        switch self {
        case .notTwoLayer: "the landscape is not one of two-layer students"
        case .neurons(let expected, let found): "w has \(found) rows, the students have \(expected) neurons"
        case .outputs(let expected, let found): "a has \(found) entries, the students have \(expected) neurons"
        case .inputs(let neuron, let expected, let found):
            "row \(neuron) of w has \(found) entries, the inputs have dimension \(expected)"
        case .outputsOfNeuron(let neuron, let expected, let found):
            "row \(neuron) of a has \(found) entries, the students have \(expected) outputs"
        case .notFinite(let neuron): "neuron \(neuron) has a parameter that is not finite"
        }
    }
}
