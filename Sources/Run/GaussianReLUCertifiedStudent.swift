import Certify
import Gaussian
import Rigor
import Search

/// A student of the Gaussian ReLU landscape with its certificate: what more follows from what is proved of the point
/// near it. Permutations are proposed by search; ``GaussianReLULocatedPoint`` and ``GaussianReLUSplit`` prove.
struct GaussianReLUCertifiedStudent {
    private let certificate: Certificate
    private let landscape: GaussianReLULandscape
    private let located: GaussianReLULocatedPoint?

    init(_ certificate: Certificate, on landscape: GaussianReLULandscape) {
        self.certificate = certificate
        self.landscape = landscape
        located = Self.located(certificate)
    }

    private static func located(_ certificate: Certificate) -> GaussianReLULocatedPoint? {
        certificate.verdict.criticalPoint.flatMap {
            GaussianReLULocatedPoint(student: certificate.candidate.parameters, point: $0)
        }
    }

    /// Whether the point is proved to be that of another certificate but for a permutation.
    func isProvedSame(as other: Certificate) -> Bool {
        guard let mine = certificate.verdict.criticalPoint, let loss = other.verdict.criticalPoint?.loss,
            !loss.isDisjoint(from: mine.loss), let located, let there = Self.located(other),
            let found = StudentMatching.permutations(from: located.student, to: there.student, on: landscape)
        else { return false }
        return located.becomes(there, neurons: found.neurons, targets: found.targets, on: landscape)
    }

    /// A symmetry that fixes the point, by its generators, and whether nothing else does: that is so when every
    /// diagonal entry differs from all others, as a permutation that keeps entries then keeps diagonals and blocks.
    var symmetry: (DiagonalSymmetry?, isExact: Bool) {
        let k = landscape.targetCount
        guard landscape.width == k, landscape.inputDimension == k, let located,
            let found = ProposedSymmetry(certificate.candidate.parameters, order: k)
        else { return (nil, false) }
        var first = 0
        for part in found.symmetry.parts {
            // neighbours within a block generate its group
            for i in first..<(first + part - 1) {
                var neurons = Array(0..<k), targets = neurons
                neurons.swapAt(found.neurons[i], found.neurons[i + 1])
                targets.swapAt(found.coordinates[i], found.coordinates[i + 1])
                guard located.becomes(located, neurons: neurons, targets: targets, on: landscape) else {
                    return (nil, false)
                }
            }
            first += part
        }
        return (found.symmetry, isExact(found, located))
    }

    /// Whether the diagonal entry of each block is farther from that of every other block, and from every entry off the
    /// diagonal, than twice the distance of the point from the student.
    private func isExact(_ found: ProposedSymmetry, _ located: GaussianReLULocatedPoint) -> Bool {
        let k = landscape.targetCount, blocks = found.symmetry.blockOfIndex
        func entry(_ c: Int, _ l: Int) -> Double { located.student[found.neurons[l] * k + found.coordinates[c]] }
        let twice = Directed.multiplyUp(2, located.distance)
        for j in 0..<k {
            for l in 0..<k {
                for c in 0..<k where c != l || blocks[c] != blocks[j] {
                    let a = entry(j, j), b = entry(c, l)
                    let difference = Directed.maximum(Directed.subtractDown(a, b), Directed.subtractDown(b, a))
                    guard difference > twice else { return false }
                }
            }
        }
        return true
    }

    /// What becomes of the point when a neuron is cut in two, for each neuron.
    var splits: [GaussianReLUSplit?] {
        guard let point = certificate.verdict.criticalPoint, point.isIsolated == true, point.nullity == 0,
            let evaluator = try? landscape.makeEvaluator(.multiple(Precision(bits: 128))),
            let hessian = try? evaluator.enclosure(
                on: Ball(centre: certificate.candidate.point, radius: point.distanceUpper), order: .hessian
            ).hessian
        else { return (0..<landscape.width).map { _ in nil } }
        return (0..<landscape.width).map {
            GaussianReLUSplit(hessian: hessian, neuron: $0, dimension: landscape.inputDimension)
        }
    }
}
