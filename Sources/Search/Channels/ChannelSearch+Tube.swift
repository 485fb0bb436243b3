import Certify
import Networks
import Rigor

/// The tube around a limit over which the slopes are proved to have their signs.
extension ChannelSearch {
    /// The widest and longest tube over which the slopes are proved positive, from a few enclosures.
    func chooseTube(_ argument: inout ChannelArgument, _ landscape: LimitNetworkLandscape) throws(Failure) {
        let evaluator = ChannelSlopeEvaluator(limit: landscape, tie: argument.tie, level: .float64)
        let free = argument.tubeLengths.indices.filter { $0 != argument.tie.follower }
        func slopes(_ radius: Double, _ length: Double) -> [Bounds] {
            let lengths = argument.tubeLengths.indices.map { free.contains($0) ? length : 0 }
            let enclosure = evaluator.enclosure(
                on: Ball(centre: argument.limit.centre, radius: radius), lengths: lengths,
                arms: argument.arms.map { ($0.pair, $0.sign, $0.spread) })
            guard enclosure.tau.isCertainlyPositive else { return free.map { _ in .entireLine } }
            return free.map { enclosure.slopes[$0] }
        }
        // 1. at the limit point itself: 2h, and whether the loss grows or falls
        var there0 = slopes(0, 0)
        // the spread of arms takes away from it in proportion to its square
        for _ in 0..<4 where !argument.arms.isEmpty && !there0.allSatisfy({ $0.mignitude > 0 }) {
            for i in argument.arms.indices { argument.arms[i].spread *= 0x1p-3 }
            there0 = slopes(0, 0)
        }
        let isFalling = there0.map { $0.upper < 0 }
        /// Lower bound of the slopes, of those that fall of their negatives.
        func slope(_ radius: Double, _ length: Double) -> Double {
            zip(slopes(radius, length), isFalling).map { $1 ? -$0.upper : $0.lower }.min() ?? -.infinity
        }
        let limit = zip(there0, isFalling).map { $1 ? -$0.upper : $0.lower }.min() ?? -.infinity
        guard limit > 0 else { throw .open("whether the loss grows along the channel is not proved: 2h in \(there0)") }
        // 2. the radius: the slope falls about linearly with it
        var radius = argument.limit.radius, there = slope(radius, 0)
        for _ in 0..<6 where !(there > 0.5 * limit) {
            radius *= there.isFinite ? min(0.5, 0.4 * limit / (limit - there)) : 0x1p-6
            there = slope(radius, 0)
        }
        guard there > 0 else { throw .open("the sign of the slope is not proved on a ball around the limit point") }
        // 3. the length: the slope falls about quadratically with it
        var length = longestTube
        for _ in 0..<10 {
            let value = slope(radius, length)
            if value > 0 {
                // a little shorter, so that another precision confirms it
                for p in free { argument.tubeLengths[p] = Slack.below(length) }
                argument.limit.radius = radius
                return
            }
            length *= value.isFinite ? min(0.7, max(0.1, (0.8 * there / (there - value)).squareRoot())) : 0.5
        }
        throw .open("no length of the tube could be proved down to \(length)")
    }
}
