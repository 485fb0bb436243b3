import Certify
import Gaussian
import Rigor

/// Looks for critical points among the students that a symmetry fixes, by Newton's method from random starts: it finds
/// saddles and minima alike, also those that gradient descent avoids.
public struct SymmetricSearch: Sendable {
    public let symmetry: DiagonalSymmetry
    /// How many starts.
    public var starts: Int
    public var seed: UInt64

    public init(_ symmetry: DiagonalSymmetry, starts: Int, seed: UInt64) {
        self.symmetry = symmetry
        self.starts = starts
        self.seed = seed
    }

    /// Critical points that were proved, by ascending loss, no two of them in one box; those of loss 0 are not among
    /// them, as neurons are parallel to targets there.
    public func points() -> [SymmetricPoint] {
        var generator = PhiloxGenerator(seed: seed, run: 0, stream: .initialization), found = [SymmetricPoint]()
        for _ in 0..<starts {
            let start = symmetry.unknowns.map { unknown in
                // entries off the diagonal get smaller where there are many of them
                let spread: Double
                switch unknown {
                case .diagonal: spread = 1.2
                case .beside(let j): spread = 1.2 / Double(symmetry.parts[j])
                case .between(let i, let j):
                    spread = 1.5 / Double(max(symmetry.parts[i], symmetry.parts[j])).squareRoot()
                }
                return Double.random(in: -spread...spread, using: &generator)
            }
            guard let values = SymmetricReLURefinement.approximateZero(symmetry, from: start) else { continue }
            // untrusted: what is left out here is only not looked at
            let isKnown = found.contains { zip($0.values, values).allSatisfy { abs($0 - $1) < 1e-7 } }
            guard !isKnown, let point = SymmetricPoint(symmetry, near: values) else { continue }
            found.append(point)
        }
        return found.sorted { $0.proof.loss.lower < $1.proof.loss.lower }
    }
}

/// One critical point for each number of targets, each found from the one before.
public struct SymmetricFamily: Sendable {
    public let pattern: IsotropyPattern

    public init(_ pattern: IsotropyPattern) { self.pattern = pattern }

    /// The family through a point, for the given numbers of targets; it ends where Newton's method or the proof fails.
    ///
    /// - Parameters:
    ///   - seed: a critical point for `targets` targets.
    ///   - numbers: of targets, in the order in which they are reached from the seed.
    public func continued(from seed: SymmetricPoint, targets: Int, to numbers: [Int]) -> [(
        targets: Int, point: SymmetricPoint
    )] {
        guard let first = pattern.symmetry(targets: targets) else { return [] }
        var result = [(targets: Int, point: SymmetricPoint)](), symmetry = first, values = seed.values
        for number in numbers {
            // steps of at most a fifth, with the entries of growing blocks scaled by their size
            var reached = symmetry.order
            while reached != number {
                let step = max(1, reached / 5)
                reached = number > reached ? min(number, reached + step) : max(number, reached - step)
                guard let next = pattern.symmetry(targets: reached) else { return result }
                let start = zip(next.unknowns, values).map { unknown, value in
                    value * Self.scale(unknown, from: symmetry, to: next)
                }
                guard let refined = SymmetricReLURefinement.approximateZero(next, from: start) else { return result }
                (symmetry, values) = (next, refined)
            }
            guard let point = SymmetricPoint(symmetry, near: values) else { return result }
            result.append((number, point))
        }
        return result
    }

    private static func scale(
        _ unknown: DiagonalSymmetry.Unknown, from old: DiagonalSymmetry, to new: DiagonalSymmetry
    ) -> Double {
        func ratio(_ j: Int) -> Double { Double(old.parts[j]) / Double(new.parts[j]) }
        switch unknown {
        case .diagonal: return 1
        case .beside(let j): return ratio(j)
        case .between(let i, let j): return min(ratio(i), ratio(j))
        }
    }
}
