import Certify
import Networks
import Rigor
import Testing

/// How many pieces of students are the teacher as a function.
@Suite struct RealizationCountTests {
    private static let axis = (-2...2).map { Rational($0) }
    private static let plane = DataSet.grid(axes: [axis, axis])
    private static let biased = DataSet.grid(axes: [axis]).withBias
    private static let directions = [[1, 2], [1, -1], [2, 1], [3, 1]]

    private static func problem(
        _ activation: Activation, _ outputs: [Int], weights: [[Int]] = directions, data: DataSet = plane
    ) throws -> TwoLayerProblem {
        let neurons = zip(weights, outputs).map {
            Teacher.Neuron(weights: $0.map { Rational($0) }, output: Rational($1))
        }
        return try TwoLayerProblem(activation: activation, data: data, labels: .teacher(Teacher(neurons: neurons)))
    }

    private static func pieces(_ problem: TwoLayerProblem, _ widths: ClosedRange<Int>) -> [Integer?] {
        widths.map { RealizationCount(problem, width: $0)?.pieces }
    }

    /// MATHEMATICS section 7: 144 points of width 4; of width 5 720 planes, 1440 lines, 1200 and 960 points.
    @Test func theReferenceProblem() throws {
        let four = try #require(RealizationCount(.reference, width: 4)),
            five = try #require(RealizationCount(.reference, width: 5))
        #expect(four.pieces == 144 && four.orientations == 6 && four.scope == .all)
        #expect(five.pieces == Integer(720 + 1440 + 1200 + 960) && five.scope == .all)
        #expect(RealizationCount(.reference, width: 3)?.pieces == .zero)
        #expect(
            four.description == """
                144 affine pieces of students of width 4 that are the teacher as a function: all there are, flips \
                included, 6 orientations of the teacher's neurons being the same \
                function
                """)
        #expect(
            RealizationCount(.reference, width: 3)?.description == "no student of width 3 is the teacher as a function")
    }

    /// Every permutation and every set of flips of the teacher, with its exact normal form: the 144 are those that are
    /// the same function.
    @Test func flipsOfTheReferenceTeacher() throws {
        let teacher = try #require(TwoLayerProblem.reference.teacher), parts = SymmetryDecomposition(.sigmoid)
        let form = TwoLayerProblem.reference.targetForm(teacher, parts: parts)
        let same = (0..<16).count { flips in
            let signs = (0..<4).map { flips >> $0 & 1 == 1 ? -1 : 1 }
            return NetworkNormalForm(
                weights: zip(teacher.neurons, signs).map { neuron, sign in neuron.weights.map { $0.oriented(sign) } },
                outputs: zip(teacher.neurons, signs).map { $0.outputs[0].oriented($1) }, dimension: 2, parts: parts)
                == form
        }
        #expect(Integer(same * 24) == RealizationCount(.reference, width: 4)?.pieces)
    }

    /// Numbers from an enumeration of all ways to assign neurons to classes, by exact linear algebra, in another
    /// language.
    @Test func sigmoidByEnumeration() throws {
        // one neuron with w != 0: twice the constant is its output
        #expect(Self.pieces(try Self.problem(.sigmoid, [1]), 1...4) == [1, 5, 31, 225])
        #expect(Self.pieces(try Self.problem(.sigmoid, [1, 1]), 2...2) == [2])
        #expect(Self.pieces(try Self.problem(.sigmoid, [1, -1]), 2...4) == [4, 36, 388])
        #expect(Self.pieces(try Self.problem(.sigmoid, [1, 2]), 2...4) == [2, 42, 518])
        #expect(Self.pieces(try Self.problem(.sigmoid, [1, -1, 1]), 3...4) == [18, 372])
        // the constant 0 of a single class needs a second neuron: s(v·x) - s(-v·x) has outputs 1 and -1, twice the
        // class
        #expect(
            Self.pieces(try Self.problem(.sigmoid, [1, -1], weights: [[1, 2], [-1, -2]]), 1...4) == [0, 6, 48, 342])
    }

    @Test func oddActivations() throws {
        for activation in [Activation.tanh, .erf, .sigmoid2] {
            #expect(Self.pieces(try Self.problem(activation, [1]), 1...4) == [2, 12, 68, 416])
            #expect(Self.pieces(try Self.problem(activation, [1, 2]), 1...4) == [0, 8, 96, 896])
            #expect(Self.pieces(try Self.problem(activation, [1, 1, 2]), 3...4) == [48, 960])
            #expect(RealizationCount(try Self.problem(activation, [1, 2]), width: 2)?.orientations == 4)
        }
    }

    @Test func activationsWithoutFlips() throws {
        for activation in [Activation.exp, .sigmoidSoftplus] {
            let problem = try Self.problem(activation, [1, 2])
            #expect(Self.pieces(problem, 1...4) == (1...4).map { PieceCount.copiesAndZeroTypes(of: 2, in: $0) })
            #expect(
                RealizationCount(problem, width: 2)?.description.hasSuffix(
                    "all there are, flips included, of which none keeps the function") == true)
        }
    }

    /// softplus(z) - softplus(-z) = z: flips keep the function if the a_j w_j of the flipped add up to 0.
    @Test func softplus() throws {
        #expect(RealizationCount(try Self.problem(.softplus, [1, 2]), width: 2)?.pieces == 2)
        // 1 (1, 0) + 1 (0, 1) - 1 (1, 1) = 0: all three or none
        let balanced = try Self.problem(.softplus, [1, 1, -1], weights: [[1, 0], [0, 1], [1, 1]])
        let three = try #require(RealizationCount(balanced, width: 3)),
            four = try #require(RealizationCount(balanced, width: 4))
        #expect(three.pieces == 12 && three.orientations == 2 && three.scope == .all)
        #expect(four.scope == .uniformCopies && four.pieces == Integer(2) * PieceCount.copies(of: 3, in: 4))
        #expect(four.description.hasSuffix("others that are the teacher as a function are not counted"))
    }

    /// normal-cdf as sigmoid, gelu and its like as softplus; nothing of polynomials.
    @Test func otherActivations() throws {
        for outputs in [[1], [1, -1], [1, 2]] {
            #expect(
                Self.pieces(try Self.problem(.normalCDF, outputs), 2...4)
                    == Self.pieces(try Self.problem(.sigmoid, outputs), 2...4))
        }
        let weights = [[1, 0], [0, 1], [1, 1]]
        for activation in [Activation.gelu, .geluTanh, .silu] {
            for width in 3...4 {
                #expect(
                    RealizationCount(try Self.problem(activation, [1, 1, -1], weights: weights), width: width)
                        == RealizationCount(try Self.problem(.softplus, [1, 1, -1], weights: weights), width: width))
            }
        }
        for activation in [Activation.identity, .square, .cube] {
            #expect(RealizationCount(try Self.problem(activation, [1, 2]), width: 2) == nil)
        }
    }

    /// With biases neurons of constant output lie on curves: only width r is counted completely.
    @Test func biases() throws {
        let weights = [[1, 1], [2, 1]]
        let tanh = try Self.problem(.tanh, [1, 2], weights: weights, data: Self.biased)
        let sigmoid = try Self.problem(.sigmoid, [1, -1], weights: weights, data: Self.biased)
        #expect(RealizationCount(tanh, width: 2) == RealizationCount(try Self.problem(.tanh, [1, 2]), width: 2))
        #expect(RealizationCount(tanh, width: 3)?.scope == .copies && RealizationCount(tanh, width: 3)?.pieces == 48)
        #expect(RealizationCount(sigmoid, width: 2)?.pieces == 4 && RealizationCount(sigmoid, width: 2)?.scope == .all)
        // 8 G(2, 3) - 2 G(2, 3) - 4 G(3, 3): copies of one orientation alone, since an opposite one would have output 0
        #expect(
            RealizationCount(sigmoid, width: 3)?.scope == .copies && RealizationCount(sigmoid, width: 3)?.pieces == 12)
        let exp = try Self.problem(.exp, [1, 2], weights: weights, data: Self.biased)
        #expect(RealizationCount(exp, width: 2) == nil)
    }

    @Test func nothingIsCountedWithoutATeacher() throws {
        let labels = [Rational](repeating: .one, count: Self.plane.count)
        #expect(
            RealizationCount(
                try TwoLayerProblem(activation: .tanh, data: Self.plane, labels: .given(numbers: labels)), width: 2)
                == nil)
        #expect(RealizationCount(try Self.problem(.tanh, [1, 1], weights: [[1, 2], [-1, -2]]), width: 2) == nil)
    }
}
