import Certify
import Formats
import Interchange
import Rigor
import Search

/// Problems so small that a check takes a fraction of a millisecond, and certificates of every kind about them.
package enum Samples {
    static let smallProblem = """
        {"format": "certify-problem", "version": 1, "loss": "mean-squared-error", "activation": "sigmoid",
         "data": {"grid": [{"from": -1, "to": 1, "step": 1}, [0, 0.5, "2/3"]]}, "labels": {"teacher": {"weights": [[0.6, 0.5]], "outputs": [1]}}}
        """

    static let problems = [
        """
        {"format":"certify-problem","version":1,"loss":"mean-squared-error","activation":"sigmoid","data":{"points":[[-2],[-1],[0],[1],[3]]},"labels":{"given":[0.5,-1,"1/3",2,-0.25]}}
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
        {"format":"certify-problem","version":1,"outputs":2,"loss":"mean-squared-norm","activation":"tanh","data":{"points":[[0.5,-1],[2,0.25],[-1,1],[1,1.5]]},"labels":{"teacher":{"weights":[[0.6,0.5]],"outputs":[[1,-1]]}}}
        """,
        """
        {"format":"certify-problem","version":1,"landscape":"gaussian-relu","targets":2,"dimension":2}
        """,
    ]

    /// Certificates that the search writes and the check accepts, a few of each kind of verdict and argument for each problem.
    ///
    /// - Parameter perKind: at most this many of each.
    package static func certificates(seed: UInt64, perKind: Int = 2) throws -> [CertificateRecord] {
        var generator = SplitMix(seed: seed), records: [CertificateRecord] = []
        for text in problems {
            let problem = try ProblemStatement.read(JSONCursor(try JSONValue.parse(bytes: Array(text.utf8), file: "sample"), file: "sample"))
            for width in 1...3 where problem.parameterCount(width: width) <= 9 {
                records += certificates(problem, width: width, perKind: perKind, &generator)
            }
        }
        return records
    }

    private static func certificates(
        _ problem: ProblemStatement, width: Int, perKind: Int, _ generator: inout SplitMix
    ) -> [CertificateRecord] {
        let landscape = problem.landscape(width: width), n = landscape.parameterCount, hash = problem.hash
        let certifier = Certifier(landscape: landscape, structures: problem.structureSearches), worker = certifier.makeWorker()
        let check = CertificateCheck(landscape: landscape), approximate = landscape.makeApproximateEvaluator()
        var found: [CertificateRecord] = [], counts: [String: Int] = [:]
        for trial in 0..<24 {
            let size = [0.5, 1, 2, 8][trial % 4]
            var start = (0..<n).map { _ in size * Double.random(in: -1...1, using: &generator) }
            if width > 1, trial % 3 == 1 {
                // equal neurons, which reductions and global minima are about
                let inputs = problem.inputDimension
                for c in 0..<inputs { start[inputs + c] = start[c] }
            }
            for parameters in [start, ApproximateRefinement().run(from: start, on: approximate).point]
            where parameters.allSatisfy({ $0.isFinite && abs($0) < 1e6 }) {
                let (loss, gradient, _) = approximate.approximateHessian(at: parameters)
                let claims = Candidate.Claims(
                    loss: loss.isFinite ? loss : nil, gradientNorm: gradient.allSatisfy(\.isFinite) ? gradient.reduce(0) { $0 + $1 * $1 }.squareRoot() : nil,
                    minimumEigenvalue: trial % 2 == 0 ? 0.125 : nil)
                let certificate = worker.certify(Candidate(index: trial, parameters: parameters, claims: claims))
                let kind = Self.kind(certificate)
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

    /// Verdict and argument in one word each.
    package static func kind(_ certificate: Certificate) -> String {
        func name(_ argument: Argument) -> String {
            switch argument {
            case .isolatedPoint: "isolated"
            case .structured(let argument): argument.kind
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
