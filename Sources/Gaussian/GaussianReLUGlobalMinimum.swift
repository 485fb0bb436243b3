import Certify
import Rigor

/// An exact global minimum of the Gaussian ReLU landscape: every neuron is a positive multiple of a target, and the
/// multiples of each target sum to 1.
///
/// **Theorem.** Let w_i = a_i e_{t(i)} with a_i > 0 and sum_{t(i) = j} a_i = 1 for every target j < k. Then
/// 1. F(W) = 0 and W is a global minimum: [a x]_+ = a [x]_+ for a > 0, so student and teacher are the same function,
///    and F is half a mean square;
/// 2. grad F(W) = 0, since F >= 0 is differentiable there (no neuron is 0);
/// 3. W lies on an open simplex of such points, of dimension n - k: for n > k it is not isolated, and 0 is the smallest
///    eigenvalue of Hess F(W);
/// 4. for n = k it is a nondegenerate, isolated critical point, and Hess F(W) >= 1/4 - 1/(2 pi); for k >= 3 that is its
///    smallest eigenvalue.
///
/// *Proof of 3 and 4.* F is twice continuously differentiable where no neuron is 0, though the closed forms divide by
/// sin th: with Phi as in ``GaussianReLULandscape``, Phi_ww tends to 0 as th -> 0 or pi, and Phi_wv = E[1(w·x > 0)
/// 1(v·x > 0) x x'] is continuous, with the value I/2 at th = 0. The Hessian is positive semidefinite at a global
/// minimum, and constant loss along a line of such points puts 0 among its eigenvalues. For n = k and w_i = e_i the
/// terms of neurons and targets cancel in the diagonal blocks, which are I/2, and the others are I/4 + (e_i e_j' + e_j
/// e_i') / (2 pi). So with rows h_i of a perturbation h
///
///     h'Hh = |h|²/4 + |sum_i h_i|²/4 + ( (sum_i h_ii)² - sum_i h_ii² + sum_{i != j <= k} h_ij h_ji ) / (2 pi)
///
/// and the last two sums are at least -|h|², with equality and no other term left where h is antisymmetric with
/// vanishing column sums, which exist for k >= 3. The inverse function theorem gives isolation. ∎
public struct GaussianReLUGlobalMinimum: StructuredArgument {
    /// t(i), from 0, for each neuron.
    public var targets: [Int]
    /// a_i, exact.
    public var multiples: [Dyadic]

    public init(targets: [Int], multiples: [Dyadic]) {
        self.targets = targets
        self.multiples = multiples
    }

    public func conclude(in context: ProofContext) throws(Refusal) -> Verdict {
        guard let landscape = context.landscape as? GaussianReLULandscape else {
            throw .inequality("the landscape is not that of ReLU students on Gaussian inputs")
        }
        let n = landscape.width, k = landscape.targetCount, d = landscape.inputDimension
        guard targets.count == n, multiples.count == n, context.candidate.count == n * d else {
            throw .dimension(expected: n, found: targets.count)
        }
        // every neuron is a positive multiple of a target
        guard targets.allSatisfy({ (0..<k).contains($0) }) else { throw .inequality("a neuron belongs to no target") }
        guard multiples.allSatisfy({ $0.sign > 0 }) else {
            throw .inequality("a neuron is no positive multiple of its target")
        }
        // the multiples of each target sum to 1, exactly
        var sums = [Dyadic](repeating: .zero, count: k)
        for (target, multiple) in zip(targets, multiples) { sums[target] = sums[target] + multiple }
        for (target, sum) in sums.enumerated() where sum != Dyadic(1) {
            throw .inequality("the multiples of target \(target) do not sum to 1")
        }
        if let ledger = context.ledger?.argument("An exact global minimum of ReLU students on Gaussian inputs") {
            ledger.note("Neuron i is a_i times the target t(i); \(structure(targetCount: k)).")
            ledger.hypothesis("every t(i) is one of the \(k) targets", .exactly("exactly"))
            ledger.hypothesis(
                "a_i > 0, all \(n) neurons",
                .atLeast(multiples.min()?.double(rounding: .down) ?? 0))
            ledger.hypothesis("the multiples of each target add up to 1", .exactly("exactly"))
            ledger.conclusion("Hence student and teacher are the same function: F(W) = 0, and no loss is smaller.")
            ledger.conclusion(
                n == k
                    ? "n = k: W is nondegenerate and isolated."
                    : "W lies on an open simplex of global minima of dimension \(n - k): not isolated.")
        }
        var point = [Dyadic](repeating: .zero, count: n * d)
        for i in 0..<n { point[i * d + targets[i]] = multiples[i] }
        let isIsolated = n == k
        return .globalMinimum(
            CriticalPoint(
                loss: Bounds(lower: 0, upper: 0), gradientNormUpper: 0,
                smallestEigenvalue: isIsolated ? Self.smallestEigenvalue(targetCount: k) : Bounds(lower: 0, upper: 0),
                indexLower: 0, indexUpper: 0, nullity: isIsolated ? 0 : nil, isIsolated: isIsolated,
                distanceUpper: Distance.upper(point, context.candidate), isProvedNonGlobal: false,
                familyDimension: n - k, structure: structure(targetCount: k),
                learningCoefficient: isIsolated
                    ? .morseBott(parameters: n * d, nullity: 0, familyDimension: 0) : nil))
    }

    /// "the targets", "the targets, 2 of them split" where each of the two is in two neurons, or with the numbers of
    /// neurons where one has more: "the targets, 2 of them split, in 3 and 2".
    private func structure(targetCount k: Int) -> String {
        let split = (0..<k).map { target in targets.count { $0 == target } }.filter { $0 > 1 }.sorted(by: >)
        guard let most = split.first else { return "the targets" }
        let parts = most == 2 ? "" : ", in " + split.map(String.init).joined(separator: " and ")
        return "the targets, \(split.count) of them split\(parts)"
    }

    /// Encloses the smallest eigenvalue for n = k: 1/4 - 1/(2 pi) from k = 3 on; below, between that and 1/2, the value
    /// of h'Hh for one entry of h.
    static func smallestEigenvalue(targetCount k: Int) -> Bounds {
        let precision = Precision(bits: 128)
        let one = Interval.one(precision: precision)
        let value = one.scaled(byPowerOfTwo: -2) - one / Interval.pi(precision: precision).scaled(byPowerOfTwo: 1)
        return Bounds(lower: value.lowerDouble, upper: k >= 3 ? value.upperDouble : 0.5)
    }
}
