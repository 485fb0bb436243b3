import Certify
import Formats
import Gaussian
import Interchange
import Networks
import Rigor
import Search

/// A problem of 25 points with given labels, small enough to be checked in a millisecond.
enum SmallProblem {
    /// sin and cos with noise, rounded to tenths: two students of width 2 have several minima.
    static let wavy = problem(labels: [
        -0.4, -1.0, -0.3, -1.0, -1.1, -0.9, -0.5, -0.5, -0.2, -0.4, -1.4, -0.6, 0.7, 0.6, 0.6, -0.9, 0.2, 0.9, 1.6, 0.8,
        0.3,
        0.6, 0.9, 1.6, 1.1,
    ])
    /// Another, on which an isolated saddle is known.
    static let steep = problem(labels: [
        -0.7, -0.7, -0.9, -1.2, -1.4, -1.3, -0.8, 0.8, -0.3, -0.4, -1.2, -0.5, 0.2, 0.4, 0.5, -0.7, 0.4, 0.9, 1.2, 1.3,
        0.2,
        0.2, 1.1, 1.6, 1.5,
    ])

    /// Minima of `wavy` in ascending order of the loss: 0.16042967, 0.16238227.
    static let lowest = [1.8394959, 1.0732104, 0.2604829, 0.0609853, 2.5362147, -2.4801374]
    static let higher = [-2.0960727, -1.420494, 2.3160071, 1.4710242, -0.9117909, 0.9677929]
    /// A saddle of index 1 of `steep`, loss 0.57216449.
    static let saddle = [-2.3079022, -4.8450197, -3.8072203, -3.063382, 0.6108934, -1.2754684]
    /// Not near any critical point of `wavy`.
    static let slope = [0.5, 0.25, -0.75, 1.0, 0.5, 1.5]

    private static func problem(labels: [Double]) -> ProblemStatement {
        let axis = "[-2,-1,0,1,2]"
        let text = """
            {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"sigmoid",
             "data":{"grid":[\(axis),\(axis)]},"labels":{"given":\(labels)}}
            """
        guard let value = try? JSONValue.parse(bytes: Array(text.utf8), file: "small.json"),
            let problem = try? ProblemStatement.read(JSONCursor(value, file: "small.json"))
        else { preconditionFailure("the small problem is a problem") }
        return problem
    }
}

/// Certificates of every kind.
enum Sample {
    static let source = CandidateSource(file: "small.npz", hash: String(repeating: "0", count: 64))

    /// - Parameter reference: a better point, for problems whose infimum is not known.
    static func record(
        _ problem: ProblemStatement, _ parameters: [Double], width: Int = 2, reference: [Double]? = nil,
        structures: [any StructureSearch] = []
    ) -> CertificateRecord {
        let landscape = problem.landscape(width: width)
        var options = Certifier.Options()
        if let reference {
            options.reference =
                ReferencePoint.best(
                    of: [Candidate(index: 0, parameters: reference)], on: landscape)?.reference
        }
        let certifier = Certifier(landscape: landscape, options: options, structures: structures)
        func middle(_ bounds: Bounds?) -> Double? { bounds.map { ($0.lower + $0.upper) / 2 } }
        // claims that are true, so that any other claim is another one; where float64 leaves one open, a second time,
        // as then more bits are tried
        var claims = Candidate.Claims()
        for _ in 0..<2 {
            let there = certifier.certify(Candidate(index: 3, parameters: parameters, claims: claims))
                .candidateEnclosure
            claims = Candidate.Claims(
                loss: middle(there?.loss), gradientNorm: middle(there?.gradientNorm),
                minimumEigenvalue: middle(there?.smallestEigenvalue))
        }
        let certificate = certifier.certify(Candidate(index: 3, parameters: parameters, claims: claims))
        return CertificateRecord(certificate, problem: problem, problemHash: problem.hash, width: width, source: source)
    }

    /// A non-global minimum: compared with a better point.
    static let minimum = record(SmallProblem.wavy, SmallProblem.higher, reference: SmallProblem.lowest)
    static let saddle = record(SmallProblem.steep, SmallProblem.saddle)
    /// The saddle with bases of eigenvectors, as certificates held them once.
    static let saddleWithBases: CertificateRecord = {
        var record = saddle
        let landscape = record.problem.landscape(width: record.width)
        func eigenvectors(_ point: [Dyadic]) -> [Double]? {
            let enclosure = try? landscape.makeEvaluator(.float64).enclosure(on: Ball(centre: point), order: .hessian)
            guard let hessian = enclosure?.hessian else { return nil }
            return ApproximateLinearAlgebra.symmetricEigenproblem(hessian.midpoint, order: hessian.rows)?.vectors
        }
        guard case .isolatedPoint(var witness) = record.certificate.argument else {
            preconditionFailure("the saddle is isolated")
        }
        witness.basis = eigenvectors(witness.centre)
        record.certificate.argument = .isolatedPoint(witness)
        record.certificate.candidateEnclosure?.basis = eigenvectors(record.certificate.candidate.point)
        return record
    }()
    /// A non-global minimum of students with two outputs and labels (y, 0).
    static let twoOutputs = record(
        MultipleOutputCertificateTests.problem(SmallProblem.wavy) { [$0, .zero] },
        MultipleOutputCertificateTests.parameters(SmallProblem.higher) { [$0, 0] },
        reference: MultipleOutputCertificateTests.parameters(SmallProblem.lowest) { [$0, 0] })
    /// One ReLU neuron for six targets, at the worst multiple of (1, .., 1): -2k (sin th + (pi - th) cos th) / (2 pi
    /// sqrt(k)), cos th = -1/sqrt(k).
    static let gaussianReLU = record(
        .gaussianReLU(targetCount: 6, inputDimension: 6), [Double](repeating: -0.34562277981779205, count: 6), width: 1)
    /// A saddle of index 2: two neurons that average two of four targets each.
    static let gaussianErf: CertificateRecord = {
        let w = 0.40824829046386302
        return record(
            .gaussianErf(.orthonormal(targetCount: 4, inputDimension: 4)), [w, w, 0, 0, 0, 0, w, w, 2, 2], width: 2)
    }()
    /// The minimum of type (1, 5) for six targets, by its unknowns.
    static let symmetricReLU = record(
        .symmetricReLU(DiagonalSymmetry(parts: [1, 5])),
        [-0.6015119236, 0.2245158008, 0.9867038222, -0.0504134004, 0.3080109832], width: 6,
        structures: [SymmetricReLUSearch()])
    /// a e^(w·x) is 1 at (0, 0) and 2 at (1, 1): a curve of students.
    static let interpolation: CertificateRecord = {
        guard
            let problem = try? TwoLayerProblem(
                activation: .exp, data: .points([[.zero, .zero], [.one, .one]]),
                labels: .given(numbers: [.one, Rational(2)]))
        else { preconditionFailure("the problem is consistent") }
        return record(.twoLayer(problem), [0.25, 0.4431, 1.0001], width: 1, structures: [InterpolationSearch()])
    }()
    /// A saddle of index 1 of a 2-2-2 network with tanh on XOR, softmax cross-entropy and decay.
    static let dense: CertificateRecord = {
        let text = """
            {"format":"certify-problem","version":1,
             "layers":[{"width":2,"activation":"tanh","bias":true},{"width":2,"activation":"identity","bias":true}],
             "loss":"softmax-cross-entropy","data":{"points":[[0,0],[0,1],[1,0],[1,1]]},
             "labels":{"classes":[0,1,1,0]},"decay":"1/100"}
            """
        guard let value = try? JSONValue.parse(bytes: Array(text.utf8), file: "xor.json"),
            let problem = try? ProblemStatement.read(JSONCursor(value, file: "xor.json"))
        else { preconditionFailure("XOR is a problem") }
        return record(
            problem,
            [
                -1.9997597196975703, -1.6094417689206366, -1.1813722141728533, 0.10463609694295795, 0.35159858425043544,
                -0.0628211259856923, 1.2570606097939516, -0.870264920880583, -1.2570606097939545, 0.8702649208805818,
                0.40366886266007634, -0.4036688626600736,
            ])
    }()
    /// Near a saddle on a family, of L = (W_2 W_1 (0, 1)' - 1)²: no local minimum within a radius.
    static let noLocalMinimum: CertificateRecord = {
        let text = """
            {"format":"certify-problem","version":1,"loss":"mean-squared-error",
             "layers":[{"width":2,"activation":"identity","bias":false},
                       {"width":1,"activation":"identity","bias":false}],
             "data":{"points":[[0,1]]},"labels":{"given":[1]}}
            """
        guard let value = try? JSONValue.parse(bytes: Array(text.utf8), file: "unseen.json"),
            let problem = try? ProblemStatement.read(JSONCursor(value, file: "unseen.json"))
        else { preconditionFailure("it is a problem") }
        return record(problem, [0.3, 1e-9, 0.2, 2e-9, -1e-9, 1e-9])
    }()
    static let notCritical = record(SmallProblem.wavy, SmallProblem.slope)
    /// Compared with the infimum 0 that a realizing teacher gives.
    static let reference = record(
        .twoLayer(.reference),
        [
            0.6661511271, -1.012655574, -0.7345486299, 0.8039594605, 0.9814681102, 0.6580154195, 0.3195520799,
            -0.03992384468,
            -0.3401375563, -0.6707084307, 0.3953114306, 0.6155369505,
        ], width: 4)
}

extension CertificateRecord {
    var json: JSONValue { CertificateCoding.encode(self, embedding: problem.encoded) }
}
