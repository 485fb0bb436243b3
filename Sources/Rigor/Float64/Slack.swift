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
