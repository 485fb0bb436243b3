import Certify
import Networks
import Rigor
import TestSupport
import Testing

@Suite struct TwoLayerDerivativeTests {
    static let precision = Precision(bits: 160)

    @Test(arguments: Activation.tested) func gradientAndHessian(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 5)
        for (dimension, width, isGiven) in [(1, 2, false), (2, 3, true), (3, 1, false)] {
            let problem = try Sample.problem(
                activation, dimension: dimension, count: 6, teacherWidth: isGiven ? nil : 2, &generator)
            let landscape = TwoLayerLandscape(problem: problem, width: width)
            try LandscapeChecks.expectDerivatives(
                of: landscape, at: Sample.point(landscape.parameterCount, &generator), precision: Self.precision)
        }
    }

    @Test(arguments: Activation.tested) func lipschitzConstantsHold(_ activation: Activation) throws {
        var generator = SeededGenerator(seed: 6)
        let problem = try Sample.problem(activation, dimension: 2, count: 6, &generator)
        let landscape = TwoLayerLandscape(problem: problem, width: 2)
        let ball = Ball(centre: Sample.point(landscape.parameterCount, &generator), radius: 0.05)
        try LandscapeChecks.expectLipschitzConstants(of: landscape, on: ball, precision: Self.precision, &generator)
    }
}
