import CMPFR

/// A floating-point number of any precision (an MPFR number): every operation names its direction and is correctly
/// rounded in it.
///
/// The exponent range is MPFR's own, about ±2^30, and is never changed. Infinities and NaN exist and compare as those
/// of `Double` do.
public struct BigFloat: Sendable {
    /// One allocation holds the number and its limbs. Written once, while it is made; read-only afterwards, which is
    /// what makes sharing it between threads sound.
    final class Storage: @unchecked Sendable {
        let number: UnsafeMutablePointer<__mpfr_struct>

        init(precision: Precision) {
            let header = MemoryLayout<__mpfr_struct>.stride
            let limbs = cmpfr_limb_count(precision.bits)
            let memory = UnsafeMutableRawPointer.allocate(
                byteCount: header + limbs * MemoryLayout<mp_limb_t>.stride,
                alignment: MemoryLayout<__mpfr_struct>.alignment)
            number = memory.bindMemory(to: __mpfr_struct.self, capacity: 1)
            cmpfr_place(number, precision.bits, (memory + header).bindMemory(to: mp_limb_t.self, capacity: limbs))
        }

        deinit { UnsafeMutableRawPointer(number).deallocate() }
    }

    let storage: Storage

    /// The number that `write` leaves in a fresh one, initially zero.
    /// What `write` returns, MPFR's report on the direction of rounding, is not used.
    init(precision: Precision, writing write: (mpfr_ptr) -> Int32) {
        storage = Storage(precision: precision)
        _ = write(storage.number)
    }

    func read<Result>(_ body: (mpfr_srcptr) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(storage) { try body(storage.number) }
    }

    public var precision: Precision { Precision(bits: read { cmpfr_precision($0) }) }

    // MARK: From other numbers

    /// The same number, at 53 bits.
    public init(exactly value: Double) {
        self.init(precision: .float64) { mpfr_set_d($0, value, MPFR_RNDN) }
    }

    public init(_ value: Double, precision: Precision, rounding: Rounding) {
        self.init(precision: precision) { mpfr_set_d($0, value, rounding.mode) }
    }

    public init(_ value: Int, precision: Precision, rounding: Rounding) {
        self.init(precision: precision) { mpfr_set_si_2exp($0, value, 0, rounding.mode) }
    }

    public init(_ value: Integer, precision: Precision, rounding: Rounding) {
        self.init(precision: precision) { x in value.read { mpfr_set_z(x, $0, rounding.mode) } }
    }

    public init(_ value: Rational, precision: Precision, rounding: Rounding) {
        self.init(precision: precision) { x in value.read { mpfr_set_q(x, $0, rounding.mode) } }
    }

    public init(_ value: Dyadic, precision: Precision, rounding: Rounding) {
        self.init(precision: precision) { x in
            value.mantissa.read { mpfr_set_z_2exp(x, $0, value.exponent, rounding.mode) }
        }
    }

    /// The same number at the smallest precision that holds it. Fails when the exponent is out of MPFR's range.
    public init?(exactly value: Dyadic) {
        var inexact: Int32 = 0
        self.init(precision: Precision(bits: max(2, value.mantissa.bitLength))) { x in
            inexact = value.mantissa.read { mpfr_set_z_2exp(x, $0, value.exponent, MPFR_RNDN) }
            return inexact
        }
        guard inexact == 0 else { return nil }
    }

    /// The same number at another precision, rounded.
    public init(_ value: BigFloat, precision: Precision, rounding: Rounding) {
        self.init(precision: precision) { x in value.read { mpfr_set(x, $0, rounding.mode) } }
    }

    // MARK: To other numbers

    /// The nearest `Double` in the given direction, subnormal numbers included; NaN gives NaN.
    public func double(rounding: Rounding) -> Double { read { mpfr_get_d($0, rounding.mode) } }

    // MARK: Classification

    public var isNaN: Bool { read { cmpfr_is_nan($0) != 0 } }
    public var isInfinite: Bool { read { cmpfr_is_infinite($0) != 0 } }
    public var isFinite: Bool { !isNaN && !isInfinite }
    public var isZero: Bool { read { cmpfr_is_zero($0) != 0 } }

    /// -1, 0 or 1; 0 for NaN.
    public var sign: Int { read { Int(cmpfr_sign($0)) } }

    /// The e with 2^(e-1) <= |x| < 2^e; nil for zero, infinities and NaN.
    public var binaryExponent: Int? { isZero || !isFinite ? nil : read { Int(cmpfr_exponent($0)) } }

    /// The smallest number of this precision above this one.
    public var nextUp: BigFloat {
        BigFloat(precision: precision) { x in
            let inexact = read { mpfr_set(x, $0, MPFR_RNDN) }
            mpfr_nextabove(x)
            return inexact
        }
    }

    /// The largest number of this precision below this one.
    public var nextDown: BigFloat {
        BigFloat(precision: precision) { x in
            let inexact = read { mpfr_set(x, $0, MPFR_RNDN) }
            mpfr_nextbelow(x)
            return inexact
        }
    }
}

extension BigFloat: Comparable {
    public static func == (a: BigFloat, b: BigFloat) -> Bool {
        a.read { a in b.read { b in mpfr_equal_p(a, b) != 0 } }
    }

    public static func < (a: BigFloat, b: BigFloat) -> Bool {
        a.read { a in b.read { b in mpfr_less_p(a, b) != 0 } }
    }

    public static func <= (a: BigFloat, b: BigFloat) -> Bool {
        a.read { a in b.read { b in mpfr_lessequal_p(a, b) != 0 } }
    }

    public static func > (a: BigFloat, b: BigFloat) -> Bool { b < a }

    public static func >= (a: BigFloat, b: BigFloat) -> Bool { b <= a }
}
