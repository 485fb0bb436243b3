import CMPFR

/// A closed interval of real numbers whose endpoints are MPFR numbers of one precision: an enclosure of a number that
/// is not known exactly.
///
/// What it means: if every operand contains the number it stands for, so does the result of every operation. The lower
/// endpoint is always rounded down and the upper one up. Intervals may be unbounded or empty; operations are those of
/// the set-based flavour of IEEE 1788 without decorations.
///
/// There is no `==`, `<` or `Comparable`: a question about intervals has three answers, and a predicate that returns
/// `true` has proved what its name says. `false` proves nothing; ask for the opposite to learn more.
public struct Interval: Sendable {
    /// One allocation holds the cell and its limbs. Written once, while it is made; read-only afterwards, which is what
    /// makes sharing it between threads sound.
    final class Storage: @unchecked Sendable {
        let cell: IntervalPointer

        init(precision: Precision) {
            let header = MemoryLayout<IntervalCell>.stride
            let limbs = IntervalCell.limbCount(precision)
            let memory = UnsafeMutableRawPointer.allocate(
                byteCount: header + limbs * MemoryLayout<mp_limb_t>.stride,
                alignment: MemoryLayout<IntervalCell>.alignment)
            cell = memory.bindMemory(to: IntervalCell.self, capacity: 1)
            IntervalCell.place(
                cell, precision: precision, limbs: (memory + header).bindMemory(to: mp_limb_t.self, capacity: limbs))
        }

        deinit { UnsafeMutableRawPointer(cell).deallocate() }
    }

    let storage: Storage

    /// The interval that `write` leaves in a fresh cell, initially zero.
    init(precision: Precision, writing write: (IntervalPointer) -> Void) {
        storage = Storage(precision: precision)
        write(storage.cell)
    }

    /// The interval that `write` leaves in a fresh cell, given a second cell of the same precision for intermediate
    /// results.
    init(
        precision: Precision, writingWithScratch write: (_ result: IntervalPointer, _ scratch: IntervalPointer) -> Void
    ) {
        storage = Storage(precision: precision)
        let result = storage.cell
        withUnsafeTemporaryAllocation(of: IntervalCell.self, capacity: 1) { cell in
            withUnsafeTemporaryAllocation(of: mp_limb_t.self, capacity: IntervalCell.limbCount(precision)) { limbs in
                IntervalCell.place(cell.baseAddress!, precision: precision, limbs: limbs.baseAddress!)
                write(result, cell.baseAddress!)
            }
        }
    }

    /// Calls `body` with the cell, which it must not change or keep.
    func read<Result>(_ body: (IntervalPointer) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(storage) { try body(storage.cell) }
    }

    public var precision: Precision { read { $0.precision } }

    /// The smallest interval of another precision that contains this one.
    public func rounded(to precision: Precision) -> Interval {
        read { a in Interval(precision: precision) { CellArithmetic.set($0, a) } }
    }
}

// MARK: - Constants

extension Interval {
    public static func empty(precision: Precision) -> Interval {
        Interval(precision: precision) { CellArithmetic.setEmpty($0) }
    }

    /// The whole line: nothing is known about the number.
    public static func entire(precision: Precision) -> Interval {
        Interval(precision: precision) { CellArithmetic.setEntire($0) }
    }

    public static func zero(precision: Precision) -> Interval {
        Interval(precision: precision) { CellArithmetic.setZero($0) }
    }

    public static func one(precision: Precision) -> Interval { Interval(1, precision: precision) }

    public static func pi(precision: Precision) -> Interval {
        Interval(precision: precision) {
            mpfr_const_pi($0.lower, MPFR_RNDD)
            mpfr_const_pi($0.upper, MPFR_RNDU)
        }
    }
}

// MARK: - From one number

extension Interval {
    /// The dyadic number that a float64 is: exact from 53 bits on, the neighbours below and above otherwise.
    ///
    /// A decimal such as 0.6 is no float64: it has a constructor of its own, `init(decimal:precision:)`.
    /// NaN and the infinities are no real numbers and mean "nothing is known": the whole line.
    public init(exactly value: Double, precision: Precision) {
        self.init(precision: precision) { CellArithmetic.set($0, value) }
    }

    /// Exact at the precision of `value`. NaN and the infinities give the whole line.
    public init(exactly value: BigFloat) {
        self.init(enclosing: value, precision: value.precision)
    }

    /// The smallest interval that contains `value`; NaN and the infinities give the whole line.
    public init(enclosing value: BigFloat, precision: Precision) {
        self.init(precision: precision) { cell in
            guard value.isFinite else { return CellArithmetic.setEntire(cell) }
            value.read {
                mpfr_set(cell.lower, $0, MPFR_RNDD)
                mpfr_set(cell.upper, $0, MPFR_RNDU)
            }
        }
    }

    public init(_ value: Int, precision: Precision) {
        self.init(precision: precision) { CellArithmetic.set($0, value) }
    }

    public init(enclosing value: Integer, precision: Precision) {
        self.init(precision: precision) { cell in
            value.read {
                mpfr_set_z(cell.lower, $0, MPFR_RNDD)
                mpfr_set_z(cell.upper, $0, MPFR_RNDU)
            }
        }
    }

    public init(enclosing value: Rational, precision: Precision) {
        self.init(precision: precision) { CellArithmetic.set($0, value) }
    }

    public init(enclosing value: Dyadic, precision: Precision) {
        self.init(precision: precision) { cell in
            value.mantissa.read {
                mpfr_set_z_2exp(cell.lower, $0, value.exponent, MPFR_RNDD)
                mpfr_set_z_2exp(cell.upper, $0, value.exponent, MPFR_RNDU)
            }
        }
    }

    /// The real number that a text such as "0.6", "-1.25e-3" or "3/5" writes, enclosed.
    public init(decimal text: String, precision: Precision) throws(NumberFormatError) {
        self.init(enclosing: try Rational(decimal: text), precision: precision)
    }
}

// MARK: - From two endpoints

extension Interval {
    /// The smallest interval that contains all x with lower <= x <= upper.
    ///
    /// The endpoints are taken as bounds that somebody computed. If they bound nothing (a NaN, lower > upper, lower =
    /// +infinity or upper = -infinity), then nothing is known: the result is the whole line, never the empty set.
    public init(lower: Double, upper: Double, precision: Precision) {
        self.init(precision: precision) {
            guard lower <= upper, lower < .infinity, upper > -.infinity else { return CellArithmetic.setEntire($0) }
            mpfr_set_d($0.lower, lower, MPFR_RNDD)
            mpfr_set_d($0.upper, upper, MPFR_RNDU)
        }
    }

    /// The interval with these endpoints, at the larger of their precisions; the whole line if they bound nothing, as
    /// above.
    public init(lower: BigFloat, upper: BigFloat) {
        self.init(lower: lower, upper: upper, precision: max(lower.precision, upper.precision))
    }

    /// The smallest interval that contains all x with lower <= x <= upper; the whole line if the endpoints bound
    /// nothing, as above.
    public init(lower: BigFloat, upper: BigFloat, precision: Precision) {
        self.init(precision: precision) { cell in
            guard lower <= upper, !(lower.isInfinite && lower.sign > 0), !(upper.isInfinite && upper.sign < 0) else {
                return CellArithmetic.setEntire(cell)
            }
            _ = lower.read { mpfr_set(cell.lower, $0, MPFR_RNDD) }
            _ = upper.read { mpfr_set(cell.upper, $0, MPFR_RNDU) }
        }
    }

    /// The smallest interval that contains all x with lower <= x <= upper; the whole line if lower > upper.
    public init(lower: Rational, upper: Rational, precision: Precision) {
        self.init(precision: precision) { cell in
            guard lower <= upper else { return CellArithmetic.setEntire(cell) }
            _ = lower.read { mpfr_set_q(cell.lower, $0, MPFR_RNDD) }
            _ = upper.read { mpfr_set_q(cell.upper, $0, MPFR_RNDU) }
        }
    }

    /// The numsToInterval of IEEE 1788: as `init(lower:upper:precision:)`, but endpoints that bound nothing give the
    /// empty set.
    public static func standard(lower: Double, upper: Double, precision: Precision) -> Interval {
        guard lower <= upper, lower < .infinity, upper > -.infinity else { return .empty(precision: precision) }
        return Interval(lower: lower, upper: upper, precision: precision)
    }
}
