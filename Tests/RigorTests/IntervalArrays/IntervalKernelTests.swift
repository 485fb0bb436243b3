import Rigor
import TestSupport
import Testing

/// The kernel gives what the methods of `Interval` give, also when the result is an operand.
@Suite struct IntervalKernelTests {
    static let precisions = [2, 24, 53, 64, 65, 128, 200].map { Precision(bits: $0) }

    @Test(arguments: UnaryOperation.all.filter { $0.inPlace != nil })
    func unary(_ operation: UnaryOperation) throws {
        let inPlace = try #require(operation.inPlace)
        var random = SeededGenerator(seed: 41)
        for precision in Self.precisions {
            let kernel = IntervalKernel(precision: precision)
            let array = IntervalArray(count: 2, precision: precision)
            for _ in 0..<120 {
                let a = random.interval(precision: precision)
                let expected = operation.apply(a)
                array[0] = a
                inPlace(kernel, array.pointer(1), array.pointer(0))
                #expect(array[1].isIdentical(to: expected), "\(operation.name) \(a): \(array[1]), expected \(expected)")
                #expect(array[0].isIdentical(to: a))
                inPlace(kernel, array.pointer(0), array.pointer(0))
                #expect(
                    array[0].isIdentical(to: expected),
                    "\(operation.name) \(a) in place: \(array[0]), expected \(expected)")
            }
        }
    }

    @Test(arguments: (BinaryOperation.all + BinaryOperation.sets).filter { $0.inPlace != nil })
    func binary(_ operation: BinaryOperation) throws {
        let inPlace = try #require(operation.inPlace)
        var random = SeededGenerator(seed: 42)
        for precision in Self.precisions {
            let kernel = IntervalKernel(precision: precision)
            let array = IntervalArray(count: 3, precision: precision)
            let (p, q, r) = (array.pointer(0), array.pointer(1), array.pointer(2))
            for _ in 0..<400 {
                let a = random.interval(precision: precision)
                let b = random.interval(precision: precision)
                let expected = operation.apply(a, b)
                (array[0], array[1]) = (a, b)
                inPlace(kernel, r, p, q)
                #expect(
                    array[2].isIdentical(to: expected), "\(a) \(operation.name) \(b): \(array[2]), expected \(expected)"
                )
                #expect(array[0].isIdentical(to: a) && array[1].isIdentical(to: b))
                inPlace(kernel, p, p, q)
                #expect(array[0].isIdentical(to: expected), "\(a) \(operation.name) \(b) into the first")
                array[0] = a
                inPlace(kernel, q, p, q)
                #expect(array[1].isIdentical(to: expected), "\(a) \(operation.name) \(b) into the second")
                inPlace(kernel, p, p, p)
                #expect(array[0].isIdentical(to: operation.apply(a, a)), "\(a) \(operation.name) itself")
            }
        }
    }

    @Test func multiplyAddAndSubtractMultiply() {
        var random = SeededGenerator(seed: 43)
        for precision in Self.precisions {
            let kernel = IntervalKernel(precision: precision)
            let array = IntervalArray(count: 3, precision: precision)
            let (sum, p, q) = (array.pointer(0), array.pointer(1), array.pointer(2))
            for _ in 0..<300 {
                let (c, a, b) = (
                    random.interval(precision: precision), random.interval(precision: precision),
                    random.interval(precision: precision)
                )
                (array[0], array[1], array[2]) = (c, a, b)
                kernel.multiplyAdd(sum, p, q)
                #expect(array[0].isIdentical(to: c + a * b))
                array[0] = c
                kernel.subtractMultiply(sum, p, q)
                #expect(array[0].isIdentical(to: c - a * b))
                array[0] = c
                kernel.multiplyAdd(sum, sum, q)
                #expect(array[0].isIdentical(to: c + c * b))
                array[0] = c
                kernel.subtractMultiply(sum, p, sum)
                #expect(array[0].isIdentical(to: c - a * c))
                array[0] = c
                kernel.multiplyAdd(sum, sum, sum)
                #expect(array[0].isIdentical(to: c + c * c))
            }
        }
    }

    @Test func boundsAndAssignment() {
        var random = SeededGenerator(seed: 44)
        for precision in Self.precisions {
            let kernel = IntervalKernel(precision: precision)
            let array = IntervalArray(count: 2, precision: precision)
            let (p, q) = (array.pointer(0), array.pointer(1))
            for _ in 0..<200 {
                let a = random.interval(precision: precision)
                kernel.set(p, a)
                kernel.set(q, p)
                #expect(array[1].isIdentical(to: a))
                #expect(kernel.magnitudeUpper(p) == a.magnitudeUpper && kernel.mignitudeLower(p) == a.mignitudeLower)
                #expect(kernel.lowerDouble(p) == a.lowerDouble && kernel.upperDouble(p) == a.upperDouble)
                let x = random.finiteDouble()
                kernel.setExactly(p, x)
                #expect(array[0].isIdentical(to: Interval(exactly: x, precision: precision)) && array[0].contains(x))
                let y = random.finiteDouble()
                kernel.setBounds(q, lower: min(x, y), upper: max(x, y))
                #expect(array[1].isIdentical(to: Interval(lower: min(x, y), upper: max(x, y), precision: precision)))
                kernel.setZero(p)
                #expect(array[0].isPoint && array[0].contains(Rational.zero))
                kernel.setInteger(p, -17)
                #expect(array[0].isIdentical(to: Interval(-17, precision: precision)))
            }
            for bad in [Double.nan, .infinity, -.infinity] {
                kernel.setExactly(p, bad)
                #expect(array[0].isEntire)
                kernel.setInteger(q, 2)
                kernel.multiply(p, q, by: bad)
                #expect(array[0].isEntire)
            }
            kernel.setBounds(p, lower: 1, upper: .nan)
            #expect(array[0].isEntire)
            kernel.setBounds(p, lower: 2, upper: 1)
            #expect(array[0].isEntire)
        }
    }

    @Test func anArrayStartsAtZeroAndKeepsItsIntervalsApart() {
        let precision = Precision(bits: 100)
        let array = IntervalArray(count: 50, precision: precision)
        for index in 0..<50 {
            #expect(array[index].isPoint && array[index].contains(Rational.zero))
            array[index] = Interval(enclosing: Rational(index, 7), precision: precision)
        }
        for index in 0..<50 {
            #expect(array[index].isIdentical(to: Interval(enclosing: Rational(index, 7), precision: precision)))
        }
        #expect(array.pointer(1) - array.pointer(0) == 1)
        // Setting rounds outward.
        let coarse = IntervalArray(count: 1, precision: Precision(bits: 5))
        coarse[0] = array[1]
        #expect(coarse[0].precision.bits == 5 && array[1].isInterior(of: coarse[0]))
        _ = IntervalArray(count: 0, precision: precision)
    }
}
