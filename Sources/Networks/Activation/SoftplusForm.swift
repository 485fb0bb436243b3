import Rigor

/// log(1 + exp z) and its derivatives in float64.
///
///     s = max(z, 0) + log(1 + t),   t = exp(-|z|),   and the derivatives of `logisticJet`
///
/// **Errors**, in u = 2^-53. `exponential` errs by 8 u of t, which moves log(1 + t) by t/(1 + t) <= 1/2 of that, and
/// `logarithmOfOnePlus` by 8 u of at most log 2: together below 9.6. The sum rounds |s| <= |z| + log 2. The derivatives
/// are those of `logisticJet` with R = 8.01 u, at most 4.2, 2.1, 1.6 (`Silu`).
struct SoftplusForm: ArgumentForm {
    func fillJets(from arguments: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets) {
        for k in 0..<count {
            let z = arguments[k]
            jets.value[k] = max(z, 0) + logarithmOfOnePlus(exponential(max(-exponentialRange, -abs(z))))
        }
        guard order >= 1 else { return }
        for k in 0..<count {
            let g = logisticJet(arguments[k])
            jets.first[k] = g.value
            jets.second[k] = g.first
            jets.third[k] = g.second
        }
    }

    func roundingErrors(reach: Double) -> [Double] {
        let value = UpperBound(roundings(1.01)) * UpperBound(reach) + UpperBound(roundings(11))
        return [value.value] + [4.2, 2.1, 1.6].map { roundings($0) }
    }
}

/// sigmoid(4z) + softplus(z) and its derivatives in float64.
///
/// **Errors.** 4z is exact. sg^(p)(4z) counts 4^p times, 4, 16 and 64 being exact factors, and errs by those of
/// `logisticJet` with R = 8.01 u: 4.2, 2.1, 1.6, 4.4 u (`Silu`). The sums, at most |z| + 2, 2, 2 and 9, are rounded
/// once.
struct SigmoidSoftplusForm: ArgumentForm {
    var largestArgument: Double { 0.25 * exponentialRange }

    func fillJets(from arguments: UnsafePointer<Double>, count: Int, order: Int, _ jets: Float64Jets) {
        SoftplusForm().fillJets(from: arguments, count: count, order: order, jets)
        for k in 0..<count {
            let g = logisticJet(4 * arguments[k])
            jets.value[k] += g.value
            guard order >= 1 else { continue }
            jets.first[k] += 4 * g.first
            jets.second[k] += 16 * g.second
            jets.third[k] += 64 * g.third
        }
    }

    func roundingErrors(reach: Double) -> [Double] {
        let softplus = SoftplusForm().roundingErrors(reach: reach).map { UpperBound($0) }
        let value = softplus[0] + UpperBound(roundings(1.01)) * UpperBound(reach) + UpperBound(roundings(6.5))
        let derivatives = zip(softplus.dropFirst(), [4 * 2.1 + 2.1, 16 * 1.6 + 2.1, 64 * 4.4 + 9.1]).map {
            ($0 + UpperBound(roundings($1))).value
        }
        return [value.value] + derivatives
    }
}
