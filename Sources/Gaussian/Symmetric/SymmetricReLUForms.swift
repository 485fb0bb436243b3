import Certify
import Rigor

/// Loss, gradient and Hessian of the Gaussian ReLU landscape, n = d = k, at a point fixed by a ``DiagonalSymmetry``,
/// entry by entry, in one arithmetic. The formulas are those of ``GaussianReLUForms``; sums over neurons, targets and
/// coordinates run over classes of equal terms, so that their cost does not depend on k.
final class SymmetricReLUForms<Arithmetic: RealArithmetic> {
    typealias Number = Arithmetic.Number

    let symmetry: DiagonalSymmetry
    let arithmetic: Arithmetic
    private let zero: Number
    private let one: Number
    private let half: Number
    private let inverseTwoPi: Number
    private let values: [DiagonalSymmetry.Unknown: Number]
    /// |w_l| and its reciprocal for a neuron of each block.
    private var lengths: [Number] = []
    private var inverseLengths: [Number] = []
    private var angles: [Int: Angle] = [:]
    private var entries: [Int: Number] = [:]
    private var bends: [Int: Number] = [:]

    /// Of a neuron with another one, or with a target.
    private struct Angle {
        var cosine: Number
        var sine: Number
        var inverseSine: Number
        /// pi - th.
        var supplement: Number
    }

    /// Another one, seen from a neuron.
    private enum Other: Hashable {
        case neuron(SymmetricIndex)
        case target(SymmetricIndex)

        var index: SymmetricIndex {
            switch self {
            case .neuron(let index), .target(let index): index
            }
        }
    }

    /// - Parameter values: of every unknown of the symmetry, in their order.
    /// - Throws: `notSmooth` when the arithmetic is rigorous and a neuron may be 0, or two vectors may be parallel.
    init(_ symmetry: DiagonalSymmetry, values: [Number], arithmetic: Arithmetic) throws(EvaluationFailure) {
        precondition(values.count == symmetry.unknowns.count)
        self.symmetry = symmetry
        self.arithmetic = arithmetic
        zero = arithmetic.number(0)
        one = arithmetic.number(1)
        half = one / arithmetic.number(2)
        inverseTwoPi = one / (arithmetic.number(2) * arithmetic.pi)
        self.values = Dictionary(uniqueKeysWithValues: zip(symmetry.unknowns, values))
        for j in symmetry.parts.indices {
            let neuron = SymmetricIndex(block: j, label: 0)
            var squares = zero
            for (c, count) in symmetry.classes(beside: [neuron]) {
                squares = squares + number(count) * weight(c, neuron).squared()
            }
            let length = squares.squareRoot()
            guard length.isCertainlyPositive || !arithmetic.isRigorous else {
                throw .notSmooth("a neuron of block \(j) is 0, or cannot be told from 0")
            }
            lengths.append(length)
            inverseLengths.append(one / length)
        }
        try makeAngles()
    }

    private func number(_ count: Int) -> Number { arithmetic.number(count) }

    /// Coordinate c of neuron l.
    func weight(_ c: SymmetricIndex, _ l: SymmetricIndex) -> Number {
        let unknown: DiagonalSymmetry.Unknown =
            c == l ? .diagonal(l.block) : c.block == l.block ? .beside(l.block) : .between(c.block, l.block)
        return values[unknown] ?? zero
    }

    /// Coordinate c of the unit vector of a neuron or a target.
    private func direction(_ c: SymmetricIndex, _ other: Other) -> Number {
        switch other {
        case .neuron(let u): weight(c, u) * inverseLengths[u.block]
        case .target(let u): c == u ? one : zero
        }
    }

    /// |w_l|.
    func length(of l: SymmetricIndex) -> Number { lengths[l.block] }

    private func length(_ other: Other) -> Number {
        if case .neuron(let u) = other { return lengths[u.block] }
        return one
    }

    // MARK: Angles

    private func key(_ l: SymmetricIndex, _ other: Other) -> Int {
        let u = other.index
        let isTarget: Bool
        if case .target = other { isTarget = true } else { isTarget = false }
        return ((l.block * symmetry.parts.count + u.block) * 2 + (isTarget ? 1 : 0)) * 2 + (u == l ? 1 : 0)
    }

    private func angle(_ l: SymmetricIndex, _ other: Other) -> Angle {
        guard let angle = angles[key(l, other)] else { preconditionFailure("every kind of pair has an angle") }
        return angle
    }

    private func makeAngles() throws(EvaluationFailure) {
        for j in symmetry.parts.indices {
            let l = SymmetricIndex(block: j, label: 0)
            for (u, _) in symmetry.classes(beside: [l]) {
                if u != l { angles[key(l, .neuron(u))] = try makeAngle(l, .neuron(u)) }
                angles[key(l, .target(u))] = try makeAngle(l, .target(u))
            }
        }
    }

    /// cos th = wbar·ubar, sin th = |ubar - cos th wbar|, pi - th by the half-angle form, as in
    /// ``GaussianReLUGeometry``.
    private func makeAngle(_ l: SymmetricIndex, _ other: Other) throws(EvaluationFailure) -> Angle {
        let coordinates = symmetry.classes(beside: distinct([l, other.index]))
        var cosine = zero, squares = zero
        for (c, count) in coordinates {
            cosine = cosine + number(count) * (direction(c, .neuron(l)) * direction(c, other))
        }
        for (c, count) in coordinates {
            squares = squares + number(count) * rejection(c, l, other, cosine).squared()
        }
        let sine = squares.squareRoot()
        guard sine.isCertainlyPositive || !arithmetic.isRigorous else {
            throw .notSmooth("two vectors are parallel, or cannot be told from parallel")
        }
        let two = number(2)
        let supplement =
            (cosine + half).isCertainlyPositive
            ? arithmetic.pi - two * (sine / (one + cosine)).atan() : two * (sine / (one - cosine)).atan()
        return Angle(cosine: cosine, sine: sine, inverseSine: one / sine, supplement: supplement)
    }

    /// Coordinate c of y = ubar - cos th wbar.
    private func rejection(_ c: SymmetricIndex, _ l: SymmetricIndex, _ other: Other, _ cosine: Number) -> Number {
        direction(c, other) - cosine * direction(c, .neuron(l))
    }

    /// All other neurons, with sign +, and all targets, with sign -, seen from neuron l: classes that no named index
    /// divides.
    private func others(
        _ l: SymmetricIndex, beside named: [SymmetricIndex], _ body: (_ other: Other, _ signedCount: Int) -> Void
    ) {
        for (u, count) in symmetry.classes(beside: named) {
            if u != l { body(.neuron(u), count) }
            body(.target(u), -count)
        }
    }

    // MARK: Loss and derivatives

    /// The loss, by the formula of ``GaussianReLULandscape``.
    func loss() -> Number {
        let k = symmetry.order
        var total = zero
        for (j, part) in symmetry.parts.enumerated() {
            let l = SymmetricIndex(block: j, label: 0)
            var pairs = zero
            others(l, beside: [l]) { other, count in
                let angle = angle(l, other), term = angle.sine + angle.supplement * angle.cosine
                // pairs of neurons are met twice
                let share: Number
                if case .neuron = other { share = number(count) * half } else { share = number(count) }
                pairs = pairs + share * (length(other) * term)
            }
            total =
                total
                + number(part) * (lengths[j].squared() * half * half + lengths[j] * pairs * inverseTwoPi)
        }
        return total + number(k) * half * half + number(k) * number(k - 1) * half * inverseTwoPi
    }

    /// dF/dW[c, l].
    func gradient(_ c: SymmetricIndex, _ l: SymmetricIndex) -> Number {
        var radial = zero, sum = zero
        others(l, beside: distinct([c, l])) { other, count in
            let angle = angle(l, other)
            radial = radial + number(count) * (length(other) * angle.sine)
            let coordinate: Number
            switch other {
            case .neuron(let u): coordinate = weight(c, u)
            case .target(let u): coordinate = c == u ? one : zero
            }
            sum = sum + number(count) * (angle.supplement * coordinate)
        }
        return weight(c, l) * half + (radial * direction(c, .neuron(l)) + sum) * inverseTwoPi
    }

    /// Entry (c, b) of M_l = 2 pi |w_l| (H_ll - I/2).
    func bending(_ c: SymmetricIndex, _ b: SymmetricIndex, of l: SymmetricIndex) -> Number {
        let key = pattern([c, b, l])
        if let known = bends[key] { return known }
        let first = direction(c, .neuron(l)), second = direction(b, .neuron(l))
        var radial = zero, squares = zero
        others(l, beside: distinct([c, b, l])) { other, count in
            let angle = angle(l, other), length = length(other)
            radial = radial + number(count) * (length * angle.sine)
            let y = rejection(c, l, other, angle.cosine) * rejection(b, l, other, angle.cosine)
            squares = squares + number(count) * (length * angle.inverseSine * y)
        }
        let value = radial * ((c == b ? one : zero) - first * second) + squares
        bends[key] = value
        return value
    }

    /// The entry of the Hessian in the row of W[c, l] and the column of W[b, j].
    func hessian(_ c: SymmetricIndex, _ l: SymmetricIndex, _ b: SymmetricIndex, _ j: SymmetricIndex) -> Number {
        let key = pattern([c, l, b, j])
        if let known = entries[key] { return known }
        let value: Number
        if l == j {
            let bend = bending(c, b, of: l) * inverseLengths[l.block] * inverseTwoPi
            value = c == b ? bend + half : bend
        } else {
            let angle = angle(l, .neuron(j)), other = Other.neuron(j)
            let first = direction(c, .neuron(l)), second = direction(b, .neuron(l))
            let y = rejection(c, l, other, angle.cosine), z = rejection(b, l, other, angle.cosine)
            let plane = angle.sine * angle.cosine * (first * second) - angle.cosine * angle.inverseSine * (y * z)
            let mixed = angle.sine * (first * z + y * second)
            value = ((c == b ? angle.supplement : zero) + plane + mixed) * inverseTwoPi
        }
        entries[key] = value
        return value
    }

    /// Entry (c, l) of the Hessian applied to a matrix whose entries depend on their indices only through the named
    /// ones.
    func hessianProduct(
        _ matrix: (SymmetricIndex, SymmetricIndex) -> Int, named: [SymmetricIndex], at c: SymmetricIndex,
        _ l: SymmetricIndex
    ) -> Number {
        let named = distinct(named + [c, l])
        var sum = zero
        for (j, columns) in symmetry.classes(beside: named) {
            for (b, rows) in symmetry.classes(beside: distinct(named + [j])) {
                let entry = matrix(b, j)
                if entry != 0 { sum = sum + number(columns) * number(rows) * number(entry) * hessian(c, l, b, j) }
            }
        }
        return sum
    }

    /// One number for all index tuples with the same blocks and the same coincidences.
    private func pattern(_ indices: [SymmetricIndex]) -> Int {
        var seen = [SymmetricIndex](), key = 1
        for index in indices {
            let place = seen.firstIndex(of: index) ?? seen.count
            if place == seen.count { seen.append(index) }
            key = (key * symmetry.parts.count + index.block) * 4 + place
        }
        return key
    }
}
