import Rigor
import TestSupport
import Testing

/// An exact number inside the operands must land in the result, at any precision and whatever the operands.
@Suite struct ContainmentTests {
    static let precisions = [2, 3, 8, 24, 53, 128].map { Precision(bits: $0) }
    /// Bits at which values that are no rational numbers are computed for comparison.
    static let wide = Precision(bits: 400)

    @Test(arguments: UnaryOperation.all)
    func unary(_ operation: UnaryOperation) throws {
        var random = SeededGenerator(seed: 1)
        var tried = 0
        for _ in 0..<600 {
            let a = random.interval(precision: Self.precisions.randomElement(using: &random)!)
            let result = operation.apply(a)
            #expect(result.precision == a.precision)
            guard let x = random.rational(in: a) else {
                #expect(result.isEmpty, "\(operation.name) \(a) = \(result)")
                continue
            }
            if let exact = operation.exact {
                guard let value = exact(x) else { continue }
                #expect(result.contains(value), "\(operation.name) of \(x) in \(a) gives \(value), not in \(result)")
            } else {
                let value = operation.apply(Interval(enclosing: x, precision: Self.wide))
                if value.isEmpty { continue }
                #expect(
                    !value.isDisjoint(from: result),
                    "\(operation.name) of \(x) in \(a) gives \(value), not in \(result)")
            }
            tried += 1
        }
        #expect(tried > 200)
    }

    @Test(arguments: BinaryOperation.all)
    func binary(_ operation: BinaryOperation) throws {
        var random = SeededGenerator(seed: 2)
        var tried = 0
        for _ in 0..<3000 {
            let a = random.interval(precision: Self.precisions.randomElement(using: &random)!)
            let b = random.interval(precision: Self.precisions.randomElement(using: &random)!)
            let result = operation.apply(a, b)
            #expect(result.precision == max(a.precision, b.precision))
            guard let x = random.rational(in: a), let y = random.rational(in: b) else {
                #expect(result.isEmpty, "\(a) \(operation.name) \(b) = \(result)")
                continue
            }
            guard let value = operation.exact!(x, y) else { continue }
            #expect(
                result.contains(value), "\(x) \(operation.name) \(y) in \(a), \(b) gives \(value), not in \(result)")
            tried += 1
        }
        #expect(tried > 1500)
    }

    @Test func hullAndIntersection() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<3000 {
            let a = random.interval(precision: Self.precisions.randomElement(using: &random)!)
            let b = random.interval(precision: Self.precisions.randomElement(using: &random)!)
            let hull = a.hull(with: b)
            let common = a.intersection(with: b)
            #expect(a.isSubset(of: hull) && b.isSubset(of: hull))
            #expect(common.isSubset(of: a) && common.isSubset(of: b))
            #expect(common.isEmpty == a.isDisjoint(from: b))
            guard let x = random.rational(in: a) else { continue }
            #expect(hull.contains(x))
            #expect(common.contains(x) == b.contains(x))
        }
    }

    /// Two precisions must overlap, and the coarser result contains the finer one when the operand is the same.
    @Test(arguments: UnaryOperation.all)
    func twoPrecisions(_ operation: UnaryOperation) {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<200 {
            let a = random.interval(precision: .float64)
            let coarse = operation.apply(a)
            let fine = operation.apply(a.rounded(to: Precision(bits: 90)))
            #expect(fine.isSubset(of: coarse), "\(operation.name) \(a): \(coarse), \(fine)")
        }
    }

    /// A larger operand has a larger image.
    @Test(arguments: UnaryOperation.all)
    func isotone(_ operation: UnaryOperation) {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let a = random.interval(precision: Precision(bits: 30))
            let b = a.hull(with: random.interval(precision: Precision(bits: 30)))
            let part = operation.apply(a)
            let whole = operation.apply(b)
            #expect(part.isSubset(of: whole), "\(operation.name): \(a) -> \(part), \(b) -> \(whole)")
        }
    }
}
