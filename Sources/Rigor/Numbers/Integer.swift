import CMPFR

/// An integer of any size, exact (a GMP `mpz_t`).
public struct Integer: Sendable {
    /// Written once, while it is made; read-only afterwards, which is what makes sharing it between threads sound.
    final class Storage: @unchecked Sendable {
        let number: UnsafeMutablePointer<__mpz_struct>

        init() {
            number = .allocate(capacity: 1)
            __gmpz_init(number)
        }

        deinit {
            __gmpz_clear(number)
            number.deallocate()
        }
    }

    let storage: Storage

    /// The integer that `write` leaves in a fresh number, initially zero.
    init(writing write: (mpz_ptr) -> Void) {
        storage = Storage()
        write(storage.number)
    }

    func read<Result>(_ body: (mpz_srcptr) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(storage) { try body(storage.number) }
    }

    public init(_ value: Int) {
        self.init { __gmpz_set_si($0, value) }
    }

    public static let zero = Integer(0)
    public static let one = Integer(1)

    /// -1, 0 or 1.
    public var sign: Int { read { Int(cgmp_sign($0)) } }
    public var isZero: Bool { sign == 0 }
    public var isOdd: Bool { read { __gmpz_tstbit($0, 0) == 1 } }
    public var isEven: Bool { !isOdd }

    /// Bits of the magnitude: 0 for zero, otherwise the e with 2^(e-1) <= |x| < 2^e.
    public var bitLength: Int { isZero ? 0 : read { Int(__gmpz_sizeinbase($0, 2)) } }

    /// The largest k such that 2^k divides a nonzero integer; 0 for zero.
    public var trailingZeroBits: Int { isZero ? 0 : read { Int(__gmpz_scan1($0, 0)) } }

    public var magnitude: Integer { read { x in Integer { __gmpz_abs($0, x) } } }

    /// - Precondition: `exponent >= 0`.
    public func power(_ exponent: Int) -> Integer {
        precondition(exponent >= 0, "a negative power of an integer is no integer")
        return read { x in Integer { __gmpz_pow_ui($0, x, UInt(exponent)) } }
    }

    /// x * 2^bits. - Precondition: `bits >= 0`.
    public func shiftedLeft(by bits: Int) -> Integer {
        precondition(bits >= 0)
        return read { x in Integer { __gmpz_mul_2exp($0, x, UInt(bits)) } }
    }

    /// floor(x / 2^bits). - Precondition: `bits >= 0`.
    public func shiftedRight(by bits: Int) -> Integer {
        precondition(bits >= 0)
        return read { x in Integer { __gmpz_fdiv_q_2exp($0, x, UInt(bits)) } }
    }

    /// The greatest common divisor, at least 0.
    public static func greatestCommonDivisor(_ a: Integer, _ b: Integer) -> Integer {
        a.read { a in b.read { b in Integer { __gmpz_gcd($0, a, b) } } }
    }

    public static func + (a: Integer, b: Integer) -> Integer {
        a.read { a in b.read { b in Integer { __gmpz_add($0, a, b) } } }
    }

    public static func - (a: Integer, b: Integer) -> Integer {
        a.read { a in b.read { b in Integer { __gmpz_sub($0, a, b) } } }
    }

    public static func * (a: Integer, b: Integer) -> Integer {
        a.read { a in b.read { b in Integer { __gmpz_mul($0, a, b) } } }
    }

    public static prefix func - (a: Integer) -> Integer {
        a.read { a in Integer { __gmpz_neg($0, a) } }
    }

    /// The quotient rounded towards minus infinity, and the remainder, which has the sign of `divisor`.
    /// - Precondition: `divisor` is not zero.
    public func quotientAndRemainder(dividingBy divisor: Integer) -> (quotient: Integer, remainder: Integer) {
        precondition(!divisor.isZero, "division by zero")
        let remainder = Integer.Storage()
        let quotient = read { a in
            divisor.read { b in Integer { __gmpz_fdiv_qr($0, remainder.number, a, b) } }
        }
        return (quotient, Integer { __gmpz_swap($0, remainder.number) })
    }
}

extension Integer: Hashable, Comparable, ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) { self.init(value) }

    public static func == (a: Integer, b: Integer) -> Bool {
        a.read { a in b.read { b in __gmpz_cmp(a, b) == 0 } }
    }

    public static func < (a: Integer, b: Integer) -> Bool {
        a.read { a in b.read { b in __gmpz_cmp(a, b) < 0 } }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(sign)
        read { x in
            for limb in 0..<Int(__gmpz_size(x)) { hasher.combine(__gmpz_getlimbn(x, mp_size_t(limb))) }
        }
    }
}

extension Int {
    /// Fails when the value is out of range.
    public init?(exactly integer: Integer) {
        guard integer.read({ __gmpz_fits_slong_p($0) }) != 0 else { return nil }
        self = integer.read { __gmpz_get_si($0) }
    }
}
