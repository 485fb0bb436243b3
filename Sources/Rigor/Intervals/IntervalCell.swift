import CMPFR

/// The endpoints of an interval on memory that somebody else owns: `Interval` for one, `IntervalArray` for many.
///
/// Invariant: both endpoints have the same precision, neither is NaN, and they are one of
/// - lower <= upper with lower < +infinity and upper > -infinity: the reals x with lower <= x <= upper,
/// - lower = +infinity and upper = -infinity: the empty set.
public struct IntervalCell {
    public var lower: __mpfr_struct
    public var upper: __mpfr_struct
}

public typealias IntervalPointer = UnsafeMutablePointer<IntervalCell>

extension UnsafeMutablePointer where Pointee == IntervalCell {
    @inline(__always)
    var lower: UnsafeMutablePointer<__mpfr_struct> {
        UnsafeMutableRawPointer(self).assumingMemoryBound(to: __mpfr_struct.self)
    }

    @inline(__always)
    var upper: UnsafeMutablePointer<__mpfr_struct> { lower + 1 }

    @inline(__always)
    var precision: Precision { Precision(bits: cmpfr_precision(lower)) }

    @inline(__always)
    var isEmpty: Bool { cmpfr_is_positive_infinity(lower) != 0 }

    /// Whether the cell holds exactly one number.
    @inline(__always)
    var isPoint: Bool { mpfr_equal_p(lower, upper) != 0 }

    /// Whether 0 lies in the interior of the hull.
    @inline(__always)
    var straddlesZero: Bool { cmpfr_sign(lower) < 0 && cmpfr_sign(upper) > 0 }

    @inline(__always)
    var isZero: Bool { cmpfr_sign(lower) == 0 && cmpfr_sign(upper) == 0 }
}

extension IntervalCell {
    /// Limbs that the two endpoints of a cell take.
    static func limbCount(_ precision: Precision) -> Int { 2 * cmpfr_limb_count(precision.bits) }

    /// Makes `cell` the zero interval on the `limbCount` limbs that start at `limbs`.
    static func place(_ cell: IntervalPointer, precision: Precision, limbs: UnsafeMutablePointer<mp_limb_t>) {
        cmpfr_place(cell.lower, precision.bits, limbs)
        cmpfr_place(cell.upper, precision.bits, limbs + cmpfr_limb_count(precision.bits))
    }
}
