import Rigor

/// Lower bounds of the numbers of positive, negative and zero eigenvalues of a symmetric matrix of known order.
public struct InertiaBounds: Sendable, Hashable {
    public let positive: Int
    public let negative: Int
    public let zero: Int
    public let order: Int

    /// - Precondition: the three numbers add up to at most `order`.
    public init(positive: Int, negative: Int, zero: Int, order: Int) {
        precondition(positive >= 0 && negative >= 0 && zero >= 0 && positive + negative + zero <= order)
        self.positive = positive
        self.negative = negative
        self.zero = zero
        self.order = order
    }

    public init(_ inertia: Inertia) {
        self.init(positive: inertia.positive, negative: inertia.negative, zero: inertia.zero, order: inertia.order)
    }

    /// What an enclosure of a spectrum proves.
    public init(_ spectrum: SpectrumEnclosure) {
        self.init(
            positive: spectrum.positiveAtLeast, negative: spectrum.negativeAtLeast, zero: 0, order: spectrum.order)
    }

    /// The inertia when every eigenvalue is accounted for, otherwise nil.
    public var inertia: Inertia? {
        positive + negative + zero == order ? Inertia(positive: positive, negative: negative, zero: zero) : nil
    }

    /// Upper bound of the number of negative eigenvalues.
    public var negativeUpper: Int { order - positive - zero }

    /// On the orthogonal complement of a vector of the kernel.
    ///
    /// - Precondition: there is a zero.
    public var withoutOneZero: InertiaBounds {
        InertiaBounds(positive: positive, negative: negative, zero: zero - 1, order: order - 1)
    }

    /// Of a block-diagonal matrix.
    public static func + (a: InertiaBounds, b: InertiaBounds) -> InertiaBounds {
        InertiaBounds(
            positive: a.positive + b.positive, negative: a.negative + b.negative, zero: a.zero + b.zero,
            order: a.order + b.order)
    }
}
