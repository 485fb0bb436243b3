import Certify
import Formats
import Interchange
import Rigor
import Search

/// Problems so small that a check takes a fraction of a millisecond, and certificates of every kind about them.
package enum Samples {
    static let smallProblem = """
        {"format": "certify-problem", "version": 1, "loss": "mean-squared-error", "activation": "sigmoid",
         "data": {"grid": [{"from": -1, "to": 1, "step": 1}, [0, 0.5, "2/3"]]}, "labels": {"teacher": {"weights": \
         [[0.6, 0.5]], "outputs": [1]}}}
        """

    static let problems = [
        """
        {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"sigmoid","data":{"points":[[-2],[-1],[0],[1],[3]]},"labels":{"given":[1,1,1.75,1.75,-1.25]}}
        """,
        """
        {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"tanh","data":{"points":[[-2,1],[-1,0.5],[0.5,-1],[1,2],[2,0.25]]},"labels":{"teacher":{"weights":[[1,-0.5]],"outputs":[1.5]}}}
        """,
        """
        {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"sigmoid","data":{"points":[[-2],[-1],[0],[1.5]],"bias":true},"labels":{"teacher":{"weights":[[2,1],[-1,0.5]],"outputs":[1,-1]}}}
        """,
        """
        {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"softplus","data":{"points":[[-1],[0.5],[2]]},"labels":{"given":[1,-1,2]}}
        """,
        """
        {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"erf","data":{"grid":[["-1","0","1/2"],["1","2"]]},"labels":{"teacher":{"weights":[["1","1/2"],["-1","1"]],"outputs":["1","2"]}}}
        """,
        """
        {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"sigmoid","data":{"points":[[-4],[-2],[-1],[0],[1],[2],[4]]},"labels":{"given":[0.02,0.1,0.2,0.25,0.2,0.1,0.02]}}
        """,
        """
        {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"sigmoid","data":{"grid":[{"from":-5,"to":5,"step":"5/3"},{"from":-5,"to":5,"step":"5/3"}]},"labels":{"teacher":{"weights":[[0.6,0.5],[-0.5,0.5],[-0.2,-0.6],[0.1,-0.6]],"outputs":[1,-1,1,-1]}}}
        """,
        """
        {"format":"certify-problem","version":1,"outputs":2,"loss":"mean-squared-norm","activation":"tanh","data":{"points":[[0.5,-1],[2,0.25],[-1,1],[1,1.5]]},"labels":{"teacher":{"weights":[[0.6,0.5]],"outputs":[[1,-1]]}}}
        """,
        """
        {"format":"certify-problem","version":1,"landscape":"gaussian-relu","targets":2,"dimension":2}
        """,
    ]

    /// Problems with everything that may be declared beside: output biases, sample weights, decay. For readers alone.
    static let extendedProblems = [
        """
        {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"tanh","output_bias":true,"decay":{"input_weights":"1/100","outputs":0.01,"biases":0},"data":{"points":[[-2],[-1],[0]],"bias":true,"weights":[1,2,"1/2"],"weights_divisor":"count"},"labels":{"teacher":{"weights":[[2,1]],"outputs":[1],"bias":0.5}}}
        """,
        """
        {"format":"certify-problem","version":1,"outputs":2,"loss":"mean-squared-norm","activation":"tanh","output_bias":[0.5,"-1/3"],"decay":{"pytorch_weight_decay":0.02},"data":{"points":[[0.5,-1],[2,0.25]]},"labels":{"given":[[1,2],[0,1]]}}
        """,
    ]

    /// Students at which something is known to be found: a minimum with one neuron whose copies are plateaus, and two
    /// students on their way to infinity.
    private static let students: [[Double]] = [
        [-0.656534890621579, 1.9259928442005971],
        [
            -0.5266196392036782, 1.8030382118396044, -0.5000428804311091, -0.5143103871661692, 0.7234722982246065,
            -0.6013151067507468, -0.4939489499156229,
            -0.520236894775205, 0.0741047716416818, -20.75865441837093, 0.5534620496333127, 20.131487988074298,
        ],
        [
            -0.8662021823519889, -0.550304249211433, -0.02280076387647941, 0.00804437557808963, -0.6010230851972317,
            0.7189564866934585, 0.6337625716364447,
            -0.6991033936832738, -0.488227056058125, -4.70788411315084, 2.4120937119992423, 2.7840174487742377,
        ],
    ]

    /// Certificates that the search writes and the check accepts, a few of each kind of verdict and argument for each
    /// problem.
    ///
    /// - Parameter perKind: at most this many of each.
    package static func certificates(seed: UInt64, perKind: Int = 2) throws -> [CertificateRecord] {
        var generator = SplitMix(seed: seed), records: [CertificateRecord] = []
        for text in problems {
            let problem = try ProblemStatement.read(
                JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: "sample"), file: "sample"))
            var narrow: [[Double]] = []
            for width in 1...4
            where problem.parameterCount(width: width) <= 9
                || students.contains(where: { $0.count > 9 && $0.count == problem.parameterCount(width: width) })
            {
                records += certificates(problem, width: width, perKind: perKind, narrow: &narrow, &generator)
            }
        }
        return records
    }

    private static func certificates(
        _ problem: ProblemStatement, width: Int, perKind: Int, narrow: inout [[Double]], _ generator: inout SplitMix
    ) -> [CertificateRecord] {
        let landscape = problem.landscape(width: width), n = landscape.parameterCount, hash = problem.hash
        let certifier = Certifier(knowing: landscape), worker = certifier.makeWorker()
        let check = CertificateCheck(landscape: landscape), approximate = landscape.makeApproximateEvaluator()
        var found: [CertificateRecord] = [], counts: [String: Int] = [:]
        for (trial, start) in starts(problem, width: width, narrow, &generator).enumerated() {
            let end = ApproximateRefinement().run(from: start, on: approximate).point
            for parameters in [start, end]
            where parameters.count == n && parameters.allSatisfy({ $0.isFinite && abs($0) < 1e6 }) {
                let (loss, gradient, _) = approximate.approximateHessian(at: parameters)
                let claims = Candidate.Claims(
                    loss: loss.isFinite ? loss : nil,
                    gradientNorm: gradient.allSatisfy(\.isFinite)
                        ? gradient.reduce(0) { $0 + $1 * $1 }.squareRoot() : nil,
                    minimumEigenvalue: trial % 2 == 0 ? 0.125 : nil)
                let certificate = worker.certify(Candidate(index: trial, parameters: parameters, claims: claims))
                let kind = Self.kind(certificate)
                if width == 1, kind == "local-minimum by isolated", narrow.count < 8 { narrow.append(parameters) }
                guard counts[kind, default: 0] < perKind, (try? check.check(certificate)) != nil else { continue }
                counts[kind, default: 0] += 1
                found.append(
                    CertificateRecord(
                        certificate, problem: problem, problemHash: hash, width: width,
                        source: CandidateSource(file: "fuzz.npz", hash: String(repeating: "0", count: 64))))
            }
        }
        return found
    }

    /// Points near which there may be something to prove.
    ///
    /// - Parameter narrow: minima of students with one neuron, whose split copies are plateaus.
    private static func starts(
        _ problem: ProblemStatement, width: Int, _ narrow: [[Double]], _ generator: inout SplitMix
    ) -> [[Double]] {
        let n = problem.parameterCount(width: width), d = problem.inputDimension
        var starts = (0..<16).map { trial in
            (0..<n).map { _ in [0.5, 1, 2, 8][trial % 4] * Double.random(in: -1...1, using: &generator) }
        }
        guard case .twoLayer(let two) = problem, two.outputCount == 1 else {
            if case .twoLayer(let problem) = problem, let teacher = problem.teacher, teacher.width == width {
                starts.append(
                    teacher.neurons.flatMap { $0.weights.map(\.nearestDouble) }
                        + teacher.neurons.flatMap { $0.outputs.map(\.nearestDouble) })
            }
            if case .gaussianReLU(let k, let d) = problem, width >= k {
                starts.append((0..<width).flatMap { j in (0..<d).map { $0 == j ? 1.0 : 0.0 } })
            }
            return starts
        }
        starts += students.filter { $0.count == n }
        // the teacher, and beside it a neuron that does nothing
        if let teacher = two.teacher, teacher.width <= width {
            let idle = width - teacher.width
            let weights =
                teacher.neurons.map { $0.weights.map(\.nearestDouble) }
                + (0..<idle).map { k in (0..<d).map { _ in Double(k + 1) / 4 } }
            starts.append(
                weights.flatMap { $0 } + teacher.neurons.map { $0.outputs[0].nearestDouble }
                    + [Double](repeating: 0, count: idle))
        }
        guard width > 1 else { return starts }
        // the first neuron twice
        starts += starts.prefix(4).map { start in
            start.indices.map { $0 >= d && $0 < 2 * d ? start[$0 - d] : start[$0] }
        }
        for minimum in narrow {
            let weights = Array(minimum[..<d]), output = minimum[d]
            let copies = (0..<width).flatMap { _ in weights }
            for share in [0.25, -0.5] where width == 2 {
                starts.append(copies + [output * share, output * (1 - share)])
            }
            if width == 3 { starts.append(copies + [output / 2, output / 4, output / 4]) }
        }
        return starts
    }

    /// Verdict and argument in one word each.
    package static func kind(_ certificate: Certificate) -> String {
        func name(_ argument: Argument) -> String {
            switch argument {
            case .isolatedPoint: "isolated"
            case .structured(let argument): argument.kindName
            case .exclusion(_, let nearest): "exclusion" + (nearest.map { " beside \(name($0))" } ?? "")
            case .none: "none"
            }
        }
        return "\(certificate.verdict.name) by \(name(certificate.argument))"
    }
}

/// SplitMix64 (Steele, Lea & Flood, 2014): the same numbers in every run.
package struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// The generator of one input: any input can be made again without those before it.
    package init(seed: UInt64, input: Int) {
        var mixed = SplitMix(seed: seed ^ (UInt64(truncatingIfNeeded: input) &* 0xd134_2543_de82_ef95))
        state = mixed.next()
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
