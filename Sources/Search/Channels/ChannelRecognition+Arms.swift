import Networks

/// Neurons that stand together where one of a pair does, in float64.
extension ChannelRecognition {
    /// The proposal with everything that stands with neurons of its pairs, before the proposal itself: as ordinary
    /// neurons these would make the limit network degenerate.
    func withArms(_ proposal: ChannelProposal) -> [ChannelProposal] {
        var result = proposal, rest = proposal.others(width: width)
        for (p, pair) in proposal.pairs.enumerated() {
            let sign = pair.isFlipped ? -1.0 : 1
            let separation = norm(zip(weight(pair.first), weight(pair.second)).map { $0 - sign * $1 })
            for (isSecond, base) in [(false, pair.first), (true, pair.second)] {
                let members = rest.filter { j in
                    output(j) * output(base) > 0
                        && norm(zip(weight(j), weight(base)).map { $0 - $1 }) <= equality * separation * 50
                }
                guard !members.isEmpty else { continue }
                rest.removeAll(where: members.contains)
                result.arms.append(.init(pair: p, isSecond: isSecond, neurons: members, sign: 1, spread: 0x1p-3))
            }
        }
        guard !result.arms.isEmpty else { return [proposal] }
        for (i, arm) in result.arms.enumerated() {
            func total(_ isSecond: Bool) -> Double {
                let pair = result.pairs[arm.pair]
                let members = result.arms.filter { $0.pair == arm.pair && $0.isSecond == isSecond }.flatMap(\.neurons)
                let sum = ([isSecond ? pair.second : pair.first] + members).reduce(0) { $0 + output($1) }
                return isSecond && pair.isFlipped ? -sum : sum
            }
            result.arms[i].sign = total(arm.isSecond) > total(!arm.isSecond) ? 1 : -1
        }
        return [result, proposal]
    }
}
