import Certify
import Foundation
import Networks
import Rigor
import Search

/// A point of a narrow network, to be lifted.
struct NarrowPoint {
    /// Neuron-major.
    var weights: [[Double]]
    var outputs: [Double]

    var parameters: [Double] { weights.flatMap { $0 } + outputs }

    init(weights: [[Double]], outputs: [Double]) {
        self.weights = weights
        self.outputs = outputs
    }

    /// The same point with the gradient driven to zero in float64.
    func refined(_ problem: TwoLayerProblem) -> NarrowPoint {
        let landscape = TwoLayerLandscape(problem: problem, width: outputs.count)
        let point = ApproximateRefinement().run(from: parameters, on: landscape.makeApproximateEvaluator()).point
        let d = weights[0].count, r = outputs.count
        return NarrowPoint(
            weights: (0..<r).map { Array(point[($0 * d)..<(($0 + 1) * d)]) }, outputs: Array(point[(r * d)...]))
    }

    /// Neuron g becomes one copy for each of `shares[g]`; `zeros` are neurons with output 0.
    func lifted(_ shares: [[Double]], zeros: [[Double]] = []) -> [Double] {
        var w = [Double](), a = [Double]()
        for (g, split) in shares.enumerated() {
            for share in split {
                w += weights[g]
                a.append(share * outputs[g])
            }
        }
        for zero in zeros {
            w += zero
            a.append(0)
        }
        return w + a
    }

    /// A zero of phi near `start`, in float64.
    func approximateZero(near start: [Double], _ problem: TwoLayerProblem) -> [Double]? {
        let landscape = TwoLayerLandscape(problem: problem, width: outputs.count)
        var w = start
        for _ in 0..<60 {
            let ghost = landscape.approximateGhostNeurons(at: [w], parameters: parameters)[0]
            let slope = ghost.slopes.reduce(0) { $0 + $1 * $1 }, value = ghost.values[0]
            let factor = min(1, 0.2 / (abs(value) / slope.squareRoot()))
            for c in w.indices { w[c] -= factor * value / slope * ghost.slopes[c] }
        }
        let ghost = landscape.approximateGhostNeurons(at: [w], parameters: parameters)[0]
        return abs(ghost.values[0]) < 1e-14 && w.allSatisfy { abs($0) < 10 } ? w : nil
    }

    /// MATHEMATICS section 11, reference problem.
    static let three = NarrowPoint(
        weights: [[-0.2299358975, 0.03073153329], [0.9379300267, 0.622997738], [0.9187529902, -0.7310483571]],
        outputs: [-0.7544098872, 0.4170626212, 0.3373352728]
    ).refined(.reference)
    static let four = NarrowPoint(
        weights: [
            [0.6661511271, -1.012655574], [-0.7345486299, 0.8039594605], [0.9814681102, 0.6580154195],
            [0.3195520799, -0.03992384468],
        ],
        outputs: [-0.3401375563, -0.6707084307, 0.3953114306, 0.6155369505]
    ).refined(.reference)
    static let two = NarrowPoint(
        weights: [[0.6269042272, -0.4547372202], [-0.7356326722, -0.4548732397]], outputs: [0.6078203298, -0.607702877]
    ).refined(.reference)
}

enum Reducing {
    /// The certificate that the reduction alone writes for a point, as the certifier would.
    static func certificate(_ parameters: [Double], _ problem: TwoLayerProblem = .reference) -> Certificate {
        let width = parameters.count / (problem.data.dimension + 1)
        return Certifier(
            landscape: TwoLayerLandscape(problem: problem, width: width), structures: [ReductionSearch()]
        ).certify(Candidate(index: 0, parameters: parameters))
    }

    static func context(_ parameters: [Double], _ problem: TwoLayerProblem = .reference, bits: Int = 128)
        -> ProofContext
    {
        let width = parameters.count / (problem.data.dimension + 1)
        let landscape = TwoLayerLandscape(problem: problem, width: width)
        return ProofContext(
            landscape: landscape, candidate: Candidate(index: 0, parameters: parameters).point,
            precision: Precision(bits: bits),
            reference: landscape.knownInfimum.map { .infimumZero($0) })
    }

    /// The argument found for a point, proved.
    static func argument(_ parameters: [Double], _ problem: TwoLayerProblem = .reference) -> ReductionArgument? {
        guard
            case .proved(let argument, _) = ReductionSearch().search(
                Candidate(index: 0, parameters: parameters), in: context(parameters, problem))
        else { return nil }
        return argument as? ReductionArgument
    }

    static func check(_ certificate: Certificate, _ problem: TwoLayerProblem = .reference) throws {
        let width = certificate.candidate.parameters.count / (problem.data.dimension + 1)
        try CertificateCheck(landscape: TwoLayerLandscape(problem: problem, width: width)).check(certificate)
    }

    /// Numbers of positive, negative and nearly zero eigenvalues of the float64 Hessian; "nearly zero" lies in a gap of
    /// at least three decades.
    static func approximateInertia(_ parameters: [Double], _ problem: TwoLayerProblem = .reference) -> Inertia? {
        let width = parameters.count / (problem.data.dimension + 1)
        let hessian = TwoLayerLandscape(problem: problem, width: width).makeApproximateEvaluator()
            .approximateHessian(at: parameters).hessian
        guard let values = ApproximateLinearAlgebra.symmetricEigenvalues(hessian, order: parameters.count) else {
            return nil
        }
        let zero = values.filter { abs($0) < 1e-12 }.count
        guard !values.contains(where: { abs($0) >= 1e-12 && abs($0) < 1e-9 }) else { return nil }
        return Inertia(
            positive: values.filter { $0 >= 1e-9 }.count, negative: values.filter { $0 <= -1e-9 }.count, zero: zero)
    }
}
