import Certify
import Dense
import Formats
import Foundation
import Networks
import Rigor

/// What the check of a certificate will cost, estimated from the sizes that stand in it, before anything is evaluated.
///
/// The estimate is of evaluations in multiple precision: each pass over the N data points encloses the jets of m
/// neurons and, where a Hessian is needed, adds n (n + 1) / 2 entries. It is rough, by a factor of two or three, and
/// proves nothing.
package struct CheckingCost {
    let seconds: Double
    let bytes: Double

    package init(_ record: CertificateRecord) {
        let certificate = record.certificate
        var passes = Passes(certificate.argument)
        if certificate.candidateEnclosure != nil {
            passes.hessians += 1
            // the sign of a claimed eigenvalue is looked at with 128 bits again
            if certificate.candidate.claims.minimumEigenvalue != nil, certificate.bits > 128 { passes.hessians += 1 }
        }
        if case .point = certificate.reference { passes.values += 1 }
        // MPFR's memory grows in proportion to the precision, from 128 bits on, and its time a little faster
        let bits = Double(CertificateCheck.precision(for: certificate).bits), longer = bits / 128,
            slower = pow(longer, 1.0625)
        let n = Double(record.problem.parameterCount(width: record.width)), m = Double(record.width),
            d = Double(record.problem.inputDimension)
        if case .dense = record.problem, case .structured(let argument) = certificate.argument,
            argument is NegativeCurvatureArgument
        {
            // a form along one direction and a loss: no Hessian, no exact algebra
            passes.hessians -= Passes(certificate.argument).hessians
            passes.isStructured = false
        }
        let entries = passes.hessians > 0 ? n * (n + 1) / 2 : 0
        if case .dense(let problem) = record.problem {
            // passes enclose jets and products of every layer; Hessians add their entries at every point
            let N = Double(problem.data.count), units = Double(problem.layers.reduce(0) { $0 + $1.width })
            let jets = problem.layers.reduce(0) { $0 + Double($1.width) * $1.activation.jetCost }
            // those of many parameters by float64 products, without an interval for each
            let areProducts = problem.layout.count >= DenseLandscape.productOrderOfIntervals
            let work =
                (passes.values + passes.hessians) * (jets + n)
                + passes.hessians * (units * n + (areProducts ? 0.01 : 1) * entries)
            seconds = slower * 0.6e-6 * N * work + (passes.isStructured ? 1e-7 * n * n * n : 0)
            let matrices = areProducts ? 120 : 300 * longer
            bytes = longer * N * (d + 1) * 200 + n * n * matrices * (entries > 0 ? 1 : 0)
            return
        }
        if case .gaussianErf(let problem) = record.problem {
            // pairs of neurons, and of neurons and targets, with blocks of d² entries; the teacher by itself
            let k = Double(problem.teacherWidth), pairs = m * (m + k)
            let work =
                (passes.values + passes.hessians) * (pairs * (6 * d + 40) + k * k * (3 * d + 20))
                + passes.hessians * (pairs * d * d + 4 * entries)
            seconds = slower * 0.3e-6 * work + (passes.isStructured ? 1e-7 * n * n * n : 0)
            bytes = longer * (pairs * (d + 4) * 100 + k * d * 100 + n * n * (entries > 0 ? 250 : 0))
            return
        }
        if case .symmetricReLU(let symmetry) = record.problem {
            // derivatives by U unknowns, each a sum over pairs of the classes of r blocks; U³ for Krawczyk and spectra
            let unknowns = Double(symmetry.unknowns.count), classes = Double(symmetry.parts.count + 4)
            let pairs = unknowns * unknowns * classes * classes, isotypic = 1 + classes * classes / unknowns
            seconds =
                slower * 2e-6 * (passes.values + passes.hessians)
                * (pairs * isotypic + unknowns * unknowns * unknowns)
            bytes = longer * (unknowns * unknowns * 1000 + classes * classes * classes * classes * 2000)
            return
        }
        guard let data = record.problem.data else {
            // expectations over Gaussian inputs: angles of pairs of neurons, and blocks of d² entries
            let pairs = (m + d) * (m + d)
            seconds = slower * 0.6e-6 * (passes.values + passes.hessians) * (40 * pairs + 2 * n * n)
            bytes = longer * (pairs * 2000 + n * n * 250)
            return
        }
        let N = Double(data.count), k = Double(data.outputs)
        let jets = (data.isGrid && data.jetCost == 8 ? 1 : data.jetCost) + 0.2 * d + 0.2 * k
        let labels = 2 * Double(data.teacherWidth) * k * (jets - 0.2 * k)
        let work =
            labels + (passes.values + passes.hessians) * m * jets + passes.hessians * entries * 0.1 * max(1, k / 2)
        // exact linear algebra of structured arguments
        let algebra = passes.isStructured ? 1e-7 * n * n * n : 0
        // axes are read, spelled in the canonical form, and tabulated for each neuron
        let values = Double(data.axisValues)
        seconds = slower * 0.6e-6 * (N * work + 2 * values * (1 + m + Double(data.teacherWidth))) + algebra
        bytes =
            values * (400 + 64 * longer * m) + N * k * (64 * longer + 200 + 12 * d) + n * n * 150 * longer
            * (entries > 0 ? 1 : 0)
    }

    /// Passes over the data.
    private struct Passes {
        /// Without a Hessian: losses, gradients, Lipschitz constants.
        var values = 0.0
        /// With a Hessian.
        var hessians = 0.0
        var isStructured = false

        init(_ argument: Argument) {
            switch argument {
            case .isolatedPoint: (values, hessians) = (1, 1)
            case .structured: (values, hessians, isStructured) = (2, 3, true)
            case .exclusion(_, let nearest):
                self = nearest.map(Passes.init) ?? Passes(.none)
                values += 2
                hessians += 1
            case .none: break
            }
        }
    }

    /// Refuses a certificate that asks for more than the limits allow a text of its size.
    package func require(within limits: Limits, of record: CertificateRecord, at cursor: JSONCursor) throws(FormatError)
    {
        func refusal(_ what: String, _ value: Double, _ limit: Double) -> FormatError {
            .beyondLimit(
                file: cursor.file, path: cursor.path.description,
                what: "\(what) to check a certificate of \(record.size) bytes (estimated)",
                value: Self.rounded(value),
                limit:
                    "\(Self.rounded(limit)); --limits running lifts it, if you trust where the certificate comes from")
        }
        let mostSeconds = limits.seconds(bytes: record.size), mostBytes = limits.memory(bytes: record.size)
        guard seconds <= mostSeconds else { throw refusal("seconds", seconds, mostSeconds) }
        guard bytes <= mostBytes else { throw refusal("bytes of memory", bytes, mostBytes) }
    }

    private static func rounded(_ value: Double) -> String {
        value >= 100 ? "\(Int(min(value, 1e15).rounded(.up)))" : "\((value * 10).rounded(.up) / 10)"
    }
}

extension CertificateRecord {
    /// Whether the limits for what strangers send refuse this certificate when its text, the problem included, has this
    /// many bytes, so that whoever wrote it has to ask for the larger ones.
    public func exceedsCheckingLimits(bytes: Int) -> Bool {
        let cost = CheckingCost(self), limits = Limits.checking
        return cost.seconds > limits.seconds(bytes: bytes) || cost.bytes > limits.memory(bytes: bytes)
            || problem.parameterCount(width: width) > limits.parameters
    }
}

extension ProblemStatement {
    /// What the cost of a pass over the data depends on.
    fileprivate struct DataSizes {
        let count: Int
        let outputs: Int
        let isGrid: Bool
        /// Of all axes of a grid.
        let axisValues: Int
        /// Of the derivatives of one neuron at one point, in microseconds; 8 where all come from one exponential, which
        /// a grid tabulates.
        let jetCost: Double
        /// 0 for given labels.
        let teacherWidth: Int
    }

    /// Nil for an expectation.
    fileprivate var data: DataSizes? {
        switch self {
        case .twoLayer(let problem):
            var axes: [[Rational]]?
            if case .grid(let values) = problem.data { axes = values }
            return DataSizes(
                count: problem.data.count, outputs: problem.outputCount, isGrid: axes != nil,
                axisValues: axes?.reduce(0) { $0 + $1.count } ?? 0, jetCost: problem.activation.jetCost,
                teacherWidth: problem.teacher?.width ?? 0)
        case .gaussianReLU, .symmetricReLU, .gaussianErf, .dense: return nil
        }
    }
}
