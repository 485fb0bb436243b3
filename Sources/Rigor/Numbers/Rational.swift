import CMPFR

/// A fraction of two integers, exact and in lowest terms with a positive denominator (a GMP `mpq_t`).
public struct Rational: Sendable {
    /// Written once, while it is made; read-only afterwards, which is what makes sharing it between threads sound.
    final class Storage: @unchecked Sendable {
        let number: UnsafeMutablePointer<__mpq_struct>

        init() {
            number = .allocate(capacity: 1)
            __gmpq_init(number)
        }

        deinit {
            __gmpq_clear(number)
            number.deallocate()
        }
    }

    let storage: Storage

    /// The rational that `write` leaves in a fresh number, initially zero, in lowest terms.
    init(writing write: (mpq_ptr) -> Void) {
        storage = Storage()
        write(storage.number)
    }

    func read<Result>(_ body: (mpq_srcptr) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(storage) { try body(storage.number) }
    }

    public init(_ value: Int) {
        self.init { __gmpq_set_si($0, value, 1) }
    }

    public init(_ value: Integer) {
        self.init { q in value.read { __gmpq_set_z(q, $0) } }
    }

    /// - Precondition: `denominator` is not zero.
    public init(numerator: Integer, denominator: Integer) {
        precondition(!denominator.isZero, "zero denominator")
        self.init { q in
            numerator.read { __gmpz_set(cgmp_numerator(q), $0) }
            denominator.read { __gmpz_set(cgmp_denominator(q), $0) }
            __gmpq_canonicalize(q)
        }
    }

    /// - Precondition: `denominator` is not zero.
    public init(_ numerator: Int, _ denominator: Int) {
        self.init(numerator: Integer(numerator), denominator: Integer(denominator))
    }

    /// The dyadic number that a float64 is. Fails for NaN and the infinities.
    public init?(exactly value: Double) {
        guard value.isFinite else { return nil }
        self.init { __gmpq_set_d($0, value) }
    }

    /// Needs memory in proportion to the magnitude of the exponent.
    public init(_ dyadic: Dyadic) {
        if dyadic.exponent >= 0 {
            self.init(dyadic.mantissa.shiftedLeft(by: dyadic.exponent))
        } else {
            self.init(numerator: dyadic.mantissa, denominator: Integer.one.shiftedLeft(by: -dyadic.exponent))
        }
    }

    public static let zero = Rational(0)
    public static let one = Rational(1)

    public var numerator: Integer { read { q in Integer { __gmpq_get_num($0, q) } } }
    public var denominator: Integer { read { q in Integer { __gmpq_get_den($0, q) } } }

    /// -1, 0 or 1.
    public var sign: Int { numerator.sign }
    public var isZero: Bool { sign == 0 }
    public var isInteger: Bool { denominator == .one }

    /// Whether the denominator is a power of two, so that some precision holds the number exactly.
    public var isDyadic: Bool { denominator.bitLength == denominator.trailingZeroBits + 1 }

    public var magnitude: Rational { read { q in Rational { __gmpq_abs($0, q) } } }

    /// - Precondition: not zero.
    public var reciprocal: Rational { Rational.one / self }

    /// - Precondition: nonzero when `exponent` is negative.
    public func power(_ exponent: Int) -> Rational {
        if exponent < 0 { return reciprocal.power(-exponent) }
        return Rational(numerator: numerator.power(exponent), denominator: denominator.power(exponent))
    }

    public static func + (a: Rational, b: Rational) -> Rational {
        a.read { a in b.read { b in Rational { __gmpq_add($0, a, b) } } }
    }

    public static func - (a: Rational, b: Rational) -> Rational {
        a.read { a in b.read { b in Rational { __gmpq_sub($0, a, b) } } }
    }

    public static func * (a: Rational, b: Rational) -> Rational {
        a.read { a in b.read { b in Rational { __gmpq_mul($0, a, b) } } }
    }

    /// - Precondition: `b` is not zero.
    public static func / (a: Rational, b: Rational) -> Rational {
        precondition(!b.isZero, "division by zero")
        return a.read { a in b.read { b in Rational { __gmpq_div($0, a, b) } } }
    }

    public static prefix func - (a: Rational) -> Rational {
        a.read { a in Rational { __gmpq_neg($0, a) } }
    }
}

extension Rational: Hashable, Comparable {
    public static func == (a: Rational, b: Rational) -> Bool {
        a.read { a in b.read { b in __gmpq_equal(a, b) != 0 } }
    }

    public static func < (a: Rational, b: Rational) -> Bool {
        a.read { a in b.read { b in __gmpq_cmp(a, b) < 0 } }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(numerator)
        hasher.combine(denominator)
    }
}

extension Rational {
    /// The largest `Double` that is at most this number, or minus infinity.
    public var lowerDouble: Double { BigFloat(self, precision: .float64, rounding: .down).double(rounding: .down) }

    /// The smallest `Double` that is at least this number, or infinity.
    public var upperDouble: Double { BigFloat(self, precision: .float64, rounding: .up).double(rounding: .up) }
}
