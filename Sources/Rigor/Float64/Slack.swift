/// How much weaker a bound is stated than it was measured, so that another rigorous evaluation, whose roundings differ,
/// confirms it as well.
///
/// It belongs to search: a check compares what is stated with what it measures itself.
public enum Slack {
    /// An upper bound of a non-negative quantity, stated larger by a part of it.
    public static func above(_ measured: Double, by part: Double = 0x1p-6) -> Double {
        Directed.multiplyUp(measured, Directed.addUp(1, part))
    }

    /// A lower bound of a non-negative quantity, stated smaller by a part of it.
    public static func below(_ measured: Double, by part: Double = 0x1p-6) -> Double {
        Directed.multiplyDown(measured, Directed.subtractDown(1, part))
    }
}

extension Bounds {
    /// Wider at each end by 2^-20 of the magnitude, but to no other side of 0: an end that is told from 0 comes at most
    /// half the way to it, and one that is 0 stays.
    public var slackened: Bounds {
        let margin = UpperBound(magnitude) * UpperBound(0x1p-20)
        /// Above `end`, by no more than the margin, and not past 0.
        func outward(_ end: Double) -> Double {
            if end == 0 { return 0 }
            let wide = UpperBound(end) + margin
            guard end < 0 else { return wide.value }
            return UpperBound.min(.min(wide, UpperBound(Directed.multiplyUp(end, 0.5))), 0).value
        }
        return Bounds(lower: -outward(-lower), upper: outward(upper))
    }
}
