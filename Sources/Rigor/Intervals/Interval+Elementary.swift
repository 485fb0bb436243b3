/// Elementary functions, each the tightest interval of its precision. Numbers outside the domain are ignored, so that
/// an interval outside it altogether has an empty image.
///
///     squareRoot      [0, inf)            acos, asin      [-1, 1]
///     log             (0, inf)            the others      the real line
///     log1p           (-1, inf)
extension Interval {
    public func squareRoot() -> Interval { unary { result, a, _ in CellArithmetic.squareRoot(result, a) } }

    public func exp() -> Interval { unary { result, a, _ in CellArithmetic.exp(result, a) } }

    /// exp(x) - 1, without cancellation near 0.
    public func expm1() -> Interval { unary { result, a, _ in CellArithmetic.expm1(result, a) } }

    /// The natural logarithm.
    public func log() -> Interval { unary { result, a, _ in CellArithmetic.log(result, a) } }

    /// log(1 + x), without cancellation near 0.
    public func log1p() -> Interval { unary { result, a, _ in CellArithmetic.log1p(result, a) } }

    public func tanh() -> Interval { unary { result, a, _ in CellArithmetic.tanh(result, a) } }

    public func sinh() -> Interval { unary { result, a, _ in CellArithmetic.sinh(result, a) } }

    public func cosh() -> Interval { unary { CellArithmetic.cosh($0, $1, scratch: $2) } }

    public func atan() -> Interval { unary { result, a, _ in CellArithmetic.atan(result, a) } }

    /// The error function 2/sqrt(pi) * integral of exp(-t^2) from 0 to x.
    public func erf() -> Interval { unary { result, a, _ in CellArithmetic.erf(result, a) } }

    /// Values in [0, pi].
    public func acos() -> Interval { unary { CellArithmetic.acos($0, $1, scratch: $2) } }

    /// Values in [-pi/2, pi/2].
    public func asin() -> Interval { unary { CellArithmetic.asin($0, $1, scratch: $2) } }
}
