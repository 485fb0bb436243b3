/// What a reader is willing to take on. Everything is compared with its limit before memory is taken or work is begun
/// in proportion to it.
///
/// Two sets: ``checking`` for certificates, which come from strangers, and ``running`` for files that a user names to
/// have them certified. Each limit is far beyond what honest files hold; a file that exceeds one is refused in one line
/// that names the place, the value and the limit.
///
/// | limit                | checking    | running     | of what                                                                   |
/// |----------------------|-------------|-------------|---------------------------------------------------------------------------|
/// | `depth`              | 128         | 128         | nested arrays and objects                                                 |
/// | `digits`             | 20,000      | 100,000     | decimal digits of a mantissa, a numerator or a denominator                |
/// | `decimalExponent`    | 400         | 10,000      | the e of 1e400 in an exact decimal, either sign                           |
/// | `binaryExponent`     | 100,000     | 1,000,000   | the e of m 2^e, either sign                                               |
/// | `precision`          | 16,384      | 16,384      | bits                                                                      |
/// | `inputDimension`     | 1,000       | 10,000      | coordinates of an input                                                   |
/// | `axisLength`         | 50,000      | 10,000,000  | values on one axis of a grid                                              |
/// | `points`             | 10,000,000  | 50,000,000  | data points N                                                             |
/// | `coordinates`        | 20,000,000  | 200,000,000 | N times the input dimension                                               |
/// | `teacherWidth`       | 1,000       | 10,000      | neurons of a teacher                                                      |
/// | `outputs`            | 1,000       | 1,000       | outputs k                                                                 |
/// | `polynomialDegree`   | 16          | 16          | degree of a polynomial as activation                                      |
/// | `width`              | 4,096       | 20,000      | neurons of a student                                                      |
/// | `parameters`         | 4,096       | 20,000      | parameters n; matrices have n² entries                                    |
/// | `layerParameters`    | 4,096       | 10,000,000  | parameters of a problem with layers; without matrices                     |
/// | `seconds(bytes:)`    | see there   | none        | estimated work of a check, given the size of the certificate              |
/// | `memory(bytes:)`     | see there   | none        | estimated memory of a check, given the size of the certificate            |
public struct Limits: Sendable, Hashable {
    public var depth = 128
    public var digits = 20_000
    public var decimalExponent = 400
    public var binaryExponent = 100_000
    public var precision = 1 << 14
    public var inputDimension = 1_000
    public var axisLength = 50_000
    public var points = 10_000_000
    public var coordinates = 20_000_000
    public var teacherWidth = 1_000
    public var outputs = 1_000
    public var polynomialDegree = 16
    public var width = 4_096
    public var parameters = 4_096
    public var layerParameters = 4_096
    /// Whether the work of a check has to be in proportion to the certificate.
    public var boundsWork = true

    /// For what strangers send.
    public static let checking = Limits()

    /// For files that a user names to have them certified.
    public static let running: Limits = {
        var limits = Limits()
        limits.digits = 100_000
        limits.decimalExponent = 10_000
        limits.binaryExponent = 1_000_000
        limits.inputDimension = 10_000
        limits.axisLength = 10_000_000
        limits.points = 50_000_000
        limits.coordinates = 200_000_000
        limits.teacherWidth = 10_000
        limits.width = 20_000
        limits.parameters = 20_000
        limits.layerParameters = 10_000_000
        limits.boundsWork = false
        return limits
    }()

    /// The two sets, by the names that the command line knows.
    public enum Named: String, Sendable, CaseIterable {
        case checking, running

        public var limits: Limits { self == .checking ? .checking : .running }
    }

    /// Seconds of estimated work that a certificate of this many bytes may ask for, on one core of 2020 or so:
    ///
    ///     0.1 + min(8e-8 bytes², 2e-3 bytes)
    ///
    /// The work of an honest check grows as N n² for N data points and n parameters; its text spells the axes of the
    /// grid and bases of n² entries, while a hostile text of 100 bytes can ask for any N and n. So 3 KB may ask for a
    /// second, 16 KB (12 parameters, an axis of 401 values) for 20, a megabyte for half an hour.
    public func seconds(bytes: Int) -> Double {
        guard boundsWork else { return .infinity }
        let size = Double(bytes)
        return 0.1 + min(8e-8 * size * size, 2e-3 * size)
    }

    /// Bytes of estimated memory that the check of a certificate of this many bytes may take: 64 MB, and 4 KB for each
    /// byte.
    public func memory(bytes: Int) -> Double {
        guard boundsWork else { return .infinity }
        return Double(64 << 20) + 4096 * Double(bytes)
    }
}
