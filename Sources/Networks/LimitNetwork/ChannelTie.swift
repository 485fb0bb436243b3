/// How the outputs that diverge along a channel are tied to each other.
///
/// For the sigmoid, and for the normal distribution function, a pair may be *flipped*: one of its neurons enters as a
/// s(w·x) = a - a s(-w·x), and the constant a diverges with the channel. The constants set aside must stay bounded
/// together; the limit network then has a constant k, and what diverges shares one channel coordinate. `sign` is +1
/// when the flipped neuron of the (leading) pair has the larger output of the two after flipping, -1 when the smaller.
public enum ChannelTie: Sendable, Hashable {
    /// No pair is flipped; every pair has a channel coordinate of its own.
    case none
    /// For the sigmoid. The constant of one flipped pair is absorbed by a neuron with w_0 -> 0, a_0 -> infinity, which
    /// adds the linear part u·x, u = a_0 w_0 / 4.
    case neuronAtZero(pair: Int, sign: Int)
    /// The constants of two flipped pairs absorb each other; the coordinate of the follower is a function of that of
    /// the leader.
    case pairs(leader: Int, follower: Int, sign: Int)

    /// The flipped pairs, the one whose coordinate is free first.
    public var flipped: [Int] {
        switch self {
        case .none: []
        case .neuronAtZero(let pair, _): [pair]
        case .pairs(let leader, let follower, _): [leader, follower]
        }
    }

    /// The pair whose channel coordinate is a function of another.
    public var follower: Int? {
        if case .pairs(_, let follower, _) = self { return follower }
        return nil
    }

    public var sign: Int {
        switch self {
        case .none: 1
        case .neuronAtZero(_, let sign), .pairs(_, _, let sign): sign
        }
    }
}
